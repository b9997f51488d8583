import { UserError } from '../errors.js'
import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import type { Id } from './model.js'

/** A contact that a device added, and one that was there and may be the same. */
export type Duplicate = {
  id: Id
  tenantId: Id
  tenant: string
  contactId: Id
  addedId: Id
  name: string
  /** What they have in common: an e-mail or a phone or fax number, as it is written in the old one. */
  shared: string
  foundAt: Date
}

/** The same value, however it is written: an address in any case, a number by its last digits. */
const SAME_VALUE = (a: string, b: string) => `case when ${a}.kind = 'email'
    then ${b}.kind = 'email' and lower(btrim(${a}.value)) = lower(btrim(${b}.value))
    else ${b}.kind <> 'email' and length(regexp_replace(${a}.value, '\\D', '', 'g')) >= 7
      and right(regexp_replace(${a}.value, '\\D', '', 'g'), 7)
        = right(regexp_replace(${b}.value, '\\D', '', 'g'), 7) end`

const SHARED = `select o.value from contact_number o
  join contact_number n on n.tenant_id = o.tenant_id and ${SAME_VALUE('o', 'n')}
  where o.tenant_id = c.tenant_id and o.contact_id = c.id and n.contact_id = a.id
  order by o.id limit 1`

const MOST_CANDIDATES = 20

/**
 * R-ONO-169: notes down who a contact that a device has just added may be: the same name, and an e-mail
 * or a number in common. Nothing is merged by that.
 */
export async function noteDuplicates(sql: Sql, tenantId: Id, addedId: Id): Promise<void> {
  await sql.query(
    {
      name: 'note-duplicates',
      text: `insert into contact_duplicate (tenant_id, contact_id, added_id)
        select a.tenant_id, c.id, a.id from contact a
        join contact c on c.tenant_id = a.tenant_id and c.id <> a.id
          -- As the index has it; then all of it.
          and left(lower(c.last_name), 100) = left(lower(a.last_name), 100)
          and left(lower(c.first_name), 100) = left(lower(a.first_name), 100)
          and lower(c.last_name) = lower(a.last_name) and lower(c.first_name) = lower(a.first_name)
          and (a.last_name <> '' or a.first_name <> ''
            or (a.company <> '' and lower(c.company) = lower(a.company)))
        where a.tenant_id = $1 and a.id = $2 and exists (${SHARED})
        order by c.id limit ${MOST_CANDIDATES}
        on conflict do nothing`,
    },
    [tenantId, addedId],
  )
}

const LIST = `select d.id, d.tenant_id as "tenantId", t.name as tenant,
    d.contact_id as "contactId", d.added_id as "addedId", d.found_at as "foundAt",
    coalesce(nullif(btrim(c.first_name || ' ' || c.last_name), ''), c.company) as name,
    coalesce((${SHARED}), '') as shared
  from contact_duplicate d
  join tenant t on t.id = d.tenant_id
  join contact c on c.tenant_id = d.tenant_id and c.id = d.contact_id
  join contact a on a.tenant_id = d.tenant_id and a.id = d.added_id
  where d.dismissed_at is null`

const MOST_LISTED = 10_000

/** Pairs that nobody has decided on yet, by tenant and age. */
export async function listDuplicates(sql: Sql, tenantId?: Id): Promise<Duplicate[]> {
  return await sql.query<Duplicate>(
    {
      name: 'list-duplicates',
      text: `${LIST} and ($1::bigint is null or d.tenant_id = $1)
        order by t.name, d.found_at, d.id limit ${MOST_LISTED}`,
    },
    [tenantId ?? null],
  )
}

/** They are two: the pair is not offered again. @throws UserError when there is none */
export async function dismissDuplicate(database: Database, id: Id, actor: string): Promise<void> {
  await database.transact(async (tx) => {
    const pair = await findPair(tx, id)
    await tx.query(
      {
        name: 'dismiss-duplicate',
        text: `update contact_duplicate set dismissed_at = now() where tenant_id = $1 and id = $2`,
      },
      [pair.tenantId, id],
    )
    await audit(tx, pair, { actor, action: 'contacts.dismiss' })
  })
}

/**
 * One contact of the two: the older one, with what only the added one had. @throws UserError when
 * there is no such pair
 */
