import pino from 'pino'
import type { Command } from '../../src/activesync/command.js'
import type { ProtocolVersion } from '../../src/activesync/protocol-version.js'
import { answerToError } from '../../src/activesync/refusal-answer.js'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { loadConfig } from '../../src/config.js'
import { createMonitor } from '../../src/monitor/monitor.js'
import type { Database } from '../../src/store/database.js'
import { Ending } from '../../src/store/ending.js'
import { loadSession } from '../../src/store/sessions.js'
import { noMetrics } from './no-metrics.js'
import { addRecorded } from './recorded.js'
import type { AccountFixture, Row, TenantFixture } from './tenant.js'

/** A device of an account, whose commands are run without HTTP. */
export type CommandDevice = {
  /** Id of the device row. */
  id: number
  /** Runs one request, on the rows as they are now; the answer is checked as all are. */
  run(command: Command, root: Element | null, options?: RunOptions): Promise<Element | null>
  row(): Promise<Row>
}

export type RunOptions = { version?: ProtocolVersion; env?: Record<string, string> }

let counter = 0

export async function newDevice(
  database: Database,
  place: { tenant: TenantFixture; account: AccountFixture },
  fields: Row = {},
): Promise<CommandDevice> {
  const { tenant, account } = place
  const deviceId = `device${counter++}`
  const id = await tenant.insert('device', {
    account_id: account.id,
    device_id: deviceId,
    device_type: 'Test',
    ...fields,
  })
  return {
    id,
    async run(command, root, { version = '16.1', env = {} } = {}) {
      const session = await loadSession(database, account.login, deviceId)
      if (!session?.device) throw new Error('The device is gone')
      const log = pino({ level: 'silent' })
      const pictures = { wake: () => undefined }
      const base = { config: loadConfig(env), database, log, now: () => new Date() }
      const monitor = createMonitor({ database, log, version: '' })
      const app = { ...base, pictures, mail: pictures, monitor, metrics: noMetrics() }
      const { device } = session
      const open = new Ending()
      const note = () => undefined
      const request = { app, session, device, version, open, log, note }
      const pause = () => ({ [Symbol.dispose]() {} })
      const context = { ...request, parameters: {}, mime: null, pause }
      const asked = { command: command.name, version }
      const answer = await command
        .handle(root, context)
        .catch((error: unknown) => answerToError(asked, error, note))
      if (answer)
        addRecorded({ at: Date.now(), command: command.name, version, request: root, answer })
      return answer
    },
    async row() {
      const [row] = await tenant.sql('select * from device where tenant_id = $1 and id = $2', [
        tenant.id,
        id,
      ])
      if (!row) throw new Error('The device is gone')
      return row
    },
  }
}
