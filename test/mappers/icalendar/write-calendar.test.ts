import fc from 'fast-check'
import ICAL from 'ical.js'
import { readCalendar } from '../../../src/mappers/icalendar/read-calendar.js'
import { writeCalendar } from '../../../src/mappers/icalendar/write-calendar.js'
import type { Appointment, Override, Participant, Span, Task } from '../../../src/store/model.js'

const ZONE = { timeZone: 'Europe/Berlin' }
const STAMP = new Date('2026-01-02T03:04:05Z')

const APPOINTMENT: Appointment = {
  id: 7,
  uid: 'one',
  span: {
    allDay: false,
    start: new Date('2026-07-09T12:30:00Z'),
    end: new Date('2026-07-09T13:30:00Z'),
    timeZone: 'Europe/Berlin',
  },
  title: 'Besichtigung',
  location: '',
  note: '',
  type: null,
  showAs: null,
  privacy: 'normal',
  reminderMinutes: null,
  status: 'planned',
  rrule: null,
  rdates: [],
  overrides: [],
  ownerId: null,
  participants: [],
  properties: [],
  createdAt: STAMP,
  updatedAt: STAMP,
  clientData: {},
}

const TASK: Task = {
  id: 8,
  uid: 'two',
  title: 'Exposé',
  note: '',
  type: null,
  priority: 3,
  startDate: null,
  dueDate: null,
  deadline: false,
  privacy: 'normal',
  reminderAt: null,
  status: 'open',
  percentComplete: 0,
  completedAt: null,
  rrule: null,
  timeZone: null,
  responsibleId: null,
  editorIds: [],
  details: {},
  createdAt: STAMP,
  updatedAt: STAMP,
  clientData: {},
}

test('an appointment is written with its zone and lines of at most 75 bytes', () => {
  const title = `Besichtigung ${'ä'.repeat(60)} 🏡, Teil 2; Ende`
  const text = writeCalendar({ appointments: [{ ...APPOINTMENT, title, reminderMinutes: 30 }] })
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
  expect(text.replace(/\r\n /g, '').split('\r\n')).toEqual([
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Termingate//Termingate//EN',
    'BEGIN:VTIMEZONE',
    'TZID:Europe/Berlin',
    'X-LIC-LOCATION:Europe/Berlin',
    'BEGIN:DAYLIGHT',
    'TZOFFSETFROM:+0100',
    'TZOFFSETTO:+0200',
    'DTSTART:19700329T020000',
    'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
    'END:DAYLIGHT',
    'BEGIN:STANDARD',
    'TZOFFSETFROM:+0200',
    'TZOFFSETTO:+0100',
    'DTSTART:19701025T030000',
    'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
    'END:STANDARD',
    'END:VTIMEZONE',
    'BEGIN:VEVENT',
    'UID:one',
    'DTSTAMP:20260102T030405Z',
    'CREATED:20260102T030405Z',
    'DTSTART;TZID=Europe/Berlin:20260709T143000',
    'DTEND;TZID=Europe/Berlin:20260709T153000',
    `SUMMARY:Besichtigung ${'ä'.repeat(60)} 🏡\\, Teil 2\\; Ende`,
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    'DESCRIPTION:Reminder',
    'TRIGGER:-PT30M',
    'END:VALARM',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ])
})

test('text from outside can neither end a line nor a component', () => {
  const hostile = 'x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nUID:evil'
  const participants: Participant[] = [
    {
      kind: 'external',
      refId: null,
      name: hostile,
      email: 'a@b.example\nX:1',
      status: 'unknown',
      optional: false,
    },
  ]
  const clientData = { 'ICalendar:Properties': [`X-A:${hostile}`], 'ICalendar:Alarms': 7 }
  const item = { ...APPOINTMENT, uid: hostile, title: hostile, participants, clientData }
  const { entries } = readCalendar(writeCalendar({ appointments: [item] }), ZONE)
  expect(entries).toHaveLength(1)
  expect(entries[0]?.patch).toMatchObject({ title: hostile.replace(/\r\n/g, '\n') })
})

const instant = fc
  .integer({ min: Date.UTC(1990, 0, 1) / 60_000, max: Date.UTC(2060, 0, 1) / 60_000 })
  .map((minutes) => new Date(minutes * 60_000))
const date = instant.map((at) => at.toISOString().slice(0, 10))
const zone = fc.constantFrom(
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'UTC',
)
const text = fc
  .string({ unit: 'grapheme', maxLength: 60 })
  .map((it) => it.replace(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '\n'))
