import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newCluster } from '../bad-input/cluster.js'
import { freePort } from '../support/free-port.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { copyTemplate } from '../support/prepare.js'
import type { World } from './world.js'

/** A world of its own, to be left behind at the end. */
export type DisasterWorld = World & { end(): Promise<void> }

/**
 * A gateway in a process of its own, on a PostgreSQL cluster of its own or the embedded database:
 * both can be killed. Turning its clock needs a new process, too.
 */
export async function disasterWorld(database: 'PostgreSQL' | 'embedded'): Promise<DisasterWorld> {
  const port = await freePort()
  const dataDir = mkdtempSync(join(tmpdir(), 'termingate-model-'))
  const cluster = database === 'PostgreSQL' ? await newCluster() : null
  cluster?.start()
  if (!cluster) await copyTemplate(dataDir)
  let offset = 0
  let gateway = await start()
  let restarts = 0

  async function start(): Promise<Gateway> {
    return await startGateway({
      dataDir,
      databaseUrl: cluster?.url ?? null,
      env: {
        PORT: String(port),
        LOGIN_BCRYPT_COST: '4',
        NODE_OPTIONS: `--import=${join(__dirname, 'turned-clock.mjs')}`,
        CLOCK_OFFSET_MS: String(offset),
      },
    })
  }

  async function restart(signal: NodeJS.Signals): Promise<void> {
    await gateway.kill(signal)
    await gateway.stop()
    gateway = await start()
  }

  async function turnTo(next: number): Promise<void> {
    if (next === offset) return
    offset = next
    await restart('SIGTERM')
  }

  return {
    baseUrl: `http://127.0.0.1:${port}`,
    runner: { sql: (text, values = []) => (cluster ?? gateway).sql(text, values) },
    now: () => new Date(Date.now() + offset),
    advance: (ms) => turnTo(offset + ms),
    reset: () => turnTo(0),
    disasters: {
      killGateway: () => restart('SIGKILL'),
      async restartDatabase() {
        if (!cluster) return await restart('SIGTERM')
        cluster.stop(++restarts % 2 === 0 ? 'fast' : 'immediate')
        cluster.start()
        await untilServing(port)
      },
    },
    async end() {
      await gateway.stop()
      cluster?.remove()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Without a database the gateway answers 503, with one 401 to whoever does not say who it is. */
async function untilServing(port: number): Promise<void> {
  for (;;) {
    const { status } = await fetch(`http://127.0.0.1:${port}/Microsoft-Server-ActiveSync`, {
      method: 'POST',
    })
    if (status !== 503) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
