import fc from 'fast-check'
import { atLeast, PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import type { Appointment, Contact, Note, Override, Span, Task } from '../../../src/store/model.js'
import { business, exchange } from '../../../src/store/rule-set.js'
import { appointment, contact, context, note, reading, task } from './samples.js'

const versions = fc.constantFrom(...PROTOCOL_VERSIONS)
const rules = fc.constantFrom(business, exchange)
const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Pacific/Kiritimati', 'UTC')
const words = fc.stringMatching(/^[A-Za-zäöüß€😀<&>",;:]{1,12}( [A-Za-z0-9ß]{1,8}){0,3}$/u)
const notes = fc.array(words, { maxLength: 5 }).map((lines) => lines.join('\n'))
const days = fc.integer({ min: 18_262, max: 22_000 })
const dateText = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
const dates = days.map(dateText)

const timed: fc.Arbitrary<Span> = fc
  .record({
    day: days,
    minute: fc.integer({ min: 0, max: 1439 }),
    length: fc.integer({ min: 0, max: 2880 }),
    zone: zones,
  })
  .map(({ day, minute, length, zone }) => {
    const start = day * 86_400_000 + minute * 60_000
    return {
      allDay: false,
      start: new Date(start),
      end: new Date(start + length * 60_000),
      timeZone: zone,
    }
  })
const allDay: fc.Arbitrary<Span> = fc
  .record({ day: days, length: fc.integer({ min: 1, max: 10 }) })
  .map(({ day, length }) => ({
    allDay: true,
    startDate: dateText(day),
    endDate: dateText(day + length),
  }))
const spans = fc.oneof(timed, allDay)

const rrules = fc.constantFrom(
  null,
  'FREQ=DAILY',
  'FREQ=DAILY;INTERVAL=3;COUNT=10',
  'FREQ=WEEKLY;BYDAY=MO,WE,FR',
  'FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU',
  'FREQ=MONTHLY;BYMONTHDAY=31',
  'FREQ=MONTHLY;INTERVAL=2;BYDAY=2TU',
  'FREQ=MONTHLY;COUNT=5;BYDAY=-1FR',
  'FREQ=MONTHLY;BYMONTHDAY=-1',
  'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
  'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29',
  'FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
)

const type = fc.constantFrom(null, ...business.appointmentTypes)
const overridesOf = (span: Span): fc.Arbitrary<Override[]> => {
  const ids = [7, 14, 28].map((days) =>
    span.allDay ? dateText(Date.parse(span.startDate) / 86_400_000 + days) : null,
  )
  if (ids.includes(null)) return fc.constant([])
  const changes = fc.record(
    {
      title: words.map((text) => `!${text}`),
      location: fc.constant(''),
      reminderMinutes: fc.constant(45),
    },
    { requiredKeys: ['title'] },
  )
  const one = (id: string) =>
    fc.oneof(
      fc.constant({ recurrenceId: id, cancelled: true, changes: {}, clientData: {} }),
      changes.map((own) => ({ recurrenceId: id, cancelled: false, changes: own, clientData: {} })),
    )
  return fc.tuple(...ids.map((id) => one(id ?? '')))
}

const appointments: fc.Arbitrary<Appointment> = spans.chain((span) =>
  fc
    .record({
      title: words,
      location: words,
      note: notes,
      type,
      rrule: rrules,
      privacy: fc.constantFrom('normal', 'private'),
      showAs: fc.constantFrom('free', 'tentative', 'busy', 'out-of-office'),
      reminderMinutes: fc.constantFrom(null, 0, 15, 60, 20_160),
      properties: fc.array(words, { maxLength: 2 }),
      overrides: overridesOf(span),
    })
    .map((fields) =>
      appointment({
        ...(fields as Partial<Appointment>),
        span,
        overrides: fields.rrule === null ? [] : fields.overrides,
      }),
    ),
)

const tasks: fc.Arbitrary<Task> = fc
  .record({
    title: words,
    note: notes,
    type: fc.constantFrom(null, ...business.taskTypes),
    priority: fc.integer({ min: 1, max: 6 }),
    startDate: fc.option(dates),
    dueDate: fc.option(dates),
    privacy: fc.constantFrom('normal', 'private'),
    reminderAt: fc.option(days.map((day) => new Date(day * 86_400_000 + 32_400_000))),
    rrule: rrules,
    timeZone: fc.option(zones),
    progress: fc.constantFrom(
      { status: 'open', percentComplete: 0 },
      { status: 'in-progress', percentComplete: 40 },
      { status: 'done', percentComplete: 100, completedAt: new Date('2026-11-20T08:15:00Z') },
      { status: 'done', percentComplete: 100 },
    ),
  })
  .map(({ progress, ...fields }) =>
    task({ ...(fields as Partial<Task>), ...progress, deadline: fields.dueDate !== null } as Task),
  )

const contacts: fc.Arbitrary<Contact> = fc
  .record({
    title: words,
    firstName: words,
    lastName: words,
    company: words,
    note: notes,
    street: fc.array(words, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n')),
    birthday: fc.option(dates),
    picture: fc.option(fc.uint8Array({ minLength: 1, maxLength: 300 })),
  })
  .map((fields) => contact(fields))

const stickyNotes: fc.Arbitrary<Note> = fc
  .record({
    title: words,
    body: notes,
    categories: fc.array(words, { maxLength: 4 }),
    clientData: fc.constantFrom({}, { 'Notes:MessageClass': 'IPM.StickyNote.Eigen' }),
  })
  .map((fields) => note(fields))

const settings = fc.record({ version: versions, rules, account: zones })
const contextOf = ({
  version,
  rules: set,
  account,
}: {
  version: (typeof PROTOCOL_VERSIONS)[number]
  rules: typeof business
  account: string
}) => ({
  ...context({ version, rules: set }),
  account: { ...context().account, timeZone: account },
})

describe('an item that a client sends back as it got it is unchanged', () => {
  test('appointments, in a Change', () => {
    fc.assert(
      fc.property(appointments, settings, (item, setting) => {
        const within = contextOf(setting)
        const sent = itemMappers.appointment.write(item, within)
        const patch = itemMappers.appointment.read(sent, {
          ...within,
          supported: undefined,
          existing: item,
        })
        expect({ ...item, ...patch }).toEqual(item)
      }),
      { numRuns: 400 },
    )
  })

  test('tasks, in a Change', () => {
    fc.assert(
      fc.property(tasks, settings, (item, setting) => {
        const within = contextOf(setting)
        const sent = itemMappers.task.write(item, within)
        const patch = itemMappers.task.read(sent, {
          ...within,
          supported: undefined,
          existing: item,
        })
        expect({ ...item, ...patch }).toEqual(item)
      }),
      { numRuns: 300 },
    )
  })

  test('contacts, in a Change', () => {
    fc.assert(
      fc.property(contacts, settings, fc.constantFrom(0, 8, 11), (item, setting, birthdayHour) => {
        const within = {
          ...contextOf(setting),
          quirks: { birthdayHour, ignoreEmptyPicture: false },
        }
        const sent = itemMappers.contact.write(item, within)
        const patch = itemMappers.contact.read(sent, {
          ...within,
          supported: undefined,
          existing: item,
        })
        expect({ ...item, ...patch }).toEqual(item)
      }),
      { numRuns: 300 },
    )
  })
})

describe('notes', () => {
  const fieldsOf = ({ title, body, categories, clientData }: Partial<Note>) => {
    return { title, body, categories, clientData }
  }

  test('R-ONO-28 sent back in a Change are unchanged, added by another client the same', () => {
    fc.assert(
      fc.property(stickyNotes, settings, (item, setting) => {
        const within = { ...contextOf(setting), supported: undefined }
        const sent = itemMappers.note.write(item, within)
        const patch = itemMappers.note.read(sent, { ...within, existing: item })
        expect({ ...item, ...patch }).toEqual(item)
        const added = itemMappers.note.read(sent, { ...within, existing: null })
        expect(fieldsOf({ clientData: {}, ...added })).toEqual(fieldsOf(item))
      }),
      { numRuns: 300 },
    )
  })
})

describe('an item that another client adds as it was sent is the same', () => {
  const known: (keyof Appointment)[] = [
    'span',
    'title',
    'location',
    'note',
    'type',
    'showAs',
    'privacy',
    'reminderMinutes',
    'rrule',
    'overrides',
  ]

  test('appointments: span, texts, rule and exceptions', () => {
    fc.assert(
      fc.property(appointments, settings, (item, setting) => {
        const within = contextOf(setting)
        // FirstDayOfWeek exists from 14.1
        const rrule = atLeast(setting.version, '14.1')
          ? item.rrule
          : (item.rrule?.replace(';WKST=SU', '') ?? null)
        const plain = { ...item, properties: [], rrule }
        const sent = itemMappers.appointment.write(plain, within)
        const patch = itemMappers.appointment.read(sent, {
          ...within,
          supported: undefined,
          existing: null,
        })
        const pick = (one: Partial<Appointment>) =>
          Object.fromEntries(known.map((key) => [key, one[key]]))
        expect(pick(patch)).toEqual(pick(plain))
      }),
      { numRuns: 400 },
    )
  })

  test('contacts: everything but the numbers', () => {
    fc.assert(
      fc.property(contacts, versions, (item, version) => {
        const sent = itemMappers.contact.write(item, context({ version }))
        const patch = itemMappers.contact.read(sent, reading(null, { version }))
        const { id, uid, salutation, companySuffix, numbers, createdAt, updatedAt, ...rest } = item
        expect(patch).toEqual(rest)
      }),
    )
  })
})
