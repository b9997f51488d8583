import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firstThat } from '../support/eventually.js'
import { freePort } from '../support/free-port.js'
import { ROOT } from '../support/prepare.js'

/** A real Caddy in front of a gateway. */
export type Caddy = {
  baseUrl: string
  stop(): Promise<void>
}

const CONFIG = ['--adapter', 'caddyfile', '--config', join(ROOT, 'deploy/Caddyfile')]

/** Starts it with deploy/Caddyfile as it is, by the variables that the file has, without TLS. */
export async function startCaddy(gatewayUrl: string): Promise<Caddy> {
  const place = mkdtempSync(join(tmpdir(), 'termingate-caddy-'))
  const baseUrl = `http://127.0.0.1:${await freePort()}`
  const { PATH = '' } = process.env
  const child = spawn('caddy', ['run', ...CONFIG], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...{ PATH, HOME: place, CADDY_ADMIN: `unix/${place}/admin` },
      ...{ SYNC_HOST: baseUrl, UPSTREAMS: new URL(gatewayUrl).host },
    },
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(place, { recursive: true, force: true })
  }
  await listening(baseUrl, child).catch(async (error) => {
    await stop()
    throw error
  })
  return { baseUrl, stop }
}

/** deploy/Caddyfile as Caddy understands it: its JSON. */
export function adaptedCaddyfile(): string {
  const { status, stdout, stderr } = spawnSync('caddy', ['adapt', ...CONFIG], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`caddy adapt: ${stderr}`)
  return stdout
}

async function listening(url: string, child: ChildProcess): Promise<void> {
  let output = ''
  child.stderr?.on('data', (data) => {
    output += data
  })
  const answers = async () =>
    child.exitCode !== null || (await fetch(url, { method: 'HEAD' }).then(Boolean, () => false))
  await firstThat(answers, Boolean)
  if (child.exitCode !== null) throw new Error(`Caddy ended: ${output}`)
}
