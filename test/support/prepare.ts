import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import pg from 'pg'
import pino from 'pino'
import { openDatabase } from '../../src/store/database.js'
import { migrate } from '../../src/store/migrate.js'

export const ROOT = resolve(__dirname, '../..')
const TMP = join(ROOT, '.tmp')

/** Material of the project's workplace, absent in a user's clone. */
export const SHARED = process.env.TERMINGATE_SHARED ?? resolve(ROOT, '../shared')

/** Directory of this run of jest, removed at its end. */
export function runDirectory(): string {
  const directory = process.env.TERMINGATE_TEST_RUN ?? join(TMP, 'run-without-setup')
  mkdirSync(directory, { recursive: true })
  return directory
}

/** Compiles src and db to dist unless that is newer. */
export async function ensureBuilt(): Promise<void> {
  await exclusively('build', () => {
    const built = join(ROOT, 'dist/db/migrations/index.js')
    const sources = Math.max(newest(join(ROOT, 'src')), newest(join(ROOT, 'db')))
    if (existsSync(built) && statSync(built).mtimeMs > sources) return
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    try {
      execFileSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json')])
    } catch (error) {
      // Type errors are for `npm run typecheck`; the compiler has written what it could.
      if (!existsSync(built)) throw error
    }
  })
}

/** A migrated embedded data directory to copy, made once per set of migrations. */
export async function templateDirectory(): Promise<string> {
  const migrations = join(ROOT, 'db/migrations')
  const hash = createHash('sha256')
  for (const file of readdirSync(migrations).sort())
    hash.update(readFileSync(join(migrations, file)))
  const template = join(TMP, `template-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(template)) return template
  await ensureBuilt()
  await exclusively('template', () => {
    if (!existsSync(template)) makeTemplate(template)
  })
  return template
}

/** Copying an empty data directory takes a quarter of the time of making one. */
function makeTemplate(template: string): void {
  const child = join(__dirname, 'children/make-template.js')
  const draft = `${template}.${process.pid}`
  const earlier = readdirSync(TMP).find((name) => /^template-[0-9a-f]{16}$/.test(name))
  rmSync(draft, { recursive: true, force: true })
  execFileSync(process.execPath, [child, draft])
  renameSync(draft, template)
  if (earlier) rmSync(join(TMP, earlier), { recursive: true, force: true })
}

/** A copy of the template that a gateway or server may write to. */
export async function copyTemplate(target: string): Promise<void> {
  cpSync(await templateDirectory(), target, { recursive: true })
}

/** URL of this run's own, migrated database on the server of TEST_DATABASE_URL. */
export async function postgresDatabase(server: string): Promise<string> {
  const record = join(runDirectory(), 'postgres.json')
  await exclusively('postgres', async () => {
    if (existsSync(record)) return
    const name = `termingate_test_${process.pid}_${Date.now()}`
    await createDatabase(server, name)
    const url = withDatabase(server, name)
    await migrateDatabase(url)
    writeFileSync(record, JSON.stringify({ name, url }))
  })
  return (JSON.parse(readFileSync(record, 'utf8')) as { url: string }).url
}

async function migrateDatabase(databaseUrl: string): Promise<void> {
  const log = pino({ level: 'silent' })
  const database = await openDatabase({ databaseUrl, listen: false, pollSeconds: 0, log })
  await migrate(database)
  await database.close()
}

export async function createDatabase(server: string, name: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  await client.query(`create database "${name}"`)
  await client.end()
}

export function withDatabase(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

/** One process at a time, over all jest workers. A holder that died is ignored after a minute. */
export async function exclusively(name: string, work: () => void | Promise<void>): Promise<void> {
  const lock = join(TMP, `${name}.lock`)
  mkdirSync(TMP, { recursive: true })
  for (;;) {
    try {
      mkdirSync(lock)
      break
    } catch {
      const held = statSync(lock, { throwIfNoEntry: false })
      if (held && Date.now() - held.mtimeMs > 60_000) rmSync(lock, { recursive: true, force: true })
      await new Promise((next) => setTimeout(next, 100))
    }
  }
  try {
    await work()
  } finally {
    rmSync(lock, { recursive: true, force: true })
  }
}

function newest(directory: string): number {
  let time = 0
  for (const entry of readdirSync(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    time = Math.max(time, statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs)
  }
  return time
}
