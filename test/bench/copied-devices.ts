import { folderKeyOf, type ToldFolder } from '../../src/activesync/folders.js'
import type { Id } from '../../src/store/model.js'
import type { AccountFixture, TenantFixture } from '../support/tenant.js'
import { copyRows } from './copied-rows.js'
import type { BenchDevice } from './devices.js'

/** A device as its set-up and first Syncs left it in the database. */
type Model = { tenant: TenantFixture; account: AccountFixture; deviceId: string; deviceRowId: Id }
export type CopiedDevice = {
  id: Id
  deviceId: string
  account: AccountFixture
  /** The SyncKey of its list of folders. */
  folderKey: string
}

/** In the order of the devices. */
type Copies = { accountIds: Id[]; deviceRowIds: Id[] }

const PART = 1_000

/**
 * Thousands of phones in seconds: copies of one in the database, each of an account of its own with
 * copies of the appointments. The one may hold nothing else, and each of another title.
 */
export async function copyToAccounts(
  tenant: TenantFixture,
  device: BenchDevice,
  count: number,
): Promise<CopiedDevice[]> {
  const model = await modelOf(tenant, device)
  const all: CopiedDevice[] = []
  for (let from = 0; from < count; from += PART) {
    const accounts = await copyAccount(model, [from + 1, Math.min(from + PART, count)])
    const devices = await copyDevice(model, accounts)
    const copies = copiesOf(devices)
    await copyRows(tenant, 'appointment', {
      values: { owner_id: 'o.id' },
      from: 'appointment r cross join unnest($2::bigint[]) o (id)',
      where: 'r.owner_id = $3',
      parameters: [copies.accountIds, model.account.id],
    })
    await copyStates(model, copies)
    await copyHeldAppointments(model, copies)
    all.push(...devices)
    // As the server does by itself when rows come in over time.
    await tenant.sql('analyze')
  }
  return all
}

/** More devices of the same account, which hold the same, whatever that is. */
export async function copyWithinAccount(
  tenant: TenantFixture,
  device: BenchDevice,
  count: number,
): Promise<void> {
  const model = await modelOf(tenant, device)
  const accounts = Array.from({ length: count }, () => device.account)
  const copies = copiesOf(await copyDevice(model, accounts))
  await copyStates(model, copies)
  await copyRows(tenant, 'sync_item', {
    values: { device_id: 'o.id' },
    from: 'sync_item r cross join unnest($2::bigint[]) o (id)',
    where: 'r.device_id = $3',
    parameters: [copies.deviceRowIds, model.deviceRowId],
  })
}

async function modelOf(tenant: TenantFixture, { account, deviceId }: BenchDevice): Promise<Model> {
  const [row] = await tenant.sql(
    'select id from device where tenant_id = $1 and account_id = $2 and device_id = $3',
    [tenant.id, account.id, deviceId],
  )
  return { tenant, account, deviceId, deviceRowId: Number(row?.id) }
}

function copiesOf(devices: readonly CopiedDevice[]): Copies {
  return {
    accountIds: devices.map(({ account }) => account.id),
    deviceRowIds: devices.map(({ id }) => id),
  }
}

/** One for each number. */
async function copyAccount(
  { tenant, account }: Model,
  [first, last]: [number, number],
): Promise<AccountFixture[]> {
  const rows = await copyRows(tenant, 'account', {
    values: { name: `r.name || 'n' || o.n` },
    from: 'account r cross join generate_series($2::int, $3::int) o (n)',
    where: 'r.id = $4',
    parameters: [first, last, account.id],
  })
  const collections = await tenant.sql(
    'select account_id, kind, id from collection where tenant_id = $1 and account_id = any($2)',
    [tenant.id, rows.map(({ id }) => id)],
  )
  const ids = new Map(collections.map((one) => [`${one.account_id} ${one.kind}`, Number(one.id)]))
  return rows.map(({ id, name }) => {
    const of = (kind: string) => ids.get(`${id} ${kind}`) ?? 0
    return {
      ...{ id: Number(id), name: String(name), login: `${name}_${tenant.name}` },
      ...{ calendar: of('calendar'), tasks: of('tasks') },
      ...{ contacts: of('contacts'), notes: of('notes') },
    }
  })
}

let counter = 0

