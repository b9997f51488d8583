import { COLLECTION_KINDS, type CollectionKind, type Id } from '../../src/store/model.js'
import { newTenant, type SqlRunner, type TenantFixture } from './tenant.js'

/** Named collections (`anna.calendar`) and items (`visit`), as tests of the journal speak of them. */
export type Scenario = {
  tenant: TenantFixture
  /** Ids by name; in SQL `:visit` stands for one, `:t` for the tenant's. */
  ids: Record<string, Id>
  /** Runs one statement; which `collection/item` it touched, sorted. */
  touchedBy(statement: string): Promise<string[]>
  run(statement: string): Promise<void>
  /** A user-made folder of one of them, such as `anna.calendar.work`; in SQL `:work`. */
  folder(owner: string, kind: CollectionKind, name: string): Promise<void>
}

/**
 * anna owns the visit; bert, the room and the buyer (a contact) take part, the villa is linked.
 * anna is responsible for the call, bert edits it. The memo is hers alone. The buyer is in anna's
 * address list. carl has no part in any of it.
 */
export async function makeScenario(runner: SqlRunner): Promise<Scenario> {
  const tenant = await newTenant(runner)
  const ids: Record<string, Id> = { t: tenant.id }
  const names = new Map<Id, string>()
  for (const name of ['anna', 'bert', 'carl']) {
    const account = await tenant.account({ name })
    ids[name] = account.id
    for (const kind of COLLECTION_KINDS) {
      names.set(account[kind], `${name}.${kind}`)
    }
  }
  const room = await tenant.resource({ name: 'room' })
  ids.room = room.id
  names.set(room.calendar, 'room.calendar')
  await addItems(tenant, ids)
  return {
    tenant,
    ids,
    async run(statement) {
      await tenant.sql(withIds(statement, ids))
    },
    async folder(owner, kind, name) {
      const id = await tenant.insert('collection', { account_id: ids[owner], kind, name })
      ids[name] = id
      names.set(id, `${owner}.${kind}.${name}`)
    },
    async touchedBy(statement) {
      const before = await tenant.sql(
        'select max(revision) as top from collection where tenant_id = $1',
        [tenant.id],
      )
      await tenant.sql('update collection set revision = $2 where tenant_id = $1', [
        tenant.id,
        before[0]?.top,
      ])
      await tenant.sql(withIds(statement, ids))
      const entries = await tenant.sql(
        `select j.collection_id, j.item_id, j.revision - c.revision as behind, c.revision
         from journal j join collection c on c.tenant_id = j.tenant_id and c.id = j.collection_id
         where j.tenant_id = $1 and j.revision > $2`,
        [tenant.id, before[0]?.top],
      )
      for (const entry of entries) {
        expect(entry).toMatchObject({ behind: 0, revision: Number(before[0]?.top) + 1 })
      }
      return entries
        .map((row) => {
          const collection = names.get(Number(row.collection_id)) ?? '?'
          return `${collection}/${itemName(ids, collection, row.item_id)}`
        })
        .sort()
    },
  }
}

async function addItems(tenant: TenantFixture, ids: Record<string, Id>): Promise<void> {
  ids.villa = await tenant.insert('property', { title: 'Villa' })
  ids.buyer = await tenant.insert('contact', { last_name: 'Kaufmann' })
  ids.stranger = await tenant.insert('contact', { last_name: 'Fremd' })
  await tenant.insert('contact_sync', { account_id: ids.anna, contact_id: ids.buyer })
  ids.mail = await tenant.insert('contact_number', {
    contact_id: ids.buyer,
    kind: 'email',
    value: 'k@example.org',
    sync_slot: 'email1',
  })
  ids.phone = await tenant.insert('contact_number', {
    contact_id: ids.buyer,
    kind: 'phone',
    value: '1',
  })
  ids.visit = await tenant.insert('appointment', {
    owner_id: ids.anna,
    title: 'Visit',
    starts_at: '2026-11-03T09:00:00Z',
    ends_at: '2026-11-03T10:00:00Z',
    rrule: 'FREQ=DAILY;COUNT=5',
  })
  const appointment_id = ids.visit
  for (const [key, ref] of [
    ['account_id', 'bert'],
    ['resource_id', 'room'],
    ['contact_id', 'buyer'],
  ] as const) {
    ids[`${ref}Takes`] = await tenant.insert('appointment_participant', {
      appointment_id,
      [key]: ids[ref],
    })
  }
  await tenant.insert('appointment_property', { appointment_id, property_id: ids.villa })
  ids.call = await tenant.insert('task', { responsible_id: ids.anna, title: 'Call' })
  await tenant.insert('task_editor', { task_id: ids.call, account_id: ids.bert })
  ids.memo = await tenant.insert('note', { owner_id: ids.anna, title: 'Memo' })
}

function withIds(statement: string, ids: Record<string, Id>): string {
  return statement.replace(/(?<!:):([a-zA-Z]+)\b/g, (whole, name) => String(ids[name] ?? whole))
}

/** Ids of different tables may be equal: the collection's kind says which table's it is. */
const ITEMS: Record<string, string[]> = {
  calendar: ['visit'],
  tasks: ['call'],
  contacts: ['buyer', 'stranger'],
  notes: ['memo'],
}

function itemName(ids: Record<string, Id>, collection: string, itemId: unknown): string {
  if (itemId === 0) return '*'
  const candidates = ITEMS[collection.split('.')[1] ?? ''] ?? []
  return candidates.find((name) => ids[name] === itemId) ?? String(itemId)
}
