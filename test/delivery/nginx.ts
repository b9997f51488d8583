import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../support/free-port.js'
import { ROOT } from '../support/prepare.js'

/** A real nginx in front of the gateways at these ports. */
export type Nginx = {
  baseUrl: string
  /** What nginx complained about so far. */
  readonly errors: string
  stop(): Promise<void>
}

const START_STEPS = 100
const STEP_MS = 50

/** Starts it with deploy/nginx.conf: nothing but addresses and TLS is replaced. */
export async function startNginx(gateways: readonly number[]): Promise<Nginx> {
  const place = mkdtempSync(join(tmpdir(), 'termingate-nginx-'))
  const port = await freePort()
  const path = join(place, 'nginx.conf')
  writeFileSync(path, wholeConfig(place, withAddresses(port, gateways)))
  const child = spawn('nginx', ['-c', path, '-p', place], { stdio: ['ignore', 'ignore', 'pipe'] })
  const output = { text: '' }
  child.stderr.on('data', (data) => {
    output.text += data
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    rmSync(place, { recursive: true, force: true })
  }
  await listening(port, child, output).catch(async (error) => {
    await stop()
    throw error
  })
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    get errors() {
      return output.text
    },
    stop,
  }
}

/** What the example leaves to the machine's own /etc/nginx/nginx.conf. */
function wholeConfig(place: string, site: string): string {
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  const paths = kinds.map((kind) => `${kind}_temp_path ${place}/${kind};`).join(' ')
  return `${user} daemon off; worker_processes 2; pid ${place}/pid; error_log stderr notice;
events {} http { access_log off; ${paths}\n${site}\n}`
}

/** The example's first upstream stands for a running gateway, its commented ones for further. */
function withAddresses(port: number, gateways: readonly number[]): string {
  const example = readFileSync(join(ROOT, 'deploy/nginx.conf'), 'utf8')
  const names = ['127.0.0.1:8080', '10.0.0.2:8080']
  if (gateways.length !== names.length) throw new Error('The example has two gateways')
  const named = names.reduce(
    (text, name, index) => text.replaceAll(name, `127.0.0.1:${gateways[index]}`),
    example.replaceAll('# server ', 'server '),
  )
  return named
    .replace('listen 443 ssl;', `listen 127.0.0.1:${port};`)
    .replaceAll(/^\s*ssl_.*$/gm, '')
}

async function listening(port: number, child: ChildProcess, output: { text: string }) {
  for (let step = 0; step < START_STEPS && child.exitCode === null; step++) {
    if (await accepts(port)) return
    await sleep(STEP_MS)
  }
  throw new Error(`nginx does not listen: ${output.text}`)
}

async function accepts(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
