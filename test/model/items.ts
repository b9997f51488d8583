import { type Element, type Tag, textOf } from '../../src/activesync/wbxml/element.js'
import { appointmentData, contactData, DAY_MS, taskData } from '../activesync/sync/support.js'
import type { Row, TenantFixture } from '../support/tenant.js'
import type { Kind } from './steps.js'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
export const HALF_DAY_MS = 12 * HOUR_MS

/** A phone by its number, or the office. */
export type Author = number | 'office'

/** One item as the reference model knows it. */
export type ModelItem = {
  /** Leads every title that it ever has. */
  mark: string
  kind: Kind
  /** Of its row; null until that was looked up. */
  id: number | null
  title: string
  /** Cancelled, or out of the address list. */
  gone: boolean
  done: boolean
  /** It has been one of both: a phone may have been told so. */
  wasAway: boolean
  /** First start, in ms. */
  start: number
  /** Occurrences, one a day. */
  days: number
  broken: boolean
  /** It has been broken: what a phone has of it may be old. */
  wasBroken: boolean
  /** The phone that added it; null: the office. */
  addedBy: number | null
  /** Phones that gave it another start: it may be outside their selections by that. */
  movedBy: Set<number>
  /** Who wrote which title. */
  authors: Map<string, Author>
  /** Who wrote anything at all. */
  writers: Set<Author>
}

export const TITLE: Record<Kind, Tag> = {
  Calendar: 'Calendar:Subject',
  Tasks: 'Tasks:Subject',
  Contacts: 'Contacts:LastName',
}

export const TABLE: Record<Kind, { table: string; title: string }> = {
  Calendar: { table: 'appointment', title: 'title' },
  Tasks: { table: 'task', title: 'title' },
  Contacts: { table: 'contact', title: 'last_name' },
}

export function titleOf(kind: Kind, data: Element): string {
  return textOf(data, TITLE[kind]) ?? ''
}

/** What a phone sends of a new item. */
export function dataOf({ kind, title, start }: ModelItem): Element {
  if (kind === 'Tasks') return taskData(title)
  if (kind === 'Contacts') return contactData(title)
  return appointmentData(title, new Date(start))
}

/** When a phone's copy begins, in ms; null for what has no start. */
export function startOf(data: Element): number | null {
  const text = textOf(data, 'Calendar:StartTime')
  const iso = text?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  return iso ? Date.parse(iso) : null
}

/** What a phone's copy must say. */
export function shown({ kind, title, start }: ModelItem): string {
  return kind === 'Calendar' ? `${title} ${new Date(start).toISOString()}` : title
}

/** The same of the copy itself. */
export function shownBy(kind: Kind, data: Element): string {
  const start = startOf(data)
  return start === null
    ? titleOf(kind, data)
    : `${titleOf(kind, data)} ${new Date(start).toISOString()}`
}

/**
 * Days from now at some minute of its own: no two items begin together, and no edge of a window,
 * which is at a full half day from the story's origin, comes near one.
 */
export function startFor(clock: { origin: Date; now: Date }, days: number, number: number): number {
  const origin = Math.floor(clock.origin.getTime() / MINUTE_MS) * MINUTE_MS
  const passed = Math.round((clock.now.getTime() - origin) / HALF_DAY_MS) * HALF_DAY_MS
  return origin + passed + days * DAY_MS + (97 + number) * MINUTE_MS
}

export function endOf({ start }: Pick<ModelItem, 'start'>): number {
  return start + HOUR_MS
}

export async function insertItem(
  tenant: TenantFixture,
  accountId: number,
  item: ModelItem,
): Promise<number> {
  if (item.kind === 'Tasks') {
    return await tenant.insert('task', { responsible_id: accountId, title: item.title })
  }
  if (item.kind === 'Contacts') {
    const id = await tenant.insert('contact', { last_name: item.title })
    await tenant.insert('contact_sync', { account_id: accountId, contact_id: id })
    return id
  }
  return await tenant.insert('appointment', {
    ...{ owner_id: accountId, title: item.title, time_zone: 'UTC' },
    ...times(item),
    rrule: item.days > 1 ? `FREQ=DAILY;COUNT=${item.days}` : null,
  })
}

export function times(item: ModelItem): Row {
  const [starts, ends] = [item.start, endOf(item)].map((ms) => new Date(ms).toISOString())
  return { starts_at: starts, ends_at: ends }
}
