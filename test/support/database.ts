import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { type Database, type DatabaseOptions, openDatabase } from '../../src/store/database.js'
import { describeNeeding } from './needs.js'
import { copyTemplate, postgresDatabase, runDirectory } from './prepare.js'

export { newTenant } from './tenant.js'

/** The PostgreSQL server to test on; without it the embedded database, one connection at a time. */
export const POSTGRES = process.env.TEST_DATABASE_URL || null

/**
 * For what needs several connections at once; says in its name why it is skipped. Fails in CI,
 * unless TEST_EMBEDDED says that this is the run on the embedded database.
 */
export function describeOnPostgres(title: string, tests: () => void): void {
  if (POSTGRES || !process.env.TEST_EMBEDDED) {
    describeNeeding(POSTGRES ? null : 'TEST_DATABASE_URL', title, tests)
  } else describe.skip(`${title} (skipped: TEST_EMBEDDED, needs TEST_DATABASE_URL)`, tests)
}

const opened: Database[] = []

// Importing this file in a test file is enough for its connections to be closed.
afterAll(async () => {
  for (const database of opened.splice(0)) await database.close()
})

/**
 * The migrated database that all tests of a worker share: isolate by tenant (`newTenant`). Poll off,
 * and on the embedded database no notifications (they do not pass pglite-socket).
 */
export async function testDatabase(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({
    databaseUrl: await testDatabaseUrl(),
    poolSize: POSTGRES ? 8 : 1,
    pollSeconds: 0,
    listen: POSTGRES !== null,
    // All connections of pglite-socket share one session, and so the names of its statements.
    prepare: POSTGRES !== null,
    log: pino({ level: 'silent' }),
    ...options,
  })
  // The embedded server keeps one session for all, so what an earlier test file prepared is there.
  if (!POSTGRES && opened.length === 0) await database.knex.raw('deallocate all')
  opened.push(database)
  return database
}

/** URL of the shared test database, whichever it is. */
export async function testDatabaseUrl(): Promise<string> {
  return POSTGRES ? await postgresDatabase(POSTGRES) : await pgliteServer()
}

/** Starts this worker's server when first asked; it ends with the worker. */
async function pgliteServer(): Promise<string> {
  const worker = process.env.JEST_WORKER_ID ?? '1'
  const record = join(runDirectory(), `${worker}.server.json`)
  if (!existsSync(record)) {
    const dataDir = join(runDirectory(), `server-${worker}`)
    await copyTemplate(dataDir)
    const directory = mkdtempSync(join(tmpdir(), 'termingate-'))
    const pid = await startServer(join(dataDir, 'pglite'), join(directory, '.s.PGSQL.5432'))
    writeFileSync(record, JSON.stringify({ pid, directory }))
  }
  const { directory } = JSON.parse(readFileSync(record, 'utf8')) as { directory: string }
  return `postgres://postgres@localhost/postgres?host=${encodeURIComponent(directory)}`
}

async function startServer(dataDir: string, socket: string): Promise<number> {
  const script = join(__dirname, 'children/pglite-server.js')
  const child = spawn(process.execPath, [script, dataDir, socket])
  let errors = ''
  child.stderr.on('data', (data) => {
    errors += data
  })
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`The PGlite server ended (${code}): ${errors}`)))
  })
  // Its pipes must not keep the worker alive; they break, and so end it, when the worker ends.
  child.unref()
  for (const stream of [child.stdin, child.stdout, child.stderr]) {
    ;(stream as unknown as { unref(): void }).unref()
  }
  return child.pid ?? 0
}
