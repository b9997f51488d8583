import type { Element, Tag } from '../wbxml/element.js'

/**
 * Made or normalised by the server, or worth no second transfer: never a reason to send an item
 * back to its author. Attendees least of all: clients mail invitations again and again (field-guide
 * §1.2, §2.5).
 */
const IGNORED: ReadonlySet<Tag> = new Set<Tag>([
  'Calendar:DtStamp',
  'Calendar:UID',
  'Calendar:Timezone',
  'Calendar:OrganizerName',
  'Calendar:OrganizerEmail',
  'Calendar:Attendees',
  'Calendar:MeetingStatus',
  'Calendar:ResponseType',
  'Calendar:Exceptions',
  'Contacts:Picture',
  'Contacts:FileAs',
  'Notes:LastModifiedDate',
  'Tasks:UtcStartDate',
  'Tasks:UtcDueDate',
  'AirSyncBase:NativeBodyType',
])

/** Dates sent with any time of day. */
const DATES: ReadonlySet<Tag> = new Set<Tag>([
  'Tasks:StartDate',
  'Tasks:DueDate',
  'Tasks:DateCompleted',
  'Contacts:Birthday',
])

/** An all-day event's times come in two encodings, and both mean the same day. */
const TIMES: ReadonlySet<Tag> = new Set<Tag>(['Calendar:StartTime', 'Calendar:EndTime'])

/**
 * True if the device must be told what became of its own change: something it sent was stored
 * otherwise (a rounded reminder), or something else changed with it (a fallback number).
 * @param before what the device held; null for an Add
 */
export function needsEcho(sent: Element, before: Element | null, after: Element): boolean {
  const allDay = textIn(sent, 'Calendar:AllDayEvent') === '1'
  const wasSent = byTag(sent)
  const was = before ? byTag(before) : null
  for (const child of after.children) {
    if (IGNORED.has(child.tag) || (allDay && TIMES.has(child.tag))) continue
    const own = wasSent.get(child.tag)
    if (own) {
      if (!agrees(own, child)) return true
    } else if (was) {
      const old = was.get(child.tag)
      if (!old || !agrees(old, child)) return true
    }
  }
  return false
}

function agrees(mine: Element, theirs: Element): boolean {
  if (mine.children.length === 0 && theirs.children.length === 0) {
    return normal(mine) === normal(theirs)
  }
  // Only what both name: Type, EstimatedDataSize and defaults may be added by either side.
  return [...groupByTag(mine)].every(([tag, parts]) => {
    const others = theirs.children.filter((child) => child.tag === tag)
    if (others.length === 0) return true
    // Several of a kind, such as categories, agree one by one.
    return parts.length === others.length && parts.every((part, at) => agreesAt(part, others[at]))
  })
}

function agreesAt(mine: Element, theirs: Element | undefined): boolean {
  return theirs !== undefined && agrees(mine, theirs)
}

function normal(element: Element): string {
  const text = (element.text ?? '').replace(/\r\n?/g, '\n').trim()
  return DATES.has(element.tag) ? text.slice(0, 10) : text
}

function byTag(element: Element): Map<Tag, Element> {
  return new Map(element.children.map((child) => [child.tag, child]))
}

function textIn(element: Element, tag: Tag): string | null {
  return element.children.find((child) => child.tag === tag)?.text ?? null
}

function groupByTag(element: Element): Map<Tag, Element[]> {
  const groups = new Map<Tag, Element[]>()
  for (const child of element.children) {
    groups.set(child.tag, [...(groups.get(child.tag) ?? []), child])
  }
  return groups
}
