import { readFileSync } from 'node:fs'
import pg from 'pg'

export type Row = Record<string, unknown>

/** Where the gateway stores. `sql` runs in a session of its own, or in the gateway's on PGlite. */
export type BenchDatabase = {
  /** Null: embedded. */
  url: string | null
  version: string
  sql(text: string, values?: readonly unknown[]): Promise<Row[]>
  /**
   * Process ids of the sessions of one application; none when the server is on another machine or
   * in the gateway itself, where its CPU can't be read.
   */
  backends(application: string): Promise<number[]>
  drop(): Promise<void>
}

/** @throws Error when the server can't be reached or refuses to make a database */
export async function createPostgres(server: string): Promise<BenchDatabase> {
  const name = `termingate_bench_${process.pid}`
  await onServer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  // One session, so that `begin` and `commit` may be statements like others.
  const session = new pg.Pool({ connectionString: url.href, application_name: 'bench', max: 1 })
  const sql = async (text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await session.query(text, [...values])).rows
  const [shown] = await sql('show server_version')
  return {
    url: url.href,
    version: `PostgreSQL ${shown?.server_version}`,
    sql,
    async backends(application) {
      const rows = await sql(
        `select pid from pg_stat_activity
         where datname = current_database() and application_name = $1`,
        [application],
      )
      return rows.map(({ pid }) => Number(pid)).filter(isOnThisMachine)
    },
    async drop() {
      await session.end()
      await onServer(server, `drop database ${name} with (force)`)
    },
  }
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

function isOnThisMachine(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
  } catch {
    return false
  }
}
