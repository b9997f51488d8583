import { spawnSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { freePort } from '../support/free-port.js'
import { postgresBinaries } from '../support/needs.js'
import type { Row } from '../support/tenant.js'

/** A PostgreSQL of the test's own, to be stopped and started at will. */
export type Cluster = {
  url: string
  start(): void
  /** `fast` says good-bye to its clients, `immediate` is like a crash. */
  stop(mode: 'fast' | 'immediate'): void
  /** On a connection of its own, since others break. */
  sql(text: string, values?: readonly unknown[]): Promise<Row[]>
  remove(): void
}

export async function newCluster(): Promise<Cluster> {
  const binaries = postgresBinaries() ?? ''
  const directory = mkdtempSync(join(tmpdir(), 'termingate-pg-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) chownSync(directory, userId('-u'), userId('-g'))
  const run = (program: string, args: string[]) => {
    const command = [join(binaries, program), '-D', join(directory, 'data'), ...args]
    const [first = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command
    // Its output is the server's as well, and would be waited for.
    const { status } = spawnSync(first, rest, { cwd: directory, stdio: 'ignore' })
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`)
  }
  run('initdb', ['-U', 'termingate', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'])
  const port = await freePort()
  const url = `postgres://termingate@127.0.0.1:${port}/postgres`
  const settings = `-p ${port} -k ${directory} -c listen_addresses=127.0.0.1 -c fsync=off`
  let running = false
  const stop = (mode: 'fast' | 'immediate') => {
    run('pg_ctl', ['stop', '-w', '-m', mode])
    running = false
  }
  return {
    url,
    start() {
      run('pg_ctl', ['start', '-w', '-l', join(directory, 'log'), '-o', settings])
      running = true
    },
    stop,
    async sql(text, values = []) {
      const client = new pg.Client(url)
      await client.connect()
      try {
        return (await client.query(text, [...values])).rows
      } finally {
        await client.end()
      }
    },
    remove() {
      if (running) stop('immediate')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function userId(which: '-u' | '-g'): number {
  return Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout)
}