const word = fc
  .string({ unit: fc.constantFrom(...'abcäß,;:"\\^ n'.split('')), minLength: 1, maxLength: 12 })
  .map((it) => it.trim())
  .filter((it) => it !== '')
const span = fc.oneof(
  fc.record({ start: instant, minutes: fc.nat(5_000), timeZone: zone }).map(
    ({ start, minutes, timeZone }): Span => ({
      allDay: false,
      start,
      end: new Date(start.getTime() + minutes * 60_000),
      timeZone,
    }),
  ),
  fc.tuple(date, fc.integer({ min: 1, max: 9 })).map(
    ([startDate, days]): Span => ({
      allDay: true,
      startDate,
      endDate: new Date(Date.parse(startDate) + days * 86_400_000).toISOString().slice(0, 10),
    }),
  ),
)
const privacy = fc.constantFrom(
  'normal' as const,
  'personal' as const,
  'private' as const,
  'confidential' as const,
)
const showAs = fc.constantFrom(
  null,
  'free',
  'tentative',
  'busy',
  'out-of-office',
  'elsewhere',
) as fc.Arbitrary<Appointment['showAs']>
const fields = {
  title: text,
  location: text,
  note: text,
  type: fc.option(word),
  showAs,
  privacy,
  reminderMinutes: fc.option(fc.nat(20_160)),
}

function idAt(of: Span, days: number): string {
  if (of.allDay) {
    return new Date(Date.parse(of.startDate) + days * 86_400_000).toISOString().slice(0, 10)
  }
  return `${new Date(of.start.getTime() + days * 86_400_000).toISOString().slice(0, 19)}Z`
}

const override = fc.record({
  days: fc.integer({ min: 1, max: 30 }),
  cancelled: fc.boolean(),
  title: fc.option(text),
  moved: fc.option(span),
})

/** Only what differs stands in an override: that is what the law holds for. */
function overridesOf(
  item: Appointment,
  wished: { days: number; cancelled: boolean; title: string | null; moved: Span | null }[],
): Override[] {
  const byId = new Map<string, Override>()
  for (const { days, cancelled, title, moved } of wished) {
    const recurrenceId = idAt(item.span, days)
    const changes: Override['changes'] = {}
    if (title !== null && title !== item.title) changes.title = title
    // a moved occurrence is of the series' own kind: a date has no place among times
    if (moved && moved.allDay === item.span.allDay && recurrenceId !== idAt(moved, 0))
      changes.span = moved
    byId.set(recurrenceId, {
      recurrenceId,
      cancelled,
      changes: cancelled ? {} : changes,
      clientData: {},
    })
  }
  return [...byId.values()].sort((a, b) => (a.recurrenceId < b.recurrenceId ? -1 : 1))
}

const participants = fc.uniqueArray(
  fc.record({
    kind: fc.constant('external' as const),
    refId: fc.constant(null),
    name: word,
    email: fc.nat(50).map((number) => `p${number}@example.com`),
    status: fc.constantFrom(
      'unknown' as const,
      'accepted' as const,
      'declined' as const,
      'tentative' as const,
      'not-responded' as const,
    ),
    optional: fc.boolean(),
  }),
  { selector: (it) => it.email, maxLength: 4 },
)

const appointment = fc
  .record({
    ...fields,
    span,
    participants,
    uid: fc.uuid(),
    status: fc.constantFrom(
      'planned' as const,
      'tentative' as const,
      'confirmed' as const,
      'done' as const,
      'cancelled' as const,
    ),
    rrule: fc.constantFrom(
      null,
      'FREQ=DAILY',
      'FREQ=WEEKLY;COUNT=9;BYDAY=MO,FR',
      'FREQ=MONTHLY;BYDAY=-1FR',
    ),
    extra: fc.option(fc.integer({ min: 40, max: 60 })),
    wished: fc.array(override, { maxLength: 3 }),
  })
  .map(({ wished, extra, ...rest }): Appointment => {
    const item = { ...APPOINTMENT, ...rest }
    if (item.rrule === null) return item
    const rdates = extra === null ? [] : [idAt(item.span, extra)]
    return { ...item, rdates, overrides: overridesOf(item, wished) }
  })

