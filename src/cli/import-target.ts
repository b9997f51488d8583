import { flagContact } from '../store/contacts.js'
import type { Database, Sql } from '../store/database.js'
import { createItem, updateItem } from '../store/items.js'
import { itemsByUid } from '../store/items-by-uid.js'
import type { AppointmentPatch, Id, ItemKind, Participant, PatchOf } from '../store/model.js'
import { findParties } from '../store/participants.js'
import type { ImportTarget, ImportWriter } from './import-files.js'

/** An import into the store, for one account. Attendees who are known by e-mail are linked. */
export function importTarget(
  database: Pick<Database, 'transact'>,
  account: { id: Id; tenantId: Id },
): ImportTarget {
  return { transact: (run) => database.transact((sql) => run(writerOn(sql, account))) }
}

function writerOn(sql: Sql, account: { id: Id; tenantId: Id }): ImportWriter {
  const { id: accountId, tenantId } = account
  return {
    findByUid: (kind, uids) => itemsByUid(sql, kind, { tenantId, accountId, uids }),
    async create(kind, patch) {
      return createItem(sql, kind, { tenantId, patch: await linked(sql, tenantId, patch) })
    },
    async update(kind, id, patch) {
      await updateItem(sql, kind, { tenantId, id, patch: await linked(sql, tenantId, patch) })
    },
    async includeContacts(ids) {
      for (const contactId of ids)
        await flagContact(sql, tenantId, { accountId, contactId, homeId: null })
    },
  }
}

/** The patch with its attendees as the accounts, resources and contacts of their addresses. */
async function linked<K extends ItemKind>(
  sql: Sql,
  tenantId: Id,
  patch: PatchOf<K>,
): Promise<PatchOf<K>> {
  const { participants } = patch as AppointmentPatch
  const external = (participants ?? []).filter((one) => one.kind === 'external')
  const emails = external.flatMap((one) => one.email ?? [])
  if (!participants || emails.length === 0) return patch
  const parties = await findParties(sql, tenantId, emails)
  const byPerson = new Map<string, Participant>()
  for (const one of participants) {
    const party = one.kind === 'external' ? parties.get((one.email ?? '').toLowerCase()) : undefined
    const person = party ? { ...one, ...party } : one
    // Two addresses of one person are one participant.
    const key =
      person.refId === null ? `${person.email ?? person.name}` : `${person.kind} ${person.refId}`
    if (!byPerson.has(key)) byPerson.set(key, person)
  }
  return { ...patch, participants: [...byPerson.values()] }
}
