import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { LoadOrder, LoadResult } from './load-generator.js'

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
  const [port] = await once(child, 'message')
  return { pid: child.pid ?? 0, port: Number(port), stop: () => stop(child, 'SIGKILL') }
}

export function startGenerator(): Generator {
  const child = fork(beside('load-generator.js'))
  return {
    async run(order) {
      child.send(order)
      const [result] = await once(child, 'message')
      return result as LoadResult
    },
    stop: () => stop(child, 'SIGKILL'),
  }
}

async function stop(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill(signal)
  await ended
}
