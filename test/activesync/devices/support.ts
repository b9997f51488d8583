import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { readProvision } from '../../../src/client/answers.js'
import { type EasAnswer, EasClient } from '../../../src/client/eas-client.js'
import type { Database } from '../../../src/store/database.js'
import { findDevice, type ListedDevice } from '../../../src/store/device-admin.js'
import { newTenant } from '../../support/database.js'
import {
  type AccountFixture,
  PASSWORD,
  type Row,
  type TenantFixture,
} from '../../support/tenant.js'

export const VERSIONS = ['2.5', '12.0', '12.1', '14.0', '14.1', '16.0', '16.1'] as const

const clients: EasClient[] = []
afterAll(() => {
  for (const client of clients.splice(0)) client.close()
})

export type DeviceOptions = {
  version?: string
  deviceId?: string
  deviceType?: string
  userAgent?: string
  query?: 'plain' | 'base64'
}

/** One tenant with one user, whose devices ask this gateway. */
export type Place = {
  tenant: TenantFixture
  account: AccountFixture
  client(options?: DeviceOptions): EasClient
  /** The device as administrators see it. */
  listed(deviceId?: string): Promise<ListedDevice>
  /** What the audit says of it, in order. */
  audited(action: string): Promise<string[]>
}

export async function newPlace(
  database: Database,
  baseUrl: string,
  fields: Row = {},
): Promise<Place> {
  const tenant = await newTenant(database, fields)
  const account = await tenant.account()
  return {
    tenant,
    account,
    client(options = {}) {
      const client = new EasClient({
        url: `${baseUrl}/Microsoft-Server-ActiveSync`,
        ...{ user: account.login, password: PASSWORD, deviceId: 'D1', deviceType: 'Test' },
        ...options,
      })
      clients.push(client)
      return client
    },
    listed: (deviceId = 'D1') =>
      findDevice(database, { tenantId: tenant.id, accountId: account.id, deviceId }),
    async audited(action) {
      const rows = await tenant.sql(
        'select actor, action from audit where tenant_id = $1 and action like $2 order by id',
        [tenant.id, action],
      )
      return rows.map((row) => `${row.actor} ${row.action}`)
    },
  }
}

/** HTTP status, or the Status of a document that holds nothing else. */
export function outcome({ status, body }: EasAnswer): number | string {
  if (status !== 200) return `HTTP ${status}`
  let at: Element | null | undefined = body
  while (at?.children.length === 1) at = at.children[0]
  return Number(at && at.children.length === 0 ? at.text : body?.children[0]?.text)
}

/** By hand from MS-ASWBXML: SyncKey 0. */
export const FOLDER_SYNC = Buffer.from('03016a00000756520330000101', 'hex')

export async function folderSync(client: EasClient): Promise<number | string> {
  return outcome(await client.bytes('FolderSync', FOLDER_SYNC))
}

/** A request of each command that the gateway has, good enough to be let in. */
export function requestOf(command: string, version = '16.1'): Element | null {
  const roots: Record<string, Element> = {
    Sync: element('AirSync:Sync', [
      element('AirSync:Collections', [
        element('AirSync:Collection', [
          element('AirSync:SyncKey', '0'),
          element('AirSync:CollectionId', 'cal-1'),
        ]),
      ]),
    ]),
    Ping: element('Ping:Ping', [
      element('Ping:HeartbeatInterval', 60),
      element('Ping:Folders', [
        element('Ping:Folder', [element('Ping:Id', 'cal-1'), element('Ping:Class', 'Calendar')]),
      ]),
    ]),
    Provision: element('Provision:Provision', [
      Number(version) < 12
        ? null
        : element('Settings:DeviceInformation', [
            element('Settings:Set', [element('Settings:Model', 'Modell 5')]),
          ]),
      element('Provision:Policies', [
        element('Provision:Policy', [element('Provision:PolicyType', policyTypeOf(version))]),
      ]),
    ]),
    Settings: element('Settings:Settings', [
      element('Settings:UserInformation', [element('Settings:Get')]),
    ]),
  }
  return roots[command] ?? null
}

export function policyTypeOf(version: string): string {
  return version === '2.5' ? 'MS-WAP-Provisioning-XML' : 'MS-EAS-Provisioning-WBXML'
}

/** Up to 12.1 a request is refused by HTTP, later by the status in its document. */
export const isOld = (version: string) => Number(version) < 14

export { readProvision }
