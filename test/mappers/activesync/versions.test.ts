import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { spoken } from '../../../src/activesync/own-body-tags.js'
import {
  PROTOCOL_VERSIONS,
  type ProtocolVersion,
} from '../../../src/activesync/protocol-version.js'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { calendarRules } from '../../../src/mappers/activesync/calendar.js'
import { NUMBER_SLOTS } from '../../../src/mappers/activesync/contact-numbers.js'
import { contactRules } from '../../../src/mappers/activesync/contacts.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import type { Row } from '../../../src/mappers/activesync/rule.js'
import { taskRules } from '../../../src/mappers/activesync/tasks.js'
import type { Appointment, ClientData, Contact, Task } from '../../../src/store/model.js'
import { exchange } from '../../../src/store/rule-set.js'
import { SHARED } from '../../support/prepare.js'
import { appointment, contact, context, hour, task } from './samples.js'

/**
 * What is sent in each version, held against the versions that the specification gives for each
 * element: nothing that a version does not have, and all that it has and we know.
 */

const REFERENCE = join(SHARED, 'eas')
const describeWithReference = existsSync(REFERENCE) ? describe : describe.skip

type Page = { namespace: string; tags: Record<string, { versions: string }> }

/** Versions of each element, by MS-ASWBXML's code pages, and the tags of 2.5 that it has forgotten. */
function specification(): (tag: string, version: ProtocolVersion) => boolean {
  const text = readFileSync(join(REFERENCE, 'codepages.json'), 'utf8')
  const { pages } = JSON.parse(text) as { pages: Record<string, Page> }
  const known = new Map<string, string[] | 'All'>()
  for (const { namespace, tags } of Object.values(pages)) {
    for (const [name, { versions }] of Object.entries(tags)) {
      const list = versions === 'All' ? 'All' : versions.split(',').map((one) => one.trim())
      known.set(`${namespace}:${name}`, list)
    }
  }
  return (tag, version) => {
    if (OWN_BODY.test(tag)) return version === '2.5'
    const versions = known.get(tag)
    if (!versions) throw new Error(`The specification does not have ${tag}`)
    return versions === 'All' || versions.includes(version)
  }
}

const OWN_BODY = /^(Calendar|Contacts|Tasks):Body(Size|Truncated)?$/

/** Parts of what came later: DisplayName is an attachment's up to 14.1, and nothing here has one. */
const LATER: Partial<Record<Tag, ProtocolVersion>> = { 'AirSyncBase:DisplayName': '16.0' }

const sampleOf = (tag: string) =>
  /Anniversary|:OrdinalDate/.test(tag) ? '2010-06-05T00:00:00.000Z' : '1'

/** All rows that only keep what a client sent, filled; some have a form of their own. */
function everythingKept<T>(rows: readonly Row<T>[], more: ClientData): ClientData {
  const kept = rows.filter(({ about }) => about.says === 'kept and handed back')
  return { ...Object.fromEntries(kept.map(({ tag }) => [tag, sampleOf(tag)])), ...more }
}

const PLACE = {
  'AirSyncBase:Location': {
    'AirSyncBase:DisplayName': 'Seestraße 5',
    'AirSyncBase:Annotation': 'a',
    'AirSyncBase:Street': 'b',
    'AirSyncBase:City': 'c',
    'AirSyncBase:State': 'd',
    'AirSyncBase:Country': 'e',
    'AirSyncBase:PostalCode': 'f',
    'AirSyncBase:Latitude': '50.9',
    'AirSyncBase:Longitude': '6.9',
    'AirSyncBase:Accuracy': '1',
    'AirSyncBase:Altitude': '2',
    'AirSyncBase:AltitudeAccuracy': '3',
    'AirSyncBase:LocationUri': 'g',
  },
}

const ATTENDEES = { 'Calendar:Attendee': { 'Calendar:Email': 'a@b.test', 'Calendar:Name': 'A' } }

function richAppointment(rrule: string): Appointment {
  return appointment({
    rrule,
    type: 'Besichtigung',
    clientData: everythingKept(calendarRules, {
      ...PLACE,
      'Calendar:Recurrence': { 'Calendar:CalendarType': '1', 'Calendar:IsLeapMonth': '1' },
      'Calendar:Categories': { 'Calendar:Category': 'x' },
    }),
    participants: [
      {
        ...{ kind: 'contact', refId: 9, name: 'Gast', email: 'gast@example.test' },
        ...{ status: 'accepted', optional: true },
      },
    ],
    overrides: [
      { recurrenceId: '2026-11-30T09:00:00Z', cancelled: true, changes: {}, clientData: {} },
      {
        recurrenceId: '2026-12-07T09:00:00Z',
        cancelled: false,
        changes: {
          ...{ span: { ...hour, start: new Date('2026-12-07T11:00:00Z') } },
          ...{ title: 'a', location: 'b', note: 'c', type: 'd', showAs: 'free' },
          ...{ privacy: 'private', reminderMinutes: 5 },
        },
        clientData: { 'Calendar:Attendees': ATTENDEES },
      },
    ],
  })
}

