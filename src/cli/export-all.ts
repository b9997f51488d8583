import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../errors.js'
import { type Account, listAccounts } from '../store/accounts.js'
import type { Database } from '../store/database.js'
import { loadAccountItems, loadNobodysItems } from '../store/export.js'
import { COLLECTION_KINDS, type Id } from '../store/model.js'
import { listTenants, type Tenant } from '../store/tenants.js'
import { type ExportedItems, exportItems } from './export-items.js'
import { writeNew } from './write-files.js'

export type ExportCounts = {
  tenants: number
  users: number
  appointments: number
  tasks: number
  contacts: number
  notes: number
}

type Items = Required<ExportedItems>

/**
 * Writes every tenant to a new directory: `TENANT/tenant.json` with its settings and users,
 * `TENANT/users/NAME.ics` and `.vcf` with what each user has, `TENANT/nobody.ics` and `.vcf` with the
 * rest. An appointment or task stands with its owner alone, or without one with the first who has a part
 * in it; a contact with everybody who has it on devices.
 * @throws UserError when there is something at `directory` already
 */
export async function exportAll(
  database: Database,
  { directory, tenant }: { directory: string; tenant: string | null },
): Promise<ExportCounts> {
  makeNew(directory)
  const counts = { tenants: 0, users: 0, appointments: 0, tasks: 0, contacts: 0, notes: 0 }
  for (const one of await listTenants(database)) {
    if (tenant !== null && one.name !== tenant) continue
    counts.tenants++
    await exportTenant(database, one, { directory: join(directory, fileName(one.name)), counts })
  }
  return counts
}

type Into = { directory: string; counts: ExportCounts }

async function exportTenant(database: Database, tenant: Tenant, into: Into): Promise<void> {
  const { directory, counts } = into
  const users = await listAccounts(database, tenant.name)
  mkdirSync(join(directory, 'users'), { recursive: true, mode: 0o700 })
  const settings = { tenant, users: users.map(settingsOf) }
  writeNew(join(directory, 'tenant.json'), `${JSON.stringify(settings, null, 2)}\n`)
  const written = newlyWritten()
  for (const user of users) {
    counts.users++
    const items = await loadAccountItems(database, user, COLLECTION_KINDS)
    write(join(directory, 'users', fileName(user.name)), written.of(user, items), counts)
  }
  write(join(directory, 'nobody'), await loadNobodysItems(database, tenant.id), counts)
}

/** What makes a user again; nothing of devices and passwords. */
function settingsOf(user: Account) {
  const { name, displayName, email, timeZone, language, admin, active, enabled, phonePassword } =
    user
  return { name, displayName, email, timeZone, language, admin, active, enabled, phonePassword }
}

/** Each item once, but for contacts, which are on several people's devices. */
function newlyWritten() {
  const shared = new Set<string>()
  const isFirst = (key: string) => !shared.has(key) && shared.add(key) !== undefined
  const belongs = (kind: string, user: Account) => (item: { id: Id }, owner: Id | null) =>
    owner === user.id || (owner === null && isFirst(`${kind} ${item.id}`))
  return {
    of(user: Account, items: Items): Items {
      const [appointment, task] = [belongs('appointment', user), belongs('task', user)]
      return {
        ...items,
        appointments: items.appointments.filter((one) => appointment(one, one.ownerId)),
        tasks: items.tasks.filter((one) => task(one, one.responsibleId)),
      }
    },
  }
}

/** Two files, or fewer where one would say nothing. */
function write(stem: string, items: Items, counts: ExportCounts): void {
  const { appointments, tasks, contacts, notes } = items
  const texts = exportItems(items)
  if (appointments.length + tasks.length + notes.length > 0) writeNew(`${stem}.ics`, texts.calendar)
  if (contacts.length > 0) writeNew(`${stem}.vcf`, texts.contacts)
  counts.appointments += appointments.length
  counts.tasks += tasks.length
  counts.contacts += contacts.length
  counts.notes += notes.length
}

/** Names may hold what a file's may not, or what leads elsewhere. */
function fileName(name: string): string {
  return encodeURIComponent(name).replace(/^\.+/, (dots) => '%2E'.repeat(dots.length))
}

function makeNew(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST'
    const why = exists ? 'there is something already' : (error as Error).message
    throw new UserError(`${directory} can't be made (${why}). Name a new directory.`)
  }
}
