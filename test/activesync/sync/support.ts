import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { applicationData, Phone, type PhoneOptions } from '../../support/phone.js'
import {
  type AccountFixture,
  newTenant,
  PASSWORD,
  type Row,
  type SqlRunner,
  type TenantFixture,
} from '../../support/tenant.js'

const phones: Phone[] = []
afterAll(() => {
  for (const phone of phones.splice(0)) phone.close()
})

/** A tenant with one account, whose phones find this gateway. */
export type Office = {
  tenant: TenantFixture
  account: AccountFixture
  /** A phone that has set itself up; another account's with `user`. */
  phone(options?: Partial<PhoneOptions>): Promise<Phone>
  appointment(fields?: Row): Promise<number>
  task(fields?: Row): Promise<number>
  note(fields?: Row): Promise<number>
  /** In the account's address list. */
  contact(fields?: Row): Promise<number>
  /** How many rows of a table the tenant has. */
  count(table: string): Promise<number>
}

export async function newOffice(
  runner: SqlRunner,
  baseUrl: string,
  fields: Row = {},
): Promise<Office> {
  const tenant = await newTenant(runner, fields)
  const account = await tenant.account()
  return {
    tenant,
    account,
    async phone(options = {}) {
      const user = { user: account.login, password: PASSWORD }
      const phone = new Phone({ baseUrl, ...user, ...options })
      phones.push(phone)
      return await phone.setUp()
    },
    appointment: (fields = {}) =>
      tenant.insert('appointment', {
        ...{ owner_id: account.id, title: 'Termin', time_zone: 'Europe/Berlin' },
        ...between(inDays(1), 60),
        ...fields,
      }),
    task: (fields = {}) =>
      tenant.insert('task', { responsible_id: account.id, title: 'Aufgabe', ...fields }),
    note: (fields = {}) =>
      tenant.insert('note', { owner_id: account.id, title: 'Notiz', ...fields }),
    async contact(fields = {}) {
      const id = await tenant.insert('contact', { last_name: 'Kaufmann', ...fields })
      await tenant.insert('contact_sync', { account_id: account.id, contact_id: id })
      return id
    },
    async count(table) {
      const [row] = await tenant.sql(
        `select count(*)::integer as n from ${table} where tenant_id = $1`,
        [tenant.id],
      )
      return Number(row?.n)
    },
  }
}

/** Columns of a timed appointment. */
export function between(start: Date, minutes: number): Row {
  const end = new Date(start.getTime() + minutes * 60_000)
  return { starts_at: start.toISOString(), ends_at: end.toISOString() }
}

export const DAY_MS = 86_400_000

export function inDays(days: number, from = new Date()): Date {
  const date = new Date(from.getTime() + days * DAY_MS)
  date.setUTCMinutes(0, 0, 0)
  return date
}

/** As Calendar elements write an instant. */
export const compact = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '')

export function taskData(title: string, more: Partial<Record<Tag, string>> = {}): Element {
  return applicationData(element('Tasks:Subject', title), ...texts(more))
}

export function appointmentData(
  title: string,
  start: Date,
  more: Partial<Record<Tag, string>> = {},
): Element {
  return applicationData(
    element('Calendar:StartTime', compact(start)),
    element('Calendar:Subject', title),
    element('Calendar:EndTime', compact(new Date(start.getTime() + 3_600_000))),
    ...texts(more),
  )
}

export function contactData(lastName: string, more: Partial<Record<Tag, string>> = {}): Element {
  return applicationData(element('Contacts:LastName', lastName), ...texts(more))
}

function texts(more: Partial<Record<Tag, string>>): Element[] {
  return Object.entries(more).map(([tag, text]) => element(tag as Tag, text))
}

/** The one ServerId that a phone holds of a folder. */
export function onlyItem(phone: Phone, kind: 'Calendar' | 'Tasks' | 'Contacts' | 'Notes'): string {
  const ids = [...phone.items(kind).keys()]
  expect(ids).toHaveLength(1)
  return ids[0] ?? ''
}
