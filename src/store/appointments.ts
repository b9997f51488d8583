import { type Columns, columnsOf, insertRow, jsonb, updateRow } from './columns.js'
import type { Sql, Statement } from './database.js'
import type {
  Appointment,
  AppointmentPatch,
  Id,
  OccurrenceFields,
  Override,
  Participant,
  Span,
} from './model.js'
import { saveParticipants } from './participants.js'
import { seriesEnd } from './recurrence.js'

const LOAD: Statement = {
  name: 'load-appointments',
  text: `
select a.*, p.participants, e.properties, o.overrides
from appointment a
left join (
  select p.appointment_id, json_agg(json_build_object(
      'kind', case when p.account_id is not null then 'account'
                   when p.contact_id is not null then 'contact'
                   when p.resource_id is not null then 'resource' else 'external' end,
      'refId', coalesce(p.account_id, p.contact_id, p.resource_id),
      'name', coalesce(pa.display_name, nullif(trim(pc.first_name || ' ' || pc.last_name), ''),
                       pc.company, pr.name, p.name, p.email, ''),
      'email', coalesce(pa.email, pr.email, p.email, (
          select n.value from contact_number n
          where n.tenant_id = p.tenant_id and n.contact_id = p.contact_id and n.kind = 'email'
          order by (n.sync_slot = 'email1') desc nulls last, n.is_default desc, n.id limit 1)),
      'status', p.status, 'optional', p.optional) order by p.id) as participants
  from appointment_participant p
  left join account pa on pa.tenant_id = p.tenant_id and pa.id = p.account_id
  left join contact pc on pc.tenant_id = p.tenant_id and pc.id = p.contact_id
  left join resource pr on pr.tenant_id = p.tenant_id and pr.id = p.resource_id
  where p.tenant_id = $1 and p.appointment_id = any($2)
  group by p.appointment_id) p on p.appointment_id = a.id
left join (
  select l.appointment_id, json_agg(
    case when e.address = '' then e.title else e.title || ', ' || e.address end
    order by e.id) as properties
  from appointment_property l
  join property e on e.tenant_id = l.tenant_id and e.id = l.property_id
  where l.tenant_id = $1 and l.appointment_id = any($2)
  group by l.appointment_id) e on e.appointment_id = a.id
left join (
  select o.appointment_id, json_agg(json_build_object(
      'recurrenceId', o.recurrence_id, 'cancelled', o.cancelled,
      'changes', o.changes, 'clientData', o.client_data) order by o.recurrence_id) as overrides
  from appointment_override o
  where o.tenant_id = $1 and o.appointment_id = any($2)
  group by o.appointment_id) o on o.appointment_id = a.id
where a.tenant_id = $1 and a.id = any($2)`,
}

export type AppointmentRow = {
  id: Id
  uid: string
  owner_id: Id | null
  collection_id: Id | null
  title: string
  location: string
  note: string
  type: string | null
  status: Appointment['status']
  show_as: Appointment['showAs']
  privacy: Appointment['privacy']
  all_day: boolean
  starts_at: Date | null
  ends_at: Date | null
  time_zone: string | null
  start_date: string | null
  end_date: string | null
  reminder_minutes: number | null
  rrule: string | null
  rdates: string[]
  client_data: Appointment['clientData']
  created_at: Date
  updated_at: Date
  participants: Participant[] | null
  properties: string[] | null
  overrides: StoredOverride[] | null
}

type StoredSpan =
  | { allDay: true; startDate: string; endDate: string }
  | { allDay: false; start: string; end: string; timeZone: string }
type StoredOverride = Omit<Override, 'changes'> & {
  changes: Partial<Omit<OccurrenceFields, 'span'>> & { span?: StoredSpan }
}

/** Patch field to column, for the fields that are one column each. */
const COLUMN_OF = {
  uid: 'uid',
  ownerId: 'owner_id',
  homeId: 'collection_id',
  title: 'title',
  location: 'location',
  note: 'note',
  type: 'type',
  status: 'status',
  showAs: 'show_as',
  privacy: 'privacy',
  reminderMinutes: 'reminder_minutes',
  rrule: 'rrule',
  rdates: 'rdates',
} as const

export function spanOfRow(
  row: Pick<
    AppointmentRow,
    'all_day' | 'starts_at' | 'ends_at' | 'start_date' | 'end_date' | 'time_zone'
  >,
): Span {
  if (row.all_day) {
    return { allDay: true, startDate: row.start_date ?? '', endDate: row.end_date ?? '' }
  }
  return {
    allDay: false,
    start: row.starts_at ?? new Date(0),
    end: row.ends_at ?? new Date(0),
    timeZone: row.time_zone ?? 'UTC',
  }
}

function overrideOfRow({ changes, ...rest }: StoredOverride): Override {
  const { span, ...fields } = changes
  if (!span) return { ...rest, changes: fields }
  const revived: Span = span.allDay
    ? span
    : { ...span, start: new Date(span.start), end: new Date(span.end) }
  return { ...rest, changes: { ...fields, span: revived } }
}

function appointmentOfRow(row: AppointmentRow): Appointment {
  return {
    id: row.id,
    uid: row.uid,
    ownerId: row.owner_id,
    homeId: row.collection_id,
    title: row.title,
    location: row.location,
    note: row.note,
    type: row.type,
    status: row.status,
    showAs: row.show_as,
    privacy: row.privacy,
    span: spanOfRow(row),
    reminderMinutes: row.reminder_minutes,
    rrule: row.rrule,
    rdates: row.rdates,
    overrides: (row.overrides ?? []).map(overrideOfRow),
    participants: row.participants ?? [],
    properties: row.properties ?? [],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    clientData: row.client_data,
  }
}

