import type { AccountFixture, TenantFixture } from '../support/tenant.js'

/** One in ten is a series, one in three has a note, one in five has people, one in ten is all-day. */
export async function addAppointments(
  tenant: TenantFixture,
  { id: ownerId }: AccountFixture,
  count: number,
): Promise<void> {
  await tenant.sql(
    `insert into appointment (tenant_id, owner_id, title, location, note, starts_at, ends_at,
       all_day, start_date, end_date, time_zone, rrule, reminder_minutes)
     select $1, $2, 'Besichtigung Nr. ' || n, 'Musterstraße ' || n,
       case when n % 3 = 0 then repeat('Der Kunde bringt Unterlagen mit. ', 8) else '' end,
       case when n % 10 <> 1 then start end,
       case when n % 10 <> 1 then start + interval '45 minutes' end,
       n % 10 = 1, case when n % 10 = 1 then start::date end,
       case when n % 10 = 1 then start::date + 1 end, 'Europe/Berlin',
       case when n % 10 = 0 then 'FREQ=WEEKLY;COUNT=20' end, 60 * (n % 3)
     from generate_series(1, $3::int) n
     cross join lateral (
       select date_trunc('hour', now()) - interval '20 days' + n * interval '6 hours') s (start)`,
    [tenant.id, ownerId, count],
  )
  await tenant.sql(
    `insert into appointment_participant (tenant_id, appointment_id, name, email)
     select tenant_id, id, 'Gast ' || n, 'gast' || n || '@example.org'
     from appointment cross join generate_series(1, 2) n
     where tenant_id = $1 and owner_id = $2 and id % 5 = 0`,
    [tenant.id, ownerId],
  )
}
