import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from './free-port.js'
import { ROOT } from './prepare.js'

/** A Redis of the test's own, to be killed and started at will. */
export type RedisServer = {
  /** As the user that docs/deployment.md describes. */
  url: string
  /** As one who may do anything. */
  adminUrl: string
  start(): Promise<void>
  kill(): Promise<void>
  /** It hangs: keeps its connections, and answers nothing. */
  pause(): void
  resume(): void
  remove(): Promise<void>
}

const USER = 'termingate'
const PASSWORD = 'redis-secret'

export async function newRedis(): Promise<RedisServer> {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-redis-'))
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', directory]
  args.push('--user', USER, 'on', `>${PASSWORD}`, ...documentedRules())
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
    url: `redis://${USER}:${PASSWORD}@127.0.0.1:${port}`,
    adminUrl: `redis://127.0.0.1:${port}`,
    async start() {
      const server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'ignore'] })
      child = server
      await new Promise<void>((resolve, reject) => {
        server.stdout.on('data', (data) => /Ready to accept/.test(String(data)) && resolve())
        server.once('exit', (code) => reject(new Error(`redis-server ended with ${code}`)))
      })
    },
    kill,
    pause: () => child?.kill('SIGSTOP'),
    resume: () => child?.kill('SIGCONT'),
    async remove() {
      await kill()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

function documentedRules(): string[] {
  const text = readFileSync(join(ROOT, 'docs/deployment.md'), 'utf8')
  const [rules] = /^~termingate:\S* .*$/m.exec(text) ?? []
  if (!rules) throw new Error('docs/deployment.md does not say what a user of Redis needs')
  return rules.split(' ')
}
