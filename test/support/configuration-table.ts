import { VARIABLES } from '../../src/config.js'

/** The rows of docs/configuration.md. */
export function configurationTable(): string {
  const rows = Object.entries(VARIABLES).map(
    ([name, { initial, allowed, meaning }]) =>
      `| \`${name}\` | ${initial && `\`${initial}\``} | ${allowed} | ${meaning} |`,
  )
  return ['| Variable | Default | Allowed | Meaning |', '|---|---|---|---|', ...rows].join('\n')
}
