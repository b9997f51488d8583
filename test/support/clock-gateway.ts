import pino from 'pino'
import { type Environment, loadConfig } from '../../src/config.js'
import { createGateway } from '../../src/server.js'
import type { Database } from '../../src/store/database.js'
import type { Forgotten } from '../../src/upkeep.js'

export type ClockGateway = {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  baseUrl: string
  /** What the gateway takes for now. */
  now(): Date
  /** Turns its clock. */
  advance(ms: number): void
  /** Does the regular work on the database, as after hours. */
  upkeep(): Promise<Forgotten>
  /** Lines of the log so far. */
  logs(): Record<string, unknown>[]
}

const running: { close(): Promise<void> }[] = []
afterAll(async () => {
  for (const gateway of running.splice(0)) await gateway.close()
})

/** A gateway with all its commands that listens in this process, with a clock to turn. */
export async function startClockGateway(
  database: Database,
  env: Environment = {},
): Promise<ClockGateway> {
  const config = loadConfig({ PORT: '0', LOGIN_BCRYPT_COST: '4', ...env })
  const lines: string[] = []
  const log = pino({ level: 'info', base: null }, { write: (line: string) => lines.push(line) })
  let offset = 0
  const now = () => new Date(Date.now() + offset)
  const gateway = createGateway({ config, database, log, now })
  const { port } = await gateway.listen()
  running.push(gateway)
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    now,
    advance(ms) {
      offset += ms
    },
    upkeep: () => gateway.upkeep.run(),
    logs: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  }
}
