import { readFileSync } from 'node:fs'
import { calendar } from '../../../src/activesync/wbxml/pages/calendar.js'
import { contacts } from '../../../src/activesync/wbxml/pages/contacts.js'
import { contacts2 } from '../../../src/activesync/wbxml/pages/contacts2.js'
import { notes } from '../../../src/activesync/wbxml/pages/notes.js'
import { tasks } from '../../../src/activesync/wbxml/pages/tasks.js'
import { fieldRows } from '../../../src/mappers/activesync/field-rows.js'
import type { About } from '../../../src/mappers/activesync/rule.js'
import { renewPage } from '../../support/field-mapping.js'
import { appointment, contact, note, task } from './samples.js'

const page = readFileSync('docs/field-mapping.md', 'utf8')

test('docs/field-mapping.md is current: npm run docs:fields', () => {
  expect(renewPage(page, fieldRows)).toBe(page)
})

test.each([
  ['Appointments', { ...appointment(), homeId: null }],
  ['Tasks', { ...task(), homeId: null }],
  ['Contacts', contact()],
  ['Notes', { ...note(), homeId: null }],
] as const)('each field of %s stands in its table', (name, item) => {
  const { rows, apart } = fieldRows[name]
  const told: Pick<About<never>, 'fields'>[] = [...rows.map(({ about }) => about), ...apart]
  const fields = new Set<string>(told.flatMap(({ fields }) => fields))
  expect([...fields].sort()).toEqual(Object.keys(item).sort())
})

/** MS-ASWBXML: children of others, tokens of older clients, and what only mail servers can tell. */
const ELSEWHERE = {
  Calendar: `Attendee Email Name AttendeeStatus AttendeeType Category Exception Deleted
    ExceptionStartTime Type Until Occurrences Interval DayOfWeek DayOfMonth WeekOfMonth MonthOfYear
    CalendarType IsLeapMonth FirstDayOfWeek Body BodyTruncated Rtf Attachment Attachments AttName
    AttSize AttOid AttMethod AttRemoved DisplayName AppointmentReplyTime OnlineMeetingConfLink
    OnlineMeetingExternalLink`,
  Tasks: `Category Type Start Until Occurrences Interval DayOfMonth DayOfWeek WeekOfMonth MonthOfYear
    Regenerate DeadOccur CalendarType IsLeapMonth FirstDayOfWeek Body BodySize BodyTruncated Rtf`,
  Contacts: 'Category Child Body BodySize BodyTruncated Rtf',
  Notes: 'Category',
}

test.each([
  ['Appointments', 'Calendar', [calendar], ELSEWHERE.Calendar],
  ['Tasks', 'Tasks', [tasks], ELSEWHERE.Tasks],
  ['Contacts', 'Contacts', [contacts, contacts2], ELSEWHERE.Contacts],
  ['Notes', 'Notes', [notes], ELSEWHERE.Notes],
] as const)('each element of %s stands in its table', (name, space, pages, elsewhere) => {
  const rows = fieldRows[name].rows.flatMap(({ tag, about }) => [tag, ...(about.tags ?? [])])
  const nested = elsewhere.split(/\s+/).map((one) => `${space}:${one}`)
  const known = pages.flatMap(({ namespace, tokens }) =>
    Object.keys(tokens).map((one) => `${namespace}:${one}`),
  )
  const told = [...new Set<string>([...rows, ...nested])]
  expect(known.filter((tag) => !told.includes(tag))).toEqual([])
})