/** One for each account, which knows its folders. */
async function copyDevice(
  model: Model,
  accounts: readonly AccountFixture[],
): Promise<CopiedDevice[]> {
  const accountIds = accounts.map(({ id }) => id)
  const deviceIds = accounts.map(() => `COPY${process.pid}X${counter++}`)
  const rows = await copyRows(model.tenant, 'device', {
    // What a request without a body stands for names folders and keys: it has to be sent in full once.
    values: { account_id: 'o.account_id', device_id: 'o.device_id', sync_request: 'null' },
    from: 'device r cross join unnest($2::bigint[], $3::text[]) o (account_id, device_id)',
    where: 'r.id = $4',
    parameters: [accountIds, deviceIds, model.deviceRowId],
  })
  await copyRows(model.tenant, 'sign_in', {
    values: { account_id: 'o.account_id', device_id: 'o.device_id' },
    from: 'sign_in r cross join unnest($2::bigint[], $3::text[]) o (account_id, device_id)',
    where: 'r.account_id = $4 and r.device_id = $5',
    parameters: [accountIds, deviceIds, model.account.id, model.deviceId],
  })
  const rowIds = new Map(rows.map((row) => [String(row.device_id), Number(row.id)]))
  const told = rows[0]?.folders as ToldFolder[]
  const devices = accounts.map((account, index) => {
    const deviceId = deviceIds[index] ?? ''
    const id = rowIds.get(deviceId) ?? 0
    const folders = told.map((folder) => {
      return { ...folder, serverId: serverIdFor(folder.serverId, model.account, account) }
    })
    return { id, deviceId, account, folders, folderKey: folderKeyOf(id, folders) }
  })
  await tellFolders(model.tenant, devices)
  return devices
}

/** The folders of its own account, and the key that stands for them. */
async function tellFolders(
  tenant: TenantFixture,
  devices: readonly { id: Id; folders: ToldFolder[]; folderKey: string }[],
): Promise<void> {
  await tenant.sql(
    `update device d set folders = o.folders::jsonb, folder_key = o.key
     from unnest($2::bigint[], $3::text[], $4::text[]) o (id, folders, key)
     where d.tenant_id = $1 and d.id = o.id`,
    [
      tenant.id,
      devices.map(({ id }) => id),
      devices.map(({ folders }) => JSON.stringify(folders)),
      devices.map(({ folderKey }) => folderKey),
    ],
  )
}

/** A folder's ServerId in another account: it ends with the number of the collection. */
export function serverIdFor(
  serverId: string,
  from: AccountFixture,
  account: AccountFixture,
): string {
  const kinds = ['calendar', 'tasks', 'contacts', 'notes'] as const
  const [, prefix, number] = /^(.*-)(\d+)$/.exec(serverId) ?? []
  const kind = kinds.find((one) => from[one] === Number(number))
  return kind ? `${prefix}${account[kind]}` : serverId
}

const EACH = 'unnest($2::bigint[], $3::bigint[]) o (account_id, device_id)'

async function copyStates(
  { tenant, deviceRowId }: Model,
  { accountIds, deviceRowIds }: Copies,
): Promise<void> {
  await copyRows(tenant, 'sync_state', {
    values: {
      device_id: 'o.device_id',
      folder_id: `regexp_replace(r.folder_id, '\\d+$', mine.id::text)`,
      ...{ collection_id: 'mine.id', revision: 'mine.revision', last_answer: 'null' },
    },
    from: `sync_state r
      join collection its on its.tenant_id = r.tenant_id and its.id = r.collection_id
      cross join ${EACH}
      join collection mine on mine.tenant_id = r.tenant_id and mine.account_id = o.account_id
        and mine.kind = its.kind and mine.name is null`,
    where: 'r.device_id = $4',
    parameters: [accountIds, deviceRowIds, deviceRowId],
  })
}

async function copyHeldAppointments(
  { tenant, deviceRowId }: Model,
  { accountIds, deviceRowIds }: Copies,
): Promise<void> {
  await copyRows(tenant, 'sync_item', {
    values: {
      ...{ device_id: 'o.device_id', folder_id: 's.folder_id', item_id: 'mine.id' },
      server_id: `s.folder_id || ':' || mine.id`,
    },
    from: `sync_item r
      join appointment its on its.tenant_id = r.tenant_id and its.id = r.item_id
      cross join ${EACH}
      join appointment mine on mine.tenant_id = r.tenant_id and mine.owner_id = o.account_id
        and mine.title = its.title
      join collection c on c.tenant_id = r.tenant_id and c.account_id = o.account_id
        and c.kind = 'calendar' and c.name is null
      join sync_state s on s.tenant_id = r.tenant_id and s.device_id = o.device_id
        and s.collection_id = c.id`,
    where: 'r.device_id = $4',
    parameters: [accountIds, deviceRowIds, deviceRowId],
  })
}
