import { loadAppointments, spanOfRow } from './appointments.js'
import type { Sql } from './database.js'
import type { Appointment, Id, ShowAs } from './model.js'
import { occurrencesBetween, spanInstants } from './recurrence.js'

/** MS-ASCMD, MergedFreeBusy: 0 free, 1 tentative, 2 busy, 3 out of office; nothing else leaves. */
export type BusyLevel = 0 | 1 | 2 | 3

export type BusyTime = { start: Date; end: Date; level: BusyLevel }

const LEVELS: Record<ShowAs, BusyLevel> = {
  free: 0,
  tentative: 1,
  busy: 2,
  'out-of-office': 3,
  // At work in another place, as phones are told it too.
  elsewhere: 2,
}

/** Of each series; a rule that needs more in six weeks gives what comes up to there. */
const STEPS = 20_000
const MOST_OCCURRENCES = 2_000
/** Of one account in one window: beyond that nothing is said of it. */
const MOST_APPOINTMENTS = 10_000

type Row = {
  id: Id
  zone: string
  is_series: boolean
  status: Appointment['status']
  show_as: ShowAs | null
  all_day: boolean
  starts_at: Date | null
  ends_at: Date | null
  start_date: string | null
  end_date: string | null
  time_zone: string | null
}

const START = 'coalesce(a.starts_at, a.start_date::timestamp at time zone z.zone)'
const END = 'coalesce(a.ends_at, a.end_date::timestamp at time zone z.zone)'
const IS_SERIES = `(a.rrule is not null or a.rdates <> '{}')`

/** What the account owns or takes part in, and has not declined, in whatever folder. */
const IN_WINDOW = {
  name: 'busy-in-window',
  text: `
with z as (
  select coalesce(c.time_zone, t.time_zone) as zone
  from account c join tenant t on t.id = c.tenant_id where c.tenant_id = $1 and c.id = $2
), mine as (
  select o.id from appointment o where o.tenant_id = $1 and o.owner_id = $2
  union
  select p.appointment_id from appointment_participant p where p.tenant_id = $1 and p.account_id = $2
)
select a.id, z.zone, ${IS_SERIES} as is_series, a.status, a.show_as, a.all_day, a.starts_at,
  a.ends_at, a.start_date, a.end_date, a.time_zone
from z, mine m join appointment a on a.tenant_id = $1 and a.id = m.id
where a.status <> 'cancelled' and (a.owner_id is not distinct from $2 or not exists (
    select from appointment_participant d where d.tenant_id = $1 and d.appointment_id = a.id
      and d.account_id = $2 and d.status = 'declined'))
  and ${START} < $4
  and case when ${IS_SERIES} then a.series_end is null or a.series_end > $3 else ${END} > $3 end
limit $5`,
}

/**
 * When an account is not free in [from, to): its appointments, with recurrences expanded, as what
 * they show it. Nothing else of them is told. Null when there are too many to look at.
 */
export async function busyTimes(
  sql: Sql,
  { tenantId, accountId }: { tenantId: Id; accountId: Id },
  window: { from: Date; to: Date },
): Promise<BusyTime[] | null> {
  const values = [tenantId, accountId, window.from, window.to, MOST_APPOINTMENTS + 1]
  const rows = await sql.query<Row>(IN_WINDOW, values)
  if (rows.length > MOST_APPOINTMENTS) return null
  const zone = rows[0]?.zone ?? 'UTC'
  const singles = rows.filter((row) => !row.is_series).map((row) => singleTime(row, zone))
  const ids = rows.filter((row) => row.is_series).map(({ id }) => id)
  const series = ids.length === 0 ? [] : await loadAppointments(sql, tenantId, ids)
  const times = [...singles, ...series.flatMap((one) => seriesTimes(one, window, zone))]
  return times.filter(({ level }) => level > 0)
}

function singleTime(row: Row, zone: string): BusyTime {
  const level = levelOf({ showAs: row.show_as, status: row.status })
  return { ...spanInstants(spanOfRow(row), zone), level }
}

function seriesTimes(
  series: Appointment,
  { from, to }: { from: Date; to: Date },
  zone: string,
): BusyTime[] {
  const options = { limit: MOST_OCCURRENCES, steps: STEPS, zone }
  return occurrencesBetween(series, from, to, options).map(({ span, override }) => {
    const { showAs = series.showAs } = override?.changes ?? {}
    const { status } = series
    return { ...spanInstants(span, zone), level: levelOf({ showAs, status }) }
  })
}

/** R-ONO-112: what it is shown as, else tentative for a tentative appointment and busy for others. */
function levelOf({ showAs, status }: Pick<Appointment, 'showAs' | 'status'>): BusyLevel {
  if (status === 'cancelled') return 0
  if (showAs) return LEVELS[showAs]
  return status === 'tentative' ? 1 : 2
}
