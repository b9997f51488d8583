import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { DayOrder, DayResult } from './day/phones.js'
import type { LoadOrder } from './load-generator.js'
import type { LoadResult } from './tally.js'

export type Child = { pid: number; port: number; stop(): Promise<void> }
export type Generator = { run(order: LoadOrder): Promise<LoadResult>; stop(): Promise<void> }

const START_TIMEOUT_MS = 60_000
const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** A real gateway with its log on, thrown away. @throws Error when it does not come up */
export async function startGateway(
  bin: string,
  env: Record<string, string>,
  flags: readonly string[] = [],
): Promise<Child> {
  const child = spawn(process.execPath, [...flags, bin, 'serve', '--no-demo'], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The gateway ${why}:\n${output.slice(-2_000)}`))
    const timer = setTimeout(fail, START_TIMEOUT_MS, 'gave no address')
    child.once('exit', (code) => fail(`ended with ${code}`))
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (data) => {
        if (output.length < 20_000) output += data
        const found = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)
        if (found) resolve(Number(found[1]))
        if (found) clearTimeout(timer)
      })
    }
  })
  return { pid: child.pid ?? 0, port, stop: () => stop(child, 'SIGTERM') }
}

export async function startBareRoute(databaseUrl: string): Promise<Child> {
  const env = { ...process.env, DATABASE_URL: databaseUrl }
  const child = fork(beside('bare-route.js'), { env })
  const port = Number(await messageOf(child))
  return { pid: child.pid ?? 0, port, stop: () => stop(child, 'SIGKILL') }
}

export function startGenerator(): Generator {
  const child = fork(beside('load-generator.js'))
  return {
    async run(order) {
      child.send(order)
      return (await messageOf(child)) as LoadResult
    },
    stop: () => stop(child, 'SIGKILL'),
  }
}

export type DayPhones = {
  setUp(order: DayOrder): Promise<void>
  /** Until the end of the day; `lastLook` then has all fetch what is left. */
  live(): Promise<void>
  lastLook(): Promise<DayResult>
  stop(): Promise<void>
}

export function startDayPhones(): DayPhones {
  const child = fork(beside('day/phones.js'))
  const ask = async (message: DayOrder | 'live' | 'last look') => {
    child.send(message)
    return await messageOf(child)
  }
  return {
    setUp: async (order) => void (await ask(order)),
    live: async () => void (await ask('live')),
    lastLook: async () => (await ask('last look')) as DayResult,
    stop: () => stop(child, 'SIGKILL'),
  }
}

/** @throws Error when it ends instead: what it wrote to standard error says why */
async function messageOf(child: ChildProcess): Promise<unknown> {
  const over = new AbortController()
  try {
    return await Promise.race([
      once(child, 'message', over).then(([message]) => message),
      once(child, 'exit', over).then(([code]) => {
        throw new Error(`A process of the benchmark ended with ${code}.`)
      }),
    ])
  } finally {
    over.abort()
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
