import { type Command, InvalidArgumentError, Option } from 'commander'
import { COLLECTION_KINDS, type CollectionKind } from '../store/model.js'

/** `calendar,tasks,contacts`: all that can be given. */
export const KIND_LIST = COLLECTION_KINDS.join(',')

/** Some of KIND_LIST. */
export function parseKinds(text: string): CollectionKind[] {
  const names = text.split(',').map((name) => name.trim())
  const wrong = names.find((name) => !COLLECTION_KINDS.some((kind) => kind === name))
  if (wrong !== undefined) {
    const shown = JSON.stringify(wrong)
    throw new InvalidArgumentError(`${shown} is none of ${COLLECTION_KINDS.join(', ')}.`)
  }
  return COLLECTION_KINDS.filter((kind) => names.includes(kind))
}

/** For options that may be given several times, also with commas. */
export function collect(text: string, before: string[] = []): string[] {
  return [...before, ...text.split(',').map((one) => one.trim())]
}

export type PasswordOptions = { password?: string; passwordStdin?: boolean }

export function withPassword(target: Command, otherwise: string): Command {
  return target
    .addOption(
      new Option('--password <password>', 'the password (others may see it in the process list)'),
    )
    .addOption(
      new Option(
        '--password-stdin',
        `read the password from the first line of standard input; without both: ${otherwise}`,
      ).conflicts('password'),
    )
}

export function withZoneAndLanguage(target: Command): Command {
  return target
    .option('--time-zone <zone>', 'time zone, such as Europe/Berlin')
    .addOption(
      new Option('--language <language>', 'language of folder names').choices(['de', 'en']),
    )
}