const task = fc
  .record({
    uid: fc.uuid(),
    title: text,
    note: text,
    type: fc.option(word),
    privacy,
    priority: fc.integer({ min: 1, max: 6 }),
    startDate: fc.option(date),
    dueDate: fc.option(date),
    deadline: fc.boolean(),
    reminderAt: fc.option(instant),
    status: fc.constantFrom(
      'open' as const,
      'in-progress' as const,
      'done' as const,
      'cancelled' as const,
    ),
    percentComplete: fc.integer({ min: 0, max: 99 }),
    completedAt: fc.option(instant),
    rrule: fc.constantFrom(null, 'FREQ=WEEKLY'),
    timeZone: fc.option(zone),
  })
  .map(
    (it): Task => ({
      ...TASK,
      ...it,
      deadline: it.dueDate !== null && it.deadline,
      percentComplete: it.status === 'done' ? 100 : it.percentComplete,
      completedAt: it.status === 'done' ? it.completedAt : null,
      // a reminder after the only date is an alarm that is kept, not the reminder
      reminderAt: it.startDate === null && it.dueDate === null ? it.reminderAt : null,
    }),
  )

test('what is written reads back equal: appointments', () => {
  fc.assert(
    fc.property(appointment, (item) => {
      const { entries, problems } = readCalendar(writeCalendar({ appointments: [item] }), ZONE)
      const { id, ownerId, properties, createdAt, updatedAt, ...expected } = item
      expect(problems).toEqual([])
      expect(entries.map((entry) => entry.patch)).toEqual([expected])
    }),
    { numRuns: 300 },
  )
})

test('what is written reads back equal: tasks', () => {
  fc.assert(
    fc.property(task, (item) => {
      const { entries, problems } = readCalendar(writeCalendar({ tasks: [item] }), ZONE)
      const { id, responsibleId, editorIds, details, createdAt, updatedAt, ...expected } = item
      expect(problems).toEqual([])
      expect(entries.map((entry) => entry.patch)).toEqual([expected])
    }),
    { numRuns: 200 },
  )
})

test('another program reads the same texts and times from what is written', () => {
  fc.assert(
    fc.property(appointment, (item) => {
      fc.pre(item.title !== '' && item.note !== '')
      const calendar = new ICAL.Component(ICAL.parse(writeCalendar({ appointments: [item] })))
      const [zoneDefinition] = calendar.getAllSubcomponents('vtimezone')
      const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') ?? undefined)
      expect(event.summary).toBe(item.title)
      expect(event.description).toBe(item.note)
      if (item.span.allDay) expect(event.startDate.toString()).toBe(item.span.startDate)
      else if (zoneDefinition) expect(event.startDate.zone.tzid).toBe(item.span.timeZone)
      else expect(event.startDate.toJSDate()).toEqual(item.span.start)
    }),
    { numRuns: 60 },
  )
})

test('an hour that comes twice: its second time reads back equal, at either end', () => {
  // New York, 3 November 2041: 06:00 UTC is 1 o'clock again, 05:00 UTC was the first.
  const again = new Date('2041-11-03T06:00:00Z')
  const spans = [
    { start: new Date('2041-11-01T15:49:00Z'), end: again },
    { start: again, end: new Date('2041-11-03T12:00:00Z') },
  ]
  for (const { start, end } of spans) {
    const span: Span = { allDay: false, start, end, timeZone: 'America/New_York' }
    const written = writeCalendar({ appointments: [{ ...APPOINTMENT, span }] })
    expect(written).toContain(':20411103T060000Z')
    expect(readCalendar(written, ZONE).entries).toMatchObject([{ patch: { span } }])
  }
})

test('a zone without summer time and one with a half hour of it are described', () => {
  const zones = ['Asia/Kathmandu', 'Australia/Lord_Howe']
  const appointments = zones.map(
    (timeZone, index): Appointment => ({
      ...APPOINTMENT,
      uid: `${index}`,
      span: { allDay: false, start: STAMP, end: STAMP, timeZone },
    }),
  )
  const lines = writeCalendar({ appointments }).split('\r\n')
  expect(lines.filter((line) => /^TZOFFSET|^RRULE/.test(line))).toEqual([
    'TZOFFSETFROM:+0530',
    'TZOFFSETTO:+0545',
    'TZOFFSETFROM:+1030',
    'TZOFFSETTO:+1100',
    'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=1SU',
    'TZOFFSETFROM:+1100',
    'TZOFFSETTO:+1030',
    'RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1SU',
  ])
})