export async function loadAppointments(
  sql: Sql,
  tenantId: Id,
  ids: readonly Id[],
): Promise<Appointment[]> {
  const rows = await sql.query<AppointmentRow>(LOAD, [tenantId, ids])
  return rows.map(appointmentOfRow)
}

function spanColumns(span: Span): Columns {
  return span.allDay
    ? {
        all_day: true,
        start_date: span.startDate,
        end_date: span.endDate,
        starts_at: null,
        ends_at: null,
      }
    : {
        all_day: false,
        starts_at: span.start,
        ends_at: span.end,
        time_zone: span.timeZone,
        start_date: null,
        end_date: null,
      }
}

function appointmentColumns(patch: AppointmentPatch): Columns {
  const columns = columnsOf(patch, COLUMN_OF)
  if (patch.span) Object.assign(columns, spanColumns(patch.span))
  if (patch.clientData) columns.client_data = jsonb(patch.clientData)
  return columns
}

export async function createAppointment(
  sql: Sql,
  tenantId: Id,
  patch: AppointmentPatch,
): Promise<Id> {
  const columns = appointmentColumns(patch)
  const id = await insertRow(sql, 'appointment', { tenant_id: tenantId, ...columns })
  await saveParts(sql, { tenantId, id }, patch)
  return id
}

/** Absent keys stay; `overrides` and `participants` replace what is there. */
export async function updateAppointment(
  sql: Sql,
  tenantId: Id,
  change: { id: Id; patch: AppointmentPatch },
): Promise<void> {
  const { id, patch } = change
  await updateRow(sql, 'appointment', { tenantId, id, columns: appointmentColumns(patch) })
  await saveParts(sql, { tenantId, id }, patch)
}

async function saveParts(
  sql: Sql,
  key: { tenantId: Id; id: Id },
  patch: AppointmentPatch,
): Promise<void> {
  if (patch.overrides) await saveOverrides(sql, key, patch.overrides)
  if (patch.participants) await saveParticipants(sql, key, patch.participants)
  const moved = patch.span ?? patch.rrule ?? patch.rdates ?? patch.overrides
  if (moved !== undefined) await fillSeriesEnd(sql, key)
}

async function saveOverrides(
  sql: Sql,
  key: { tenantId: Id; id: Id },
  overrides: readonly Override[],
): Promise<void> {
  const ids = overrides.map((override) => override.recurrenceId)
  await sql.query(
    {
      name: 'drop-overrides',
      text: `delete from appointment_override
        where tenant_id = $1 and appointment_id = $2 and not recurrence_id = any($3)`,
    },
    [key.tenantId, key.id, ids],
  )
  if (overrides.length === 0) return
  await sql.query(
    {
      name: 'save-overrides',
      text: `insert into appointment_override
          (tenant_id, appointment_id, recurrence_id, cancelled, changes, client_data)
        select $1, $2, o."recurrenceId", o.cancelled, o.changes, o."clientData"
        from jsonb_to_recordset($3::jsonb)
          as o("recurrenceId" text, cancelled boolean, changes jsonb, "clientData" jsonb)
        on conflict (tenant_id, appointment_id, recurrence_id) do update
          set cancelled = excluded.cancelled, changes = excluded.changes,
              client_data = excluded.client_data
          where (appointment_override.cancelled, appointment_override.changes,
                 appointment_override.client_data)
            is distinct from (excluded.cancelled, excluded.changes, excluded.client_data)`,
    },
    [key.tenantId, key.id, jsonb(overrides)],
  )
}

/** Fills series_end, so that a window is an index scan (design: Data). */
export async function fillSeriesEnd(sql: Sql, key: { tenantId: Id; id: Id }): Promise<void> {
  const [item] = await loadAppointments(sql, key.tenantId, [key.id])
  if (!item || (item.rrule === null && item.rdates.length === 0)) return
  await sql.query(
    {
      name: 'fill-series-end',
      text: 'update appointment set series_end = $3 where tenant_id = $1 and id = $2',
    },
    [key.tenantId, key.id, seriesEnd(item)],
  )
}

/**
 * An appointment of this account with this UID, cancelled ones too. Into a user-made calendar
 * (homeId) only its own ones can go.
 */
export async function findAppointmentByUid(
  sql: Sql,
  tenantId: Id,
  { accountId, uid, homeId }: { accountId: Id; uid: string; homeId: Id | null },
): Promise<{ id: Id; cancelled: boolean; own: boolean } | null> {
  const [row] = await sql.query<{ id: Id; cancelled: boolean; own: boolean }>(
    {
      name: 'find-appointment-by-uid',
      text: `select a.id, a.status = 'cancelled' as cancelled,
          a.owner_id is not distinct from $2 as own
        from appointment a
        where a.tenant_id = $1 and a.uid = $3 and (a.owner_id = $2
          or ($4::bigint is null and exists (select from appointment_participant p
            where p.tenant_id = $1 and p.appointment_id = a.id and p.account_id = $2)))
        order by (a.owner_id = $2) desc nulls last, a.id limit 1`,
    },
    [tenantId, accountId, uid, homeId],
  )
  return row ?? null
}
