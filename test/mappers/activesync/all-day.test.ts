import { Temporal } from 'temporal-polyfill'
import type { ProtocolVersion } from '../../../src/activesync/protocol-version.js'
import { encodeTimeZone } from '../../../src/mappers/activesync/time-zone-blob.js'
import type { Span } from '../../../src/store/model.js'
import { add, changed, type Texts, write } from './calendar-client.js'
import { appointment, context, find } from './samples.js'

/** From UTC-11 to UTC+14, and where days of change are odd; every zone only on demand. */
const ODD = [
  ...[
    'Pacific/Pago_Pago',
    'Pacific/Kiritimati',
    'Pacific/Apia',
    'Pacific/Chatham',
    'America/St_Johns',
  ],
  ...['Asia/Kathmandu', 'Australia/Lord_Howe', 'America/Havana', 'Africa/Cairo', 'Asia/Beirut'],
  ...['America/Santiago', 'Atlantic/Azores', 'Europe/London', 'Europe/Berlin', 'Africa/Casablanca'],
]
const EVERY = Intl.supportedValuesOf('timeZone')
const SAMPLE = [...new Set([...ODD, ...EVERY.filter((_, index) => index % 29 === 11)])]
const ZONES = process.env.TERMINGATE_ALL_ZONES ? EVERY : SAMPLE
const DAYS = ['2026-12-31', '2027-01-01', '2027-02-28', '2027-07-01', '2028-02-29']
const ZEROS = Buffer.alloc(172).toString('base64')

const compact = (at: number) => new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '')
const digits = (day: string) => `${day.replaceAll('-', '')}T000000Z`
const after = (day: string, days = 1) => Temporal.PlainDate.from(day).add({ days }).toString()
/** The first moment of a day in a zone, by the runtime's table. */
const midnight = (zone: string, day: string) =>
  compact(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone: zone }).epochMilliseconds)

/** The days of 2027 that have not 24 hours, and those around them. */
function daysOfChange(zone: string): string[] {
  const days: string[] = []
  let day = Temporal.PlainDate.from('2027-01-01')
  while (day.year === 2027) {
    const { hoursInDay } = day.toZonedDateTime({ timeZone: zone })
    if (hoursInDay !== 24) days.push(after(`${day}`, -1), `${day}`, after(`${day}`))
    day = day.add({ days: 1 })
  }
  return days
}

const daysOf = (zone: string) => [...DAYS, ...daysOfChange(zone)]
const span = (day: string): Span => ({ allDay: true, startDate: day, endDate: after(day) })
const of = (timeZone: string, version: ProtocolVersion = '14.1') => ({
  version,
  account: { ...context().account, timeZone },
})
const day = (start: string, end: string, blob?: string): Texts => ({
  ...(blob && { 'Calendar:Timezone': blob }),
  'Calendar:AllDayEvent': '1',
  'Calendar:StartTime': start,
  'Calendar:EndTime': end,
})

test('zones from UTC-11 to UTC+14 are among them, and days of 23, 25 and 24.5 hours', () => {
  const offsets = ZONES.map(
    (zone) => Temporal.Instant.from('2027-01-01T00:00Z').toZonedDateTimeISO(zone).offset,
  )
  expect(offsets).toEqual(expect.arrayContaining(['-11:00', '+14:00', '+05:45', '-03:30']))
  expect(daysOfChange('Australia/Lord_Howe')).toHaveLength(6)
})

test('every day is sent as its midnight in the user’s zone, from 16.0 as its digits', () => {
  const wrong: string[] = []
  for (const zone of ZONES) {
    for (const date of daysOf(zone)) {
      const item = appointment({ span: span(date) })
      const [old, recent] = [write(item, of(zone)), write(item, of(zone, '16.1'))]
      const sent = [old, recent].flatMap((one) => [
        find(one, 'Calendar:StartTime'),
        find(one, 'Calendar:EndTime'),
      ])
      const next = after(date)
      const expected = [midnight(zone, date), midnight(zone, next), digits(date), digits(next)]
      if (sent.join() !== expected.join()) wrong.push(`${zone} ${date}: ${sent}`)
    }
  }
  expect(wrong).toEqual([])
})

/** What clients send for a day, whatever their version (field-guide, "All-day events"). */
const ENCODINGS: [string, (zone: string, date: string) => Texts][] = [
  [
    'midnight in the user’s zone, without a structure',
    (zone, date) => day(midnight(zone, date), midnight(zone, after(date))),
  ],
  [
    'midnight in the user’s zone, with an all-zero structure',
    (zone, date) => day(midnight(zone, date), midnight(zone, after(date)), ZEROS),
  ],
  ['the digits alone', (_, date) => day(digits(date), digits(after(date)))],
  [
    'the digits with the zone’s structure',
    (zone, date) => day(digits(date), digits(after(date)), blobOf(zone, date)),
  ],
  ['one moment as start and end', (_, date) => day(digits(date), digits(date))],
]

function blobOf(zone: string, date: string): string {
  return encodeTimeZone(zone, Number(date.slice(0, 4)), Date.parse(date))
}

test.each(ENCODINGS)('%s is that day, in every zone', (_, encode) => {
  const wrong: string[] = []
  for (const zone of ZONES) {
    for (const date of daysOf(zone)) {
      for (const version of ['14.1', '16.1'] as const) {
        const read = add(encode(zone, date), of(zone, version)).span
        if (JSON.stringify(read) !== JSON.stringify(span(date))) {
          wrong.push(`${zone} ${date} ${version}: ${JSON.stringify(read)}`)
        }
      }
    }
  }
  expect(wrong).toEqual([])
})

test('midnight in the zone of a phone abroad, with its structure, is that day', () => {
  const wrong: string[] = []
  for (const zone of ZONES) {
    for (const date of daysOf(zone)) {
      const texts = day(midnight(zone, date), midnight(zone, after(date)), blobOf(zone, date))
      const read = add(texts, of('Europe/Berlin')).span
      if (JSON.stringify(read) !== JSON.stringify(span(date))) wrong.push(`${zone} ${date}`)
    }
  }
  expect(wrong).toEqual([])
})

test('an edit of something else leaves the day, in every zone', () => {
  for (const zone of ZONES) {
    for (const date of daysOfChange(zone)) {
      const item = appointment({ span: span(date) })
      for (const version of ['14.1', '16.1'] as const) {
        const sent = write(item, of(zone, version))
        const texts = Object.fromEntries(
          sent.children.flatMap(({ tag, text }) => (text === null ? [] : [[tag, text]])),
        )
        const edited = { ...texts, 'Calendar:Subject': 'Neu' }
        expect(changed(item, edited, of(zone, version)).span).toEqual(item.span)
      }
    }
  }
})