function richTask(rrule: string): Task {
  return task({
    ...{ note: 'Notiz', type: 'Anruf', startDate: '2026-11-23', dueDate: '2026-11-30' },
    ...{ deadline: true, reminderAt: new Date('2026-11-29T08:00:00Z'), status: 'done' },
    ...{ percentComplete: 100, completedAt: new Date('2026-11-22T08:00:00Z'), rrule },
    clientData: everythingKept(taskRules, {
      'Tasks:Recurrence': {
        ...{ 'Tasks:CalendarType': '1', 'Tasks:IsLeapMonth': '1' },
        ...{ 'Tasks:Regenerate': '1', 'Tasks:DeadOccur': '1' },
      },
    }),
  })
}

function richContact(): Contact {
  return contact({
    note: 'Notiz',
    picture: Buffer.from('89504e47', 'hex'),
    numbers: NUMBER_SLOTS.map(({ kind, slot }, id) => {
      return { id, kind, type: 'x', value: `0${id}`, isDefault: false, slot }
    }),
    clientData: everythingKept(contactRules, {
      'Contacts:Children': { 'Contacts:Child': 'Max' },
      'Contacts:Categories': { 'Contacts:Category': 'x' },
    }),
  })
}

const WEEKLY = 'FREQ=WEEKLY;BYDAY=MO;UNTIL=20270301T090000Z'
const MONTHLY = 'FREQ=MONTHLY;BYMONTHDAY=23;COUNT=5'
const BY_DAY = 'FREQ=YEARLY;BYMONTH=11;BYDAY=4MO'

/** All elements that the richest items of a class have in a version, as they go over the wire. */
function sent(className: string, version: ProtocolVersion): Set<Tag> {
  const mapper = context({ version, rules: exchange })
  const items = {
    Calendar: () =>
      [WEEKLY, MONTHLY, BY_DAY].map((rule) =>
        itemMappers.appointment.write(richAppointment(rule), mapper),
      ),
    Tasks: () =>
      [WEEKLY, MONTHLY, BY_DAY].map((rule) => itemMappers.task.write(richTask(rule), mapper)),
    Contacts: () => [itemMappers.contact.write(richContact(), mapper)],
  }[className]
  const collection = [element('AirSync:Class', className), ...(items?.() ?? [])]
  const tags = new Set<Tag>()
  for (const item of spoken(element('AirSync:Collection', collection), version).children.slice(1)) {
    collect(item, tags)
  }
  return tags
}

function collect(node: Element, tags: Set<Tag>): void {
  for (const child of node.children) {
    tags.add(child.tag)
    collect(child, tags)
  }
}

describeWithReference.each(['Calendar', 'Tasks', 'Contacts'])('MS-ASWBXML, %s', (className) => {
  const has = existsSync(REFERENCE) ? specification() : () => false
  const everywhere = new Set(PROTOCOL_VERSIONS.flatMap((version) => [...sent(className, version)]))

  test.each(PROTOCOL_VERSIONS)('in %s is sent what the version has, and all of that', (version) => {
    const tags = sent(className, version)
    expect([...tags].filter((tag) => !has(tag, version))).toEqual([])
    const expected = [...everywhere].filter(
      (tag) => has(tag, version) && Number(version) >= Number(LATER[tag] ?? 0),
    )
    expect(expected.filter((tag) => !tags.has(tag))).toEqual([])
  })

  test('the items are rich: every row of the class that is sent is there', () => {
    const rows = { Calendar: calendarRules, Tasks: taskRules, Contacts: contactRules }[className]
    const missing = (rows ?? []).filter(({ tag, about }) => {
      return about.direction !== 'read' && !everywhere.has(tag)
    })
    expect(missing.map(({ tag }) => tag)).toEqual([])
  })
})

/** MS-ASCAL, Attendees: in an exception from 14.0 on (MS-ASCAL_R2023). */
test.each(PROTOCOL_VERSIONS)(
  'MS-ASCAL_R2023 in %s an exception names no attendees too early',
  (version) => {
    const mapper = context({ version, rules: exchange })
    const data = itemMappers.appointment.write(richAppointment(WEEKLY), mapper)
    const exceptions =
      data.children.find(({ tag }) => tag === 'Calendar:Exceptions')?.children ?? []
    expect(exceptions).toHaveLength(2)
    const named = exceptions[1]?.children.some(({ tag }) => tag === 'Calendar:Attendees')
    expect(named).toBe(Number(version) >= 14)
  },
)
