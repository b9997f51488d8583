import type { TenantFixture } from '../support/tenant.js'
import type { Bench } from './bench.js'
import { FOLDER_KINDS } from './bench-phone.js'
import { copyToAccounts, serverIdFor } from './copied-devices.js'
import { type BenchDevice, makeDevice, makeTenant, newDevice } from './devices.js'

export type ManyPhones = { tenant: TenantFixture; devices: BenchDevice[] }

const DAY_MS = 86_400_000

/** Phones of one user each, who has one appointment tomorrow; they hold it and have no news. */
export async function makeManyPhones(bench: Bench, count: number): Promise<ManyPhones> {
  bench.say(`setting ${count} phones up`)
  const tenant = await makeTenant(bench)
  const devices = await addManyPhones(bench, tenant, count)
  await bench.database.sql('vacuum analyze')
  return { tenant, devices }
}

/** The same in a tenant that has others. */
export async function addManyPhones(
  bench: Bench,
  tenant: TenantFixture,
  count: number,
): Promise<BenchDevice[]> {
  const account = await tenant.account()
  const starts = Date.now() + DAY_MS
  await tenant.insert('appointment', {
    ...{ owner_id: account.id, title: 'Besichtigung' },
    ...{ starts_at: new Date(starts), ends_at: new Date(starts + 3_600_000) },
  })
  const first = await makeDevice(bench, account)
  for (const kind of FOLDER_KINDS) await first.phone.sync(kind)
  first.phone.close()
  return [first, ...(await copiesOf(bench, tenant, { first, count: count - 1 }))]
}

async function copiesOf(
  bench: Bench,
  tenant: TenantFixture,
  { first, count }: { first: BenchDevice; count: number },
): Promise<BenchDevice[]> {
  const copies = await copyToAccounts(tenant, first, count)
  const rows = await tenant.sql(
    'select owner_id, id from appointment where tenant_id = $1 and owner_id = any($2)',
    [tenant.id, copies.map(({ account }) => account.id)],
  )
  const appointments = new Map(rows.map((row) => [Number(row.owner_id), row.id]))
  return copies.map(({ account, deviceId, folderKey }) => {
    const device = newDevice(bench, account, deviceId)
    device.phone.folderKey = folderKey
    device.phone.takeOver(first.phone, (serverId) => {
      const [folder = '', item] = serverId.split(':')
      const own = serverIdFor(folder, first.account, account)
      return item === undefined ? own : `${own}:${appointments.get(account.id)}`
    })
    return device
  })
}
