import { columnsOf, insertRow, jsonb, updateRow } from './columns.js'
import { changeSlots } from './contact-slots.js'
import type { Sql, Statement } from './database.js'
import type { Contact, ContactNumber, ContactPatch, Id } from './model.js'

const LOAD: Statement = {
  name: 'load-contacts',
  text: `
select c.id, c.uid, c.responsible_id, c.salutation, c.title, c.first_name, c.last_name, c.company,
  c.company_suffix, c.street, c.postal_code, c.city, c.country, c.homepage, c.birthday, c.note,
  c.picture, c.client_data, c.created_at, c.updated_at,
  case when c.picture is null then c.logo end as logo, p.copy, p.made_at is not null as is_copied,
  (select json_agg(json_build_object('id', n.id, 'kind', n.kind, 'type', n.type,
      'value', n.value, 'isDefault', n.is_default, 'slot', n.sync_slot) order by n.id)
    from contact_number n where n.tenant_id = c.tenant_id and n.contact_id = c.id) as numbers
from contact c
left join contact_picture_copy p on p.tenant_id = c.tenant_id and p.contact_id = c.id
where c.tenant_id = $1 and c.id = any($2)`,
}

type ContactRow = {
  id: Id
  uid: string
  responsible_id: Id | null
  salutation: string
  title: string
  first_name: string
  last_name: string
  company: string
  company_suffix: string
  street: string
  postal_code: string
  city: string
  country: string
  homepage: string
  birthday: string | null
  note: string
  picture: Uint8Array | null
  logo: Uint8Array | null
  copy: Uint8Array | null
  is_copied: boolean
  client_data: Contact['clientData']
  created_at: Date
  updated_at: Date
  numbers: ContactNumber[] | null
}

const COLUMN_OF = {
  uid: 'uid',
  responsibleId: 'responsible_id',
  salutation: 'salutation',
  title: 'title',
  firstName: 'first_name',
  lastName: 'last_name',
  company: 'company',
  companySuffix: 'company_suffix',
  street: 'street',
  postalCode: 'postal_code',
  city: 'city',
  country: 'country',
  homepage: 'homepage',
  birthday: 'birthday',
  note: 'note',
  picture: 'picture',
} as const

function contactOfRow(row: ContactRow): Contact {
  return {
    id: row.id,
    uid: row.uid,
    responsibleId: row.responsible_id,
    salutation: row.salutation,
    title: row.title,
    firstName: row.first_name,
    lastName: row.last_name,
    company: row.company,
    companySuffix: row.company_suffix,
    street: row.street,
    postalCode: row.postal_code,
    city: row.city,
    country: row.country,
    homepage: row.homepage,
    birthday: row.birthday,
    note: row.note,
    picture: row.picture,
    ...(row.logo && { logo: row.logo }),
    ...(row.is_copied && { pictureCopy: row.copy }),
    numbers: row.numbers ?? [],
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    clientData: row.client_data,
  }
}

export async function loadContacts(sql: Sql, tenantId: Id, ids: readonly Id[]): Promise<Contact[]> {
  const rows = await sql.query<ContactRow>(LOAD, [tenantId, ids])
  return rows.map(contactOfRow)
}

function contactColumns(patch: ContactPatch) {
  const columns = columnsOf(patch, COLUMN_OF)
  if (patch.clientData) columns.client_data = jsonb(patch.clientData)
  return columns
}

export async function createContact(sql: Sql, tenantId: Id, patch: ContactPatch): Promise<Id> {
  const id = await insertRow(sql, 'contact', { tenant_id: tenantId, ...contactColumns(patch) })
  await saveParts(sql, { tenantId, id }, patch)
  return id
}

export async function updateContact(
  sql: Sql,
  tenantId: Id,
  change: { id: Id; patch: ContactPatch },
): Promise<void> {
  const { id, patch } = change
  await updateRow(sql, 'contact', { tenantId, id, columns: contactColumns(patch) })
  await saveParts(sql, { tenantId, id }, patch)
}

async function saveParts(
  sql: Sql,
  key: { tenantId: Id; id: Id },
  patch: ContactPatch,
): Promise<void> {
  if (patch.numbers) await replaceNumbers(sql, key, patch.numbers)
  if (patch.slots) await changeSlots(sql, key, patch.slots)
}

/** The whole list, as an import brings it. */
async function replaceNumbers(
  sql: Sql,
  key: { tenantId: Id; id: Id },
  numbers: readonly Omit<ContactNumber, 'id'>[],
): Promise<void> {
  await sql.query(
    {
      name: 'drop-numbers',
      text: 'delete from contact_number where tenant_id = $1 and contact_id = $2',
    },
    [key.tenantId, key.id],
  )
  if (numbers.length === 0) return
  await sql.query(
    {
      name: 'save-numbers',
      text: `insert into contact_number
          (tenant_id, contact_id, kind, type, value, is_default, sync_slot)
        select $1, $2, n.kind, coalesce(n.type, ''), n.value, coalesce(n."isDefault", false), n.slot
        from jsonb_to_recordset($3::jsonb)
          as n(kind text, type text, value text, "isDefault" boolean, slot text)`,
    },
    [key.tenantId, key.id, jsonb(numbers)],
  )
}

/** Takes the contact into this account's sync (R-ONO-150); nothing happens if it is there. */
export async function flagContact(sql: Sql, tenantId: Id, flag: ContactFlag): Promise<void> {
  await sql.query(
    {
      name: 'flag-contact',
      text: `insert into contact_sync (tenant_id, account_id, contact_id, collection_id)
        values ($1, $2, $3, $4) on conflict do nothing`,
    },
    [tenantId, flag.accountId, flag.contactId, flag.homeId],
  )
}

/**
 * Takes the contact out of this folder, or out of any, and the account's sync; the address stays
 * (R-ONO-166). Where it lay; null if it was not there.
 */
export async function unflagContact(
  sql: Sql,
  tenantId: Id,
  flag: ContactFlag & { anyHome: boolean },
): Promise<Pick<ContactFlag, 'homeId'> | null> {
  const [row] = await sql.query<Pick<ContactFlag, 'homeId'>>(
    {
      name: 'unflag-contact',
      text: `delete from contact_sync
        where tenant_id = $1 and account_id = $2 and contact_id = $3
          and ($5::boolean or collection_id is not distinct from $4::bigint)
        returning collection_id as "homeId"`,
    },
    [tenantId, flag.accountId, flag.contactId, flag.homeId, flag.anyHome],
  )
  return row ?? null
}

export type ContactFlag = {
  accountId: Id
  contactId: Id
  /** The user-made address list it lies in; null = the default one. */
  homeId: Id | null
}
