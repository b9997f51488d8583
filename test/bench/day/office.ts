import type { AccountFixture, TenantFixture } from '../../support/tenant.js'
import type { DayClock } from './clock.js'
import type { Held } from './day-phone.js'
import { type OfficeDeed, type Planned, planOfOffice } from './plan.js'
import { titleNow } from './titles.js'

/** What the application does during a day, by SQL. How many changes it made. */
export async function workInOffice(
  tenant: TenantFixture,
  accounts: readonly AccountFixture[],
  clock: DayClock,
): Promise<number> {
  const planned = accounts.flatMap((account, index) =>
    planOfOffice(index).map((one) => ({ ...one, account })),
  )
  planned.sort((a, b) => a.at - b.at)
  for (const one of planned) {
    await clock.until(one.at)
    await change(tenant, one)
  }
  return planned.length
}

type Change = Planned<OfficeDeed> & { account: AccountFixture }

async function change(tenant: TenantFixture, { account, deed, draw }: Change): Promise<void> {
  if (deed === 'new appointment') {
    await tenant.sql(
      `insert into appointment (tenant_id, owner_id, title, starts_at, ends_at)
       select $1, $2, $3, s.at, s.at + interval '1 hour'
       from (select now() + $4 * interval '10 days') s (at)`,
      [tenant.id, account.id, titleNow(), draw],
    )
    return
  }
  await tenant.sql(STATEMENTS[deed], [tenant.id, account.id, draw, titleNow()])
}

/** One of them, chosen by the third parameter (0 to 1). */
const chosenFrom = (rows: string) => `
  (select id from (select id, row_number() over (order by id) - 1 as place,
     count(*) over () as count from ${rows}) all_of
   where place = floor($3::float8 * count))`

const OWN_APPOINTMENT = chosenFrom(
  `appointment where tenant_id = $1 and owner_id = $2 and status <> 'cancelled'`,
)

const STATEMENTS: Record<Exclude<OfficeDeed, 'new appointment'>, string> = {
  appointment: `update appointment set title = $4 where tenant_id = $1 and id = ${OWN_APPOINTMENT}`,
  cancelled: `update appointment set status = 'cancelled', title = $4
    where tenant_id = $1 and id = ${OWN_APPOINTMENT}`,
  task: `update task set title = $4 where tenant_id = $1 and id = ${chosenFrom(
    `task where tenant_id = $1 and responsible_id = $2 and status = 'open'`,
  )}`,
  contact: `update contact set last_name = $4 where tenant_id = $1 and id = ${chosenFrom(
    `(select contact_id as id from contact_sync
       where tenant_id = $1 and account_id = $2) own`,
  )}`,
}

/** What a user has at the beginning of the day. */
export async function fillDesk(
  tenant: TenantFixture,
  { id: accountId }: AccountFixture,
): Promise<void> {
  await tenant.sql(
    `insert into task (tenant_id, responsible_id, title)
     select $1, $2, 'Aufgabe ' || n from generate_series(1, 15) n`,
    [tenant.id, accountId],
  )
  await tenant.sql(
    `with made as (insert into contact (tenant_id, first_name, last_name)
       select $1, 'Erika', 'Mustermann ' || n from generate_series(1, 40) n returning id)
     insert into contact_sync (tenant_id, account_id, contact_id) select $1, $2, id from made`,
    [tenant.id, accountId],
  )
}

/** What the phone of an account has to hold; the appointments of a day are all near enough. */
export async function deskOf(
  tenant: TenantFixture,
  { id: accountId }: AccountFixture,
): Promise<Held[]> {
  const rows = await tenant.sql(
    `select 'Calendar' as kind, id, title from appointment
       where tenant_id = $1 and owner_id = $2 and status <> 'cancelled'
     union all select 'Tasks', id, title from task
       where tenant_id = $1 and responsible_id = $2 and status = 'open'
     union all select 'Contacts', c.id, c.last_name
       from contact_sync s join contact c on c.tenant_id = s.tenant_id and c.id = s.contact_id
       where s.tenant_id = $1 and s.account_id = $2`,
    [tenant.id, accountId],
  )
  return rows.map(({ kind, id, title }) => {
    return { kind: kind as Held['kind'], id: Number(id), title: String(title) }
  })
}
