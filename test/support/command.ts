import pino from 'pino'
import type { Command } from '../../src/activesync/command.js'
import type { ProtocolVersion } from '../../src/activesync/protocol-version.js'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { loadConfig } from '../../src/config.js'
import type { Database } from '../../src/store/database.js'
import { loadSession } from '../../src/store/sessions.js'
import { expectValid } from './schema.js'
import type { AccountFixture, Row, TenantFixture } from './tenant.js'

/** A device of an account, whose commands are run without HTTP. */
export type CommandDevice = {
  /** Id of the device row. */
  id: number
  /** Runs one request, on the rows as they are now; the answer is held against the schemas. */
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
      const app = { config: loadConfig(env), database, log, now: () => new Date(), pictures }
      const { device } = session
      const signal = new AbortController().signal
      const note = () => undefined
      const answer = await command.handle(root, {
        ...{ app, session, device, version, signal, log, note },
      })
      expectValid(answer)
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
