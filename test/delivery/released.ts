import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compareVersions } from '../../scripts/changelog.js'
import { newOffice } from '../activesync/sync/support.js'
import type { Gateway } from '../support/gateway.js'
import { memoryOf, type PhoneMemory } from '../support/phone-memory.js'
import { ROOT } from '../support/prepare.js'

/** A database as each released version left it, with what a phone of then holds. */
const PLACE = join(ROOT, 'db/released')

export type Released = { version: string; sql: string; phone: PhoneMemory }

/** The oldest first. */
export function releasedVersions(): string[] {
  return readdirSync(PLACE)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => name.slice(0, -'.sql'.length))
    .sort(compareVersions)
}

export function released(version: string): Released {
  const read = (ending: string) => readFileSync(join(PLACE, `${version}.${ending}`), 'utf8')
  return { version, sql: read('sql'), phone: JSON.parse(read('json')) as PhoneMemory }
}

/** What a phone finds when it comes back: a task that was changed meanwhile, and nothing else. */
export const CHANGED_TASK = 'Angebot schreiben, bis Montag'

/** Series, since what is single leaves the calendar of a phone with time. */
const series = (rrule: string) => ({
  ...{ starts_at: '2026-11-02T09:00:00Z', ends_at: '2026-11-02T10:00:00Z' },
  ...{ rrule, time_zone: 'Europe/Berlin' },
})

/**
 * Fills a gateway's empty database with a little of everything, as a phone and the application leave it,
 * and writes db/released/VERSION.sql and .json.
 * @param databaseUrl of the gateway's database, for pg_dump
 */
export async function writeReleased(
  version: string,
  gateway: Gateway,
  databaseUrl: string,
): Promise<void> {
  const settings = { rule_settings: { notes: true } }
  const office = await newOffice(gateway, gateway.baseUrl, { name: 'Freigabe', ...settings })
  await office.appointment({ title: 'Zahnarzt', ...series('FREQ=MONTHLY') })
  const weekly = await office.appointment({ title: 'Jour fixe', ...series('FREQ=WEEKLY') })
  await office.tenant.insert('appointment_override', {
    ...{ appointment_id: weekly, recurrence_id: '2026-11-09T09:00:00Z', cancelled: true },
  })
  await office.task({ title: 'Angebot schreiben' })
  await office.note({ title: 'Notiz', body: 'Zeile 1' })
  const contact = await office.contact({ last_name: 'Weber', first_name: 'Anna' })
  await office.tenant.insert('contact_number', {
    ...{ contact_id: contact, kind: 'phone', value: '+49 30 1', sync_slot: 'mobile' },
  })
  const deviceId = 'released'
  const phone = await office.phone({ deviceId })
  await phone.syncAll(['Calendar', 'Tasks', 'Contacts', 'Notes'])
  await office.tenant.sql('update task set title = $1', [CHANGED_TASK])
  const memory = memoryOf(phone, { user: office.account.login, deviceId })
  phone.close()
  await gateway.kill('SIGTERM')
  mkdirSync(PLACE, { recursive: true })
  writeFileSync(join(PLACE, `${version}.json`), `${JSON.stringify(memory, null, 2)}\n`)
  writeFileSync(join(PLACE, `${version}.sql`), dumped(databaseUrl))
}

/** Without what only psql or only this version of PostgreSQL reads. */
function dumped(databaseUrl: string): string {
  const args = ['--inserts', '--no-owner', '--dbname', databaseUrl]
  return execFileSync('pg_dump', args, { encoding: 'utf8', maxBuffer: 64 * 1_024 * 1_024 })
    .split('\n')
    .filter((line) => !/^(\\|SET transaction_timeout|GRANT )/.test(line))
    .concat('')
    .join('\n')
}
