import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Span } from '../../src/store/model.js'
import { occurrencesBetween } from '../../src/store/recurrence.js'

const shared = process.env.TERMINGATE_SHARED ?? resolve(__dirname, '../../../shared')
const folder = resolve(shared, 'fixtures/rrule')
const available = existsSync(folder)
const judged = available ? test : test.skip
const title = (text: string) =>
  available ? text : `${text} (skipped: no ../shared/fixtures/rrule)`

/** docs/recurrence.md, Choices: where the two disagree, and what RFC 5545 does not know. */
const CHOSEN_OTHERWISE = [/BYEASTER/, /FREQ=YEARLY;COUNT=3;BYWEEKNO=20$/]
const CHOSEN_OTHERWISE_LIBICAL = [
  /^FREQ=YEARLY;BYMONTHDAY=/,
  /BYWEEKNO=\d+;.*INTERVAL=[2-9]/,
  /BYMONTHDAY=30;BYWEEKNO=1/,
]

/** `19970902T090000`, `19970902` → the form of a recurrence id, read as UTC. */
function idOf(text: string): string {
  const [, year, month, day, time] = /^(\d{4})-?(\d\d)-?(\d\d)(?:T([\d:]+))?/.exec(text) ?? []
  const [hour, minute, second] = (time ?? '').replace(/:/g, '').match(/\d\d/g) ?? []
  return time === undefined
    ? `${year}-${month}-${day}`
    : `${year}-${month}-${day}T${hour}:${minute}:${second}Z`
}

function expand(start: string, rrule: string, options: { from: string; limit: number }): string[] {
  const id = idOf(start)
  const at = new Date(id)
  const span: Span =
    id.length === 10
      ? {
          allDay: true,
          startDate: id,
          endDate: idOf(new Date(+at + 86_400_000).toISOString()).slice(0, 10),
        }
      : { allDay: false, start: at, end: at, timeZone: 'UTC' }
  const series = { span, rrule, rdates: [], overrides: [] }
  return occurrencesBetween(series, new Date(options.from), new Date('9999-01-01'), {
    limit: options.limit,
  }).map((occurrence) => occurrence.recurrenceId)
}

function read<T>(file: string): T[] {
  return JSON.parse(readFileSync(resolve(folder, file), 'utf8')) as T[]
}

/** A rule that ends must end: three more than expected are asked for. */
function limitOf(rrule: string, expected: readonly string[]): number {
  return expected.length + (/COUNT|UNTIL/.test(rrule) ? 3 : 0)
}

judged(
  title('starts are those of python-dateutil, but for the choices in docs/recurrence.md'),
  () => {
    const vectors = read<{ name: string; ics: string; exp: string[] }>('dateutil.json')
    const wrong: string[] = []
    let met = 0
    for (const { name, ics, exp } of vectors) {
      const [, start = '', rrule = ''] = /DTSTART(?:;[^:]*)?:(\S+)\nRRULE:(.*)/.exec(ics) ?? []
      if (CHOSEN_OTHERWISE.some((pattern) => pattern.test(rrule))) continue
      const expected = exp.map((text) => idOf(start.includes('T') ? text : text.slice(0, 10)))
      const found = expand(start, rrule, { from: '0001-01-02', limit: limitOf(rrule, expected) })
      if (found.join() === expected.join()) met += 1
      else wrong.push(name)
    }
    expect(wrong).toEqual([])
    expect(met).toBeGreaterThanOrEqual(200)
  },
)

judged(title('starts are those of libical, but for the choices in docs/recurrence.md'), () => {
  type Vector = { rrule: string; dtstart: string; startAt?: string; instances?: string[] }
  const wrong: string[] = []
  let met = 0
  for (const { rrule, dtstart, startAt, instances = [] } of read<Vector>('libical.json')) {
    if (CHOSEN_OTHERWISE_LIBICAL.some((pattern) => pattern.test(rrule))) continue
    const from = startAt === undefined ? '0001-01-02' : idOf(startAt)
    const expected = instances.map(idOf).filter((id) => id >= from)
    const found = expand(dtstart, rrule, { from, limit: limitOf(rrule, expected) })
    if (found.join() === expected.join()) met += 1
    else wrong.push(`${rrule} from ${dtstart}`)
  }
  expect(wrong).toEqual([])
  expect(met).toBeGreaterThanOrEqual(135)
})
