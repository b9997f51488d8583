import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { socketPath } from '../../src/control/socket-path.js'
import { postgresTypes } from '../../src/store/postgres-types.js'
import { copyTemplate, ensureBuilt, postgresDatabase, ROOT } from './prepare.js'
import type { Row } from './tenant.js'

export type GatewayOptions = {
  /** Added to the gateway's environment. */
  env?: Record<string, string>
  /** Further arguments of `serve`. */
  args?: string[]
  /** Fill an empty database with the demo; by default it stays empty. */
  demo?: boolean
  /** A data directory to go on with (after `kill`); it is then the caller's to remove. */
  dataDir?: string
  /** Overrides TEST_DATABASE_URL; null = embedded. */
  databaseUrl?: string | null
  /** Another installation's bin/termingate.js. */
  bin?: string
  /** The most files that it may open; by default as many as this process. */
  files?: number
}

export type Finished = { code: number | null; stdout: string; stderr: string }

/** A gateway in a process of its own, on a database of its own (PostgreSQL: the run's). */
export type Gateway = {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  baseUrl: string
  dataDir: string
  /** Its environment, which makes `termingate …` work on the same database. */
  env: Record<string, string>
  /** Standard output and errors so far. */
  readonly logs: string
  sql(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Runs `termingate …` in the gateway's environment. */
  cli(...args: string[]): Promise<Finished>
  /** Sends a signal and waits for the end. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Stops it and removes its data. */
  stop(): Promise<void>
}

const BIN = join(ROOT, 'bin/termingate.js')
const START_TIMEOUT_MS = 120_000

export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  await ensureBuilt()
  const databaseUrl = await chooseDatabase(options)
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'termingate-'))
  if (!databaseUrl && !options.dataDir) await copyTemplate(dataDir)
  const env = gatewayEnv(dataDir, databaseUrl, options.env)
  const args = ['serve', ...(options.demo ? [] : ['--no-demo']), ...(options.args ?? [])]
  const bin = options.bin ?? BIN
  const [command = '', ...before] = nodeWith(options.files)
  const child = spawn(command, [...before, bin, ...args], { env })
  const output = collect(child)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const baseUrl = await address(child, output)
  const client = databaseUrl ? lazyClient(databaseUrl) : null
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    child.kill(signal)
    await ended
  }
  return {
    baseUrl,
    dataDir,
    env,
    get logs() {
      return output.text
    },
    sql: (text, values = []) =>
      client ? client.query(text, values) : askControl(dataDir, { op: 'sql', text, values }),
    cli: (...args) => finish(spawn(process.execPath, [bin, ...args], { env })),
    kill,
    async stop() {
      await client?.end()
      await kill('SIGTERM')
      if (!options.dataDir) rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Runs `termingate …` without a gateway, with this environment only. */
export async function runCli(args: string[], env: Record<string, string>): Promise<Finished> {
  return await finish(spawn(process.execPath, [BIN, ...args], { env: { ...bareEnv(), ...env } }))
}

function nodeWith(files?: number): string[] {
  if (files === undefined) return [process.execPath]
  return ['sh', '-c', `ulimit -n ${files} && exec "$0" "$@"`, process.execPath]
}

async function chooseDatabase({ databaseUrl }: GatewayOptions): Promise<string | null> {
  if (databaseUrl !== undefined) return databaseUrl
  const server = process.env.TEST_DATABASE_URL
  return server ? await postgresDatabase(server) : null
}

function gatewayEnv(
  dataDir: string,
  databaseUrl: string | null,
  more: Record<string, string> = {},
) {
  return {
    ...bareEnv(),
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    ...more,
    ...recording(more.NODE_OPTIONS),
  }
}

/** Its answers are checked at the end of the file of tests (answers-checked.ts). */
function recording(nodeOptions = ''): Record<string, string> {
  const { TERMINGATE_ANSWERS } = process.env
  if (!TERMINGATE_ANSWERS) return {}
  const preload = join(ROOT, 'test/support/record-answers.cjs')
  return { TERMINGATE_ANSWERS, NODE_OPTIONS: `--require ${preload} ${nodeOptions}`.trim() }
}

/** Not the environment of whoever runs the tests: it may configure a gateway. */
function bareEnv(): Record<string, string> {
  const { PATH = '', HOME = '', TZ = 'UTC' } = process.env
  return { PATH, HOME, TZ }
}

function collect(child: ChildProcess): { text: string } {
  const output = { text: '' }
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (data) => {
      output.text += data
    })
  }
  return output
}

/** Waits for the line with the address that was bound. */
async function address(child: ChildProcess, output: { text: string }): Promise<string> {
  return await new Promise((resolve, reject) => {
    const fail = (why: string) => {
      child.kill('SIGKILL')
      reject(new Error(`The gateway ${why}:\n${output.text}`))
    }
    const timer = setTimeout(fail, START_TIMEOUT_MS, 'gave no address')
    child.once('exit', (code) => fail(`ended with ${code}`))
    child.stdout?.on('data', () => {
      const found = /https?:\/\/(?:127\.0\.0\.1|localhost):\d+/.exec(output.text)
      if (!found) return
      clearTimeout(timer)
      resolve(found[0])
    })
  })
}

async function finish(child: ChildProcess): Promise<Finished> {
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (data) => {
    stdout += data
  })
  child.stderr?.on('data', (data) => {
    stderr += data
  })
  child.stdin?.end()
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, stdout, stderr }
}

function lazyClient(connectionString: string) {
  let client: Promise<pg.Client> | null = null
  const open = async () => {
    const fresh = new pg.Client({ connectionString, types: postgresTypes })
    await fresh.connect()
    return fresh
  }
  return {
    async query(text: string, values: readonly unknown[]): Promise<Row[]> {
      client ??= open()
      return (await (await client).query(text, [...values])).rows
    },
    async end() {
      await (await client)?.end()
    },
  }
}

/** One request over the control socket: a line of JSON there, a line of JSON back. */
async function askControl(dataDir: string, request: Row): Promise<Row[]> {
  const socket = connect(socketPath(dataDir))
  try {
    socket.write(`${JSON.stringify(request)}\n`)
    for await (const line of createInterface({ input: socket })) {
      const answer = JSON.parse(line) as { rows?: Row[]; error?: unknown }
      if (answer.rows) return answer.rows
      throw new Error(`control socket: ${JSON.stringify(answer.error ?? answer)}`)
    }
    throw new Error('The control socket closed without an answer.')
  } finally {
    socket.destroy()
  }
}
