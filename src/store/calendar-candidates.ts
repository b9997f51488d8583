import { spanOfRow } from './appointments.js'
import type { Sql } from './database.js'
import type { Id, Span } from './model.js'

/** One of an account's calendars. */
export type CalendarRef = {
  tenantId: Id
  accountId: Id
  collectionId: Id
  /** All of the account's calendars, whatever `homeId` is; `collectionId` stands for them. */
  merged: boolean
  /** The collection's id if it is user-made; null = the account's default calendar. */
  homeId: Id | null
  /** In which its all-day dates are placed. */
  zone: string
}

/** What a window needs to know of an appointment without loading it. */
export type Candidate = {
  id: Id
  span: Span
  isSeries: boolean
  /** Of its newest journal entry: names this version of the appointment. */
  revision: number
}

type Row = {
  id: Id
  all_day: boolean
  starts_at: Date | null
  ends_at: Date | null
  start_date: string | null
  end_date: string | null
  time_zone: string | null
  is_series: boolean
  revision: number | null
}

const MINE = `
  select a.id from appointment a where a.tenant_id = $1 and a.owner_id = $2
  union
  select p.appointment_id from appointment_participant p where p.tenant_id = $1 and p.account_id = $2`

const START = 'coalesce(a.starts_at, a.start_date::timestamp at time zone $4)'
const END = 'coalesce(a.ends_at, a.end_date::timestamp at time zone $4)'
const IS_SERIES = `(a.rrule is not null or a.rdates <> '{}')`

const FIELDS = `a.id, a.all_day, a.starts_at, a.ends_at, a.start_date, a.end_date, a.time_zone,
  ${IS_SERIES} as is_series, j.revision`

const FROM = `from appointment a
  left join journal j
    on j.tenant_id = a.tenant_id and j.collection_id = $3 and j.item_id = a.id
  where a.tenant_id = $1 and a.status <> 'cancelled'
    and ($6::boolean
      or (case when a.owner_id = $2 then a.collection_id end) is not distinct from $5::bigint)`

const of = (calendar: CalendarRef) => [
  calendar.tenantId,
  calendar.accountId,
  calendar.collectionId,
  calendar.zone,
  calendar.homeId,
  calendar.merged,
]

function candidateOf(row: Row): Candidate {
  return {
    id: row.id,
    span: spanOfRow(row),
    isSeries: row.is_series,
    revision: row.revision ?? 0,
  }
}

/** Appointments that may overlap the window: series only by the bounds of the whole series. */
export async function candidatesInWindow(
  sql: Sql,
  calendar: CalendarRef,
  window: { from: Date | null; to: Date | null },
): Promise<Candidate[]> {
  const rows = await sql.query<Row>(
    {
      name: 'candidates-in-window',
      text: `select ${FIELDS} ${FROM} and a.id in (${MINE})
        and ($8::timestamptz is null or ${START} < $8)
        and ($7::timestamptz is null or case when ${IS_SERIES}
          then a.series_end is null or a.series_end > $7
          else ${END} > $7 or (${START} = ${END} and ${START} >= $7) end)`,
    },
    [...of(calendar), window.from, window.to],
  )
  return rows.map(candidateOf)
}

/** Those of these ids that are in the calendar and not cancelled, wherever in time. */
export async function candidatesAmong(
  sql: Sql,
  calendar: CalendarRef,
  ids: readonly Id[],
): Promise<Candidate[]> {
  const rows = await sql.query<Row>(
    {
      name: 'candidates-among',
      text: `select ${FIELDS} ${FROM} and a.id = any($7) and $4::text is not null
        and (a.owner_id = $2 or exists (select from appointment_participant p
          where p.tenant_id = $1 and p.appointment_id = a.id and p.account_id = $2))`,
    },
    [...of(calendar), ids],
  )
  return rows.map(candidateOf)
}

/** The first start at or after this instant: the next appointment to come into the window. */
export async function nextStart(sql: Sql, calendar: CalendarRef, from: Date): Promise<Date | null> {
  const [row] = await sql.query<{ next: Date | null }>(
    {
      name: 'next-start',
      text: `select min(${START}) as next ${FROM} and a.id in (${MINE}) and ${START} >= $7`,
    },
    [...of(calendar), from],
  )
  return row?.next ?? null
}