export async function mergeDuplicate(
  database: Database,
  id: Id,
  actor: string,
): Promise<Duplicate> {
  return await database.transact(async (tx) => {
    const pair = await findPair(tx, id)
    const values = [pair.tenantId, pair.contactId, pair.addedId]
    for (const [name, text] of Object.entries(MERGE)) await tx.query({ name, text }, values)
    await audit(tx, pair, { actor, action: 'contacts.merge' })
    return pair
  })
}

async function findPair(tx: Sql, id: Id): Promise<Duplicate> {
  const [pair] = await tx.query<Duplicate>(
    { name: 'find-duplicate', text: `${LIST} and d.id = $1 for update of c, a` },
    [id],
  )
  if (pair) return pair
  throw new UserError(`There is no pair ${id}: termingate contacts duplicates lists them.`)
}

async function audit(
  tx: Sql,
  { tenantId, contactId, addedId }: Duplicate,
  entry: { actor: string; action: string },
): Promise<void> {
  const subject = `contact ${contactId}`
  await writeAudit(tx, { ...entry, tenantId, subject, details: { added: addedId } })
}

const TEXTS = ['salutation', 'title', 'company', 'company_suffix', 'homepage']
const ADDRESS = ['street', 'postal_code', 'city', 'country']
const HAS_ADDRESS = ADDRESS.map((column) => `k.${column}`).join(' || ')

/** Steps of a merge: $1 the tenant, $2 the contact that stays, $3 the one that goes. */
const MERGE: Readonly<Record<string, string>> = {
  'merge-fields': `update contact k set
      ${TEXTS.map((column) => `${column} = coalesce(nullif(k.${column}, ''), a.${column})`).join(', ')},
      ${ADDRESS.map((column) => `${column} = case when ${HAS_ADDRESS} = '' then a.${column} else k.${column} end`).join(', ')},
      birthday = coalesce(k.birthday, a.birthday), picture = coalesce(k.picture, a.picture),
      logo = coalesce(k.logo, a.logo),
      note = case when a.note = '' or a.note = k.note then k.note
        else k.note || case when k.note = '' then '' else E'\\n\\n' end || a.note end,
      details = a.details || k.details, client_data = a.client_data || k.client_data
    from contact a
    where k.tenant_id = $1 and k.id = $2 and a.tenant_id = $1 and a.id = $3`,
  // A place of the added one stays with its number, if the contact that stays has it free.
  'merge-slots': `update contact_number n set sync_slot = null
    where n.tenant_id = $1 and n.contact_id = $3 and exists (
      select from contact_number h
      where h.tenant_id = $1 and h.contact_id = $2 and h.sync_slot = n.sync_slot)`,
  'merge-same-numbers': `with same as (
      select distinct on (n.id) n.id, o.id as old_id, n.sync_slot
      from contact_number n
      join contact_number o on o.tenant_id = $1 and o.contact_id = $2 and o.kind = n.kind
        and ${SAME_VALUE('o', 'n')}
      where n.tenant_id = $1 and n.contact_id = $3 order by n.id, o.id
    ), gone as (
      delete from contact_number n using same s where n.tenant_id = $1 and n.id = s.id)
    update contact_number o set sync_slot = s.sync_slot from same s
    where o.tenant_id = $1 and o.id = s.old_id and o.sync_slot is null and s.sync_slot is not null`,
  'merge-numbers': `update contact_number n set contact_id = $2,
      is_default = n.is_default and not exists (
        select from contact_number o
        where o.tenant_id = $1 and o.contact_id = $2 and o.kind = n.kind and o.is_default)
    where n.tenant_id = $1 and n.contact_id = $3`,
  'merge-lists': `insert into contact_sync (tenant_id, account_id, contact_id, collection_id)
    select s.tenant_id, s.account_id, $2, s.collection_id from contact_sync s
    where s.tenant_id = $1 and s.contact_id = $3 on conflict do nothing`,
  'merge-participants': `update appointment_participant p set contact_id = $2
    where p.tenant_id = $1 and p.contact_id = $3 and not exists (
      select from appointment_participant o
      where o.tenant_id = $1 and o.contact_id = $2 and o.appointment_id = p.appointment_id)`,
  'merge-away': 'delete from contact where tenant_id = $1 and id = $3 and $2::bigint is not null',
}
