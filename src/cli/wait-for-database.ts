import { setTimeout as pause } from 'node:timers/promises'
import type { Config } from '../config.js'
import { DatabaseUnavailable, UserError } from '../errors.js'
import type { Database } from '../store/database.js'
import { errorCode } from '../store/postgres-errors.js'
import type { Terminal } from './terminal.js'

/** A database that starts together with the gateway is up within this time, in milliseconds. */
const PATIENCE_MS = 30_000
const STEP_MS = 500
const LEAST_VERSION = 150_000

/** Time changes nothing about these: PostgreSQL, Appendix A: Error Codes. */
const HOPELESS: Readonly<Record<string, string>> = {
  '28000': 'it refuses this user',
  '28P01': 'it refuses the password',
  '3D000': 'there is no such database on it',
}

/**
 * Returns when the database answers.
 * @throws UserError when it does not within 30 seconds, refuses the login or is too old
 */
export async function waitForDatabase(
  database: Database,
  config: Config,
  { terminal, signal }: { terminal: Terminal; signal?: AbortSignal },
): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  const name = placeOf(config)
  for (let told = false; ; told = true) {
    try {
      return await checkVersion(database, name)
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error
      const why = HOPELESS[errorCode(error.cause) ?? '']
      if (why) throw new UserError(`The database ${name} can't be used: ${why}.`)
      if (Date.now() > deadline || signal?.aborted) throw unreachable(name, error)
      if (!told) terminal.stderr(`Waiting for the database ${name} … (${error.message})\n`)
    }
    await pause(STEP_MS)
  }
}

async function checkVersion(database: Database, name: string): Promise<void> {
  const statement = {
    name: '',
    text: "select current_setting('server_version_num')::int as version",
  }
  const [row] = await database.query<{ version: number }>(statement)
  if (row && row.version >= LEAST_VERSION) return
  throw new UserError(`The database ${name} is older than PostgreSQL 15: bring it up to date.`)
}

function unreachable(name: string, error: DatabaseUnavailable): UserError {
  return new UserError(
    `The database ${name} can't be reached. ${error.message} Start it or correct DATABASE_URL; ` +
      'without DATABASE_URL the embedded one in DATA_DIR is used.',
  )
}

/** Where the database is, without user and password. */
function placeOf({ databaseUrl, dataDir }: Config): string {
  if (databaseUrl === null) return `in ${dataDir}`
  const { host, pathname } = new URL(databaseUrl)
  return `${host || 'of the local socket'}${pathname}`
}
