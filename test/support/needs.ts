import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * `describe`, or a skipped one that names what it lacks; where CI=true says that everything must be
 * there, it fails instead. `missing` null: nothing is.
 */
export function describeNeeding(missing: string | null, title: string, tests: () => void): void {
  if (missing === null) describe(title, tests)
  else if (process.env.CI !== 'true') describe.skip(`${title} (skipped: needs ${missing})`, tests)
  else {
    test(title, () => {
      throw new Error(`CI=true, and this is missing: ${missing}`)
    })
  }
}

/** The name of the program if it is not installed here, else null. */
export function missingProgram(name: string): string | null {
  return spawnSync('sh', ['-c', `command -v ${name}`]).status === 0 ? null : name
}

/** Directory of initdb and pg_ctl of the newest PostgreSQL installed here; null without one. */
export function postgresBinaries(): string | null {
  const packages = '/usr/lib/postgresql'
  const versions = existsSync(packages) ? readdirSync(packages) : []
  const newest = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((one) => `${packages}/${one}/bin`)
  const path = (process.env.PATH ?? '').split(':')
  return [...newest, ...path].find((one) => existsSync(join(one, 'initdb'))) ?? null
}

/** initdb and a user it runs as: PostgreSQL refuses root. */
export function missingForPostgres(): string | null {
  if (!postgresBinaries()) return 'PostgreSQL (initdb, pg_ctl)'
  if (process.getuid?.() !== 0) return null
  const user = spawnSync('runuser', ['-u', 'postgres', '--', 'true']).status === 0
  return user ? null : 'the user postgres and runuser, or not to be root'
}

/** A file system that can be filled without harm to anybody. */
export function missingForTmpfs(): string | null {
  const place = mkdtempSync(join(tmpdir(), 'termingate-mount-'))
  const mounted = mountTmpfs(place, '1m')
  if (mounted) spawnSync('umount', [place])
  rmdirSync(place)
  return mounted ? null : 'mount -t tmpfs (Linux, as root)'
}

/** True when `place` now is a file system in memory of that size. */
export function mountTmpfs(place: string, size: string): boolean {
  const options = ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', place]
  return spawnSync('mount', options).status === 0
}
