import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'

/** Stops what the run's tests started and drops its database. */
export default async function globalTeardown(): Promise<void> {
  const directory = process.env.TERMINGATE_TEST_RUN ?? ''
  if (!existsSync(directory)) return
  for (const file of readdirSync(directory)) {
    if (file.endsWith('.server.json')) stop(join(directory, file))
  }
  const created = join(directory, 'postgres.json')
  if (existsSync(created)) await drop(JSON.parse(readFileSync(created, 'utf8')).name)
  rmSync(directory, { recursive: true, force: true })
}

function stop(path: string): void {
  const { pid } = JSON.parse(readFileSync(path, 'utf8')) as { pid: number }
  try {
    process.kill(pid)
  } catch {
    // It ended with its worker.
  }
}

async function drop(name: string): Promise<void> {
  const client = new pg.Client(process.env.TEST_DATABASE_URL)
  await client.connect()
  await client.query(`drop database if exists "${name}" with (force)`)
  await client.end()
}
