import { fillSeriesEnd } from '../store/appointments.js'
import type { Columns } from '../store/columns.js'
import type { Sql } from '../store/database.js'
import { insertMany } from '../store/insert-many.js'
import type { Id } from '../store/model.js'
import type { DemoItems, DemoParticipant } from './demo-types.js'
import { APPOINTMENT_DEFAULTS, rowOf, spanRow } from './rows.js'

type Ids = ReadonlyMap<string, Id>
type Place = { sql: Sql; tenantId: Id }

/**
 * Stores the items of a demo in a tenant, within one transaction of the caller's. A statement for
 * each table: one by one they would take a first start many seconds on the embedded database.
 */
export async function storeDemo(sql: Sql, tenantId: Id, items: DemoItems): Promise<void> {
  const place = { sql, tenantId }
  const contacts = await storeContacts(place, items.contacts)
  const ids = new Map([...contacts, ...(await storeOffice(place, items))])
  await storeTasks(place, items.tasks)
  await storeAppointments(place, { appointments: items.appointments, ids })
}

function insert<Row>(
  { sql, tenantId }: Place,
  table: string,
  rows: readonly Columns[],
  returning: readonly (keyof Row & string)[] = [],
): Promise<Row[]> {
  const own = rows.map((row) => ({ tenant_id: tenantId, ...row }))
  return insertMany<Row>(sql, table, { rows: own, returning })
}

async function storeOffice(place: Place, { properties, places }: DemoItems): Promise<Ids> {
  const rows = properties.map(({ title, address }) => ({ title, address }))
  const estates = await insert<{ id: Id; title: string }>(place, 'property', rows, ['id', 'title'])
  const rooms = await insert<{ id: Id; name: string }>(
    place,
    'resource',
    places.map(({ name, email }) => ({ kind: 'place', name, email, sync_allowed: false })),
    ['id', 'name'],
  )
  const idOf = new Map([
    ...estates.map((row) => [row.title, row.id] as const),
    ...rooms.map((row) => [row.name, row.id] as const),
  ])
  return new Map([
    ...properties.flatMap(({ key, title }) => pair(key, idOf.get(title))),
    ...places.flatMap(({ key, name }) => pair(key, idOf.get(name))),
  ])
}

function pair(key: string, id: Id | undefined): [string, Id][] {
  return id === undefined ? [] : [[key, id]]
}

type WithUid = { id: Id; uid: string }

async function storeContacts(place: Place, contacts: DemoItems['contacts']): Promise<Ids> {
  const rows = contacts.map(({ patch }) => rowOf(place.tenantId, patch, ['numbers']))
  const stored = await insert<WithUid>(place, 'contact', rows, ['id', 'uid'])
  const idOf = new Map(stored.map(({ uid, id }) => [uid, id]))
  const withId = contacts.map((contact) => ({
    ...contact,
    id: idOf.get(contact.patch.uid ?? '') ?? 0,
  }))
  const numbers = withId.flatMap(({ id, patch }) =>
    (patch.numbers ?? []).map(({ kind, type, value, isDefault, slot }): Columns => {
      return { contact_id: id, kind, type, value, is_default: isDefault, sync_slot: slot }
    }),
  )
  await insert(place, 'contact_number', numbers)
  const flags = withId.flatMap(({ id, flaggedFor }) =>
    flaggedFor.map((accountId): Columns => ({ account_id: accountId, contact_id: id })),
  )
  await insert(place, 'contact_sync', flags)
  return new Map(withId.map(({ key, id }) => [key, id]))
}

async function storeTasks(place: Place, tasks: DemoItems['tasks']): Promise<void> {
  const rows = tasks.map((patch) => rowOf(place.tenantId, patch, ['editorIds']))
  const stored = await insert<WithUid>(place, 'task', rows, ['id', 'uid'])
  const idOf = new Map(stored.map(({ uid, id }) => [uid, id]))
  const editors = tasks.flatMap(({ uid = '', editorIds = [] }) =>
    editorIds.map((accountId): Columns => ({ task_id: idOf.get(uid), account_id: accountId })),
  )
  await insert(place, 'task_editor', editors)
}

type Appointments = { appointments: DemoItems['appointments']; ids: Ids }

async function storeAppointments(place: Place, { appointments, ids }: Appointments): Promise<void> {
  const rows = appointments.map(({ patch: { span, ...patch } }): Columns => {
    const fields = rowOf(place.tenantId, { ...APPOINTMENT_DEFAULTS, ...patch }, ['overrides'])
    return { ...fields, ...(span ? spanRow(span) : {}) }
  })
  const stored = await insert<WithUid>(place, 'appointment', rows, ['id', 'uid'])
  const idOf = new Map(stored.map(({ uid, id }) => [uid, id]))
  const withId = appointments.map((one) => ({ ...one, id: idOf.get(one.patch.uid ?? '') ?? 0 }))
  await insert(
    place,
    'appointment_override',
    withId.flatMap(({ id, patch }) =>
      (patch.overrides ?? []).map(({ recurrenceId, cancelled, changes, clientData }): Columns => {
        const row = { recurrence_id: recurrenceId, cancelled, changes, client_data: clientData }
        return { appointment_id: id, ...row }
      }),
    ),
  )
  await insert(
    place,
    'appointment_participant',
    withId.flatMap(({ id, participants }) =>
      participants.map((one): Columns => ({ appointment_id: id, ...participantRow(one, ids) })),
    ),
  )
  await insert(
    place,
    'appointment_property',
    withId.flatMap(({ id, propertyKeys }) =>
      propertyKeys.map((key): Columns => ({ appointment_id: id, property_id: ids.get(key) })),
    ),
  )
  for (const { id, patch } of withId) {
    if (patch.rrule) await fillSeriesEnd(place.sql, { tenantId: place.tenantId, id })
  }
}

/** Name and address are those of the row it refers to. */
function participantRow(one: DemoParticipant, ids: Ids): Columns {
  const { kind, status, optional } = one
  const refId = kind === 'account' ? one.id : ids.get(one.key)
  return { [`${kind}_id`]: refId, status, optional }
}
