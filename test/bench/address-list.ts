import type { AccountFixture, TenantFixture } from '../support/tenant.js'
import type { Bench } from './bench.js'
import { makeTenant } from './devices.js'

export type AddressList = { tenant: TenantFixture; account: AccountFixture; contacts: number[] }

/** An account of a tenant of its own, with this many contacts on its phones. */
export async function makeAddressList(bench: Bench, size: number): Promise<AddressList> {
  bench.say(`address list of ${size}`)
  const tenant = await makeTenant(bench)
  const account = await tenant.account()
  const rows = await tenant.sql(
    `insert into contact (tenant_id, first_name, last_name, company, street, postal_code, city)
     select $1, 'Vorname ' || n, 'Name ' || n, 'Firma ' || n, 'Straße ' || n, '12345', 'Köln'
     from generate_series(1, $2::int) n returning id`,
    [tenant.id, size],
  )
  const contacts = rows.map(({ id }) => Number(id))
  await addNumbers(bench, tenant, contacts)
  await tenant.sql(
    `insert into contact_sync (tenant_id, account_id, contact_id)
     select tenant_id, $2, id from contact where tenant_id = $1`,
    [tenant.id, account.id],
  )
  return { tenant, account, contacts }
}

/** In parts, and the statistics renewed, as the server does by itself when rows come in over time. */
async function addNumbers(bench: Bench, tenant: TenantFixture, contacts: number[]): Promise<void> {
  for (let start = 0; start < contacts.length; start += 1_000) {
    await tenant.sql(
      `insert into contact_number (tenant_id, contact_id, kind, value, sync_slot)
       select $1, id, kind, value || id, slot
       from unnest($2::bigint[]) id cross join (values
         ('phone', '+49 221 ', 'mobile'), ('email', 'k@e', 'email1')) v (kind, value, slot)`,
      [tenant.id, contacts.slice(start, start + 1_000)],
    )
    await bench.database.sql('analyze')
  }
}
