import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'

/** A Redis of the test's own, to be killed and started at will. */
export type RedisServer = {
  url: string
  start(): Promise<void>
  kill(): Promise<void>
  remove(): Promise<void>
}

export async function newRedis(): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory]
  let child: ChildProcess | null = null
  const kill = async () => {
    const running = child
    child = null
    if (!running) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
      child = server
      await new Promise<void>((resolve, reject) => {
        server.stdout.on('data', (data) => /Ready to accept/.test(String(data)) && resolve())
        server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
      })
    },
    kill,
    async remove() {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
