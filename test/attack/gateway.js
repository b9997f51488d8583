import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/termingate.js', import.meta.url))

/** A gateway of the built program, on an embedded database that goes with it unless `more` has another. */
export async function startGateway(more = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'termingate-attack-'))
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, PORT: '0', DATA_DIR: dataDir, ...more }
  // A first start holds memory that it needs no more, and frees it sooner or later.
  await termingate(env, 'migrate')
  const child = spawn(process.execPath, [BIN, 'serve', '--no-demo'], { env })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  // With CLUSTER, each process says that it listens, and the one that keeps them.
  const lines = more.CLUSTER ? Number(more.CLUSTER) + 1 : 1
  const port = await listening(child, lines)
  const pids = [child.pid, ...childrenOf(child.pid)]
  return {
    port,
    get lives() {
      return child.exitCode === null
    },
    /** Of all its processes. */
    rssMegabytes() {
      const kilobytes = pids.map((pid) => {
        return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
      })
      return Math.round(kilobytes.reduce((sum, one) => sum + one) / 1_024)
    },
    /** How many each of its processes has open, the one that was started first. */
    files: () => pids.map((pid) => readdirSync(`/proc/${pid}/fd`).length),
    /** Runs `termingate …` beside it. */
    cli: (...args) => termingate(env, ...args),
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

async function termingate(env, ...args) {
  const stdio = ['ignore', 'ignore', 'inherit']
  const run = spawn(process.execPath, [BIN, ...args], { env, stdio })
  const code = await new Promise((resolve) => run.once('exit', resolve))
  if (code !== 0) throw new Error(`termingate ${args[0]} ended with ${code}`)
}

/** Waits for the line with the port and those of the log, and reads on, or the pipe would fill. */
function listening(child, lines) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('exit', () => reject(new Error(`The gateway did not start:\n${text}`)))
    child.stdout.on('data', (chunk) => {
      if (text.length < 10_000) text += chunk
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      const logged = text.match(/"msg":"listening"/g)?.length ?? 0
      if (port && logged >= lines) resolve(Number(port))
    })
  })
}

function childrenOf(pid) {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return pids.split(' ').filter(Boolean).map(Number)
}

/** By a process, as by those that it starts. */
export function filesAllowed() {
  const limits = readFileSync('/proc/self/limits', 'utf8')
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY)
}

/** Median and 99th of 100, in milliseconds. */
export function timesOf(times) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part) => Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 10) / 10
  return { msMedian: at(0.5), ms99: at(0.99) }
}
