import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../bin/termingate.js', import.meta.url))

/** A gateway of the built program, on an embedded database that goes with it. */
export async function startGateway(more = {}) {
  const dataDir = mkdtempSync(join(tmpdir(), 'termingate-attack-'))
  const { PATH, HOME } = process.env
  const env = { PATH, HOME, PORT: '0', DATA_DIR: dataDir, ...more }
  const child = spawn(process.execPath, [BIN, 'serve', '--no-demo'], { env })
  const exited = new Promise((resolve) => child.once('exit', resolve))
  return {
    port: await listening(child),
    get lives() {
      return child.exitCode === null
    },
    rssMegabytes() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024)
    },
    /** Runs `termingate …` beside it. */
    async cli(...args) {
      const stdio = ['ignore', 'ignore', 'inherit']
      const run = spawn(process.execPath, [BIN, ...args], { env, stdio })
      const code = await new Promise((resolve) => run.once('exit', resolve))
      if (code !== 0) throw new Error(`termingate ${args[0]} ended with ${code}`)
    },
    async stop() {
      child.kill('SIGTERM')
      await exited
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Waits for the line with the port, and reads on, or the pipe would fill. */
function listening(child) {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('exit', () => reject(new Error(`The gateway did not start:\n${text}`)))
    child.stdout.on('data', (chunk) => {
      if (text.length < 10_000) text += chunk
      const port = /http:\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1]
      if (port) resolve(Number(port))
    })
  })
}

/** Median and 99th of 100, in milliseconds. */
export function timesOf(times) {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part) => Math.round((sorted[Math.floor(sorted.length * part)] ?? 0) * 10) / 10
  return { msMedian: at(0.5), ms99: at(0.99) }
}
