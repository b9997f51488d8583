/** RFC 5545, Recurrence Rule: text to a checked rule and back. Leaf module. */

export const FREQUENCIES = [
  'YEARLY',
  'MONTHLY',
  'WEEKLY',
  'DAILY',
  'HOURLY',
  'MINUTELY',
  'SECONDLY',
] as const
export type Frequency = (typeof FREQUENCIES)[number]

/** `weekday` 0 = Monday … 6 = Sunday; `nth` 0 = every one of the period. */
export type WeekdayNumber = { weekday: number; nth: number }

/** UNTIL as written: `date` and `local` are wall times in UTC's clothing, `utc` an instant. */
export type Until = { form: 'date' | 'local' | 'utc'; ms: number }

export type RecurrenceRule = {
  freq: Frequency
  interval: number
  count: number | null
  until: Until | null
  byMonth: number[]
  byWeekNo: number[]
  byYearDay: number[]
  byMonthDay: number[]
  byDay: WeekdayNumber[]
  byHour: number[]
  byMinute: number[]
  bySecond: number[]
  bySetPos: number[]
  /** First day of the week, 0 = Monday. */
  weekStart: number
}

export type ParsedRule = { rule: RecurrenceRule; reason: null } | { rule: null; reason: string }

const WEEKDAYS: readonly string[] = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
const LONGEST_RULE = 2_000
const LARGEST_NUMBER = 1_000_000_000

type NumberList =
  | 'byMonth'
  | 'byWeekNo'
  | 'byYearDay'
  | 'byMonthDay'
  | 'byHour'
  | 'byMinute'
  | 'bySecond'
  | 'bySetPos'

/** RFC 5545, Recurrence Rule: part, field, lowest and highest value; `signed` also the negatives. */
const NUMBER_LISTS: readonly {
  part: string
  field: NumberList
  lowest: number
  highest: number
  signed: boolean
}[] = [
  { part: 'BYMONTH', field: 'byMonth', lowest: 1, highest: 12, signed: false },
  { part: 'BYWEEKNO', field: 'byWeekNo', lowest: 1, highest: 53, signed: true },
  { part: 'BYYEARDAY', field: 'byYearDay', lowest: 1, highest: 366, signed: true },
  { part: 'BYMONTHDAY', field: 'byMonthDay', lowest: 1, highest: 31, signed: true },
  { part: 'BYHOUR', field: 'byHour', lowest: 0, highest: 23, signed: false },
  { part: 'BYMINUTE', field: 'byMinute', lowest: 0, highest: 59, signed: false },
  { part: 'BYSECOND', field: 'bySecond', lowest: 0, highest: 60, signed: false },
  { part: 'BYSETPOS', field: 'bySetPos', lowest: 1, highest: 366, signed: true },
]
const listOfPart = new Map(NUMBER_LISTS.map((row) => [row.part, row]))

class RuleProblem extends Error {}

function emptyRule(freq: Frequency): RecurrenceRule {
  return {
    freq,
    interval: 1,
    count: null,
    until: null,
    byMonth: [],
    byWeekNo: [],
    byYearDay: [],
    byMonthDay: [],
    byDay: [],
    byHour: [],
    byMinute: [],
    bySecond: [],
    bySetPos: [],
    weekStart: 0,
  }
}

/**
 * Reads an RRULE value, with or without its `RRULE:` prefix, any case.
 * Never throws: what can't be read comes back as a reason in words.
 */
export function parseRrule(text: string): ParsedRule {
  try {
    return { rule: readRule(text), reason: null }
  } catch (error) {
    if (error instanceof RuleProblem) return { rule: null, reason: error.message }
    throw error
  }
}

function readRule(text: string): RecurrenceRule {
  if (text.length > LONGEST_RULE) throw new RuleProblem('the recurrence rule is too long')
  const parts = readParts(text)
  const freq = parts.get('FREQ')
  const known = FREQUENCIES.find((name) => name === freq)
  if (!known) throw new RuleProblem(freq ? `unknown FREQ ${freq.slice(0, 20)}` : 'FREQ is missing')
  const rule = emptyRule(known)
  for (const [part, value] of parts) readPart(rule, part, value)
  if (rule.count !== null && rule.until !== null) {
    throw new RuleProblem('COUNT and UNTIL exclude each other')
  }
  if (rule.bySetPos.length > 0 && !hasAnyBy(rule)) rule.bySetPos = []
  return rule
}

function readParts(text: string): Map<string, string> {
  const parts = new Map<string, string>()
  const bare = text
    .trim()
    .toUpperCase()
    .replace(/^RRULE[:;]/, '')
  for (const piece of bare.split(';')) {
    const at = piece.indexOf('=')
    if (piece.trim() === '') continue
    if (at < 1) throw new RuleProblem('a part of the recurrence rule has no value')
    const name = piece.slice(0, at).trim()
    if (parts.has(name)) throw new RuleProblem(`${name.slice(0, 20)} stands twice`)
    parts.set(name, piece.slice(at + 1).trim())
  }
  return parts
}

function readPart(rule: RecurrenceRule, part: string, value: string): void {
  const list = listOfPart.get(part)
  if (list) {
    rule[list.field] = readNumbers(value, list)
    return
  }
  switch (part) {
    case 'FREQ':
    case 'SKIP':
      return
    case 'INTERVAL':
      rule.interval = Math.max(1, readNumber(part, value))
      return
    case 'COUNT':
      rule.count = Math.max(1, readNumber(part, value))
      return
    case 'UNTIL':
      rule.until = readUntil(value)
      return
    case 'BYDAY':
      rule.byDay = value.split(',').map(readWeekday)
      return
    case 'WKST':
      rule.weekStart = readWeekday(value).weekday
      return
    case 'RSCALE':
      if (value === 'GREGORIAN') return
      throw new RuleProblem(`the calendar ${value.slice(0, 20)} is not supported`)
    default:
      if (!part.startsWith('X-')) throw new RuleProblem(`unknown part ${part.slice(0, 20)}`)
  }
}

function readNumber(part: string, value: string): number {
  if (!/^\d{1,12}$/.test(value)) throw new RuleProblem(`${part} is not a number`)
  return Math.min(Number(value), LARGEST_NUMBER)
}

function readNumbers(value: string, row: (typeof NUMBER_LISTS)[number]): number[] {
  const numbers = value.split(',').map((piece) => {
    const text = piece.trim()
    const number = /^[+-]?\d{1,3}$/.test(text) ? Number(text) : Number.NaN
    const size = row.signed ? Math.abs(number) : number
    if (!(size >= row.lowest && size <= row.highest)) {
      throw new RuleProblem(`${row.part} holds a value out of range`)
    }
    // A leap second is taken as the last one of its minute.
    return row.part === 'BYSECOND' ? Math.min(number, 59) : number
  })
  return [...new Set(numbers)].sort((a, b) => a - b)
}

function readWeekday(text: string): WeekdayNumber {
  const [, digits, name] = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text.trim()) ?? []
  const weekday = WEEKDAYS.indexOf(name ?? '')
  const nth = Number(digits ?? 0)
  if (weekday < 0 || Math.abs(nth) > 53) throw new RuleProblem('BYDAY holds an unknown weekday')
  return { weekday, nth }
}

function readUntil(value: string): Until {
  const [, date = '', time, zulu] = /^(\d{8})(?:T(\d{6}))?(Z)?$/.exec(value) ?? []
  const ms = wallOfDigits(date, time ?? '000000')
  if (date === '' || Number.isNaN(ms)) throw new RuleProblem('UNTIL is not a date')
  if (time === undefined) return { form: 'date', ms }
  return { form: zulu ? 'utc' : 'local', ms }
}

/** Milliseconds of `YYYYMMDD` and `HHMMSS` read as UTC; NaN when there is no such day or time. */
export function wallOfDigits(date: string, time: string): number {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6, 8)]
  const [hour, minute, second] = [time.slice(0, 2), time.slice(2, 4), time.slice(4, 6)]
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day)) return Number.NaN
  return ms
}

export function hasAnyBy(rule: RecurrenceRule): boolean {
  return (
    rule.byDay.length > 0 ||
    NUMBER_LISTS.some((row) => row.field !== 'bySetPos' && rule[row.field].length > 0)
  )
}

/** The rule's parts in one fixed order and spelling, defaults left out. */
export function formatRrule(rule: RecurrenceRule): string {
  const parts = [`FREQ=${rule.freq}`]
  if (rule.until) parts.push(`UNTIL=${formatUntil(rule.until)}`)
  if (rule.count !== null) parts.push(`COUNT=${rule.count}`)
  if (rule.interval !== 1) parts.push(`INTERVAL=${rule.interval}`)
  for (const { part, field } of NUMBER_LISTS) {
    if (part === 'BYHOUR' && rule.byDay.length > 0) parts.push(`BYDAY=${formatDays(rule.byDay)}`)
    if (rule[field].length > 0) parts.push(`${part}=${rule[field].join(',')}`)
  }
  if (rule.weekStart !== 0) parts.push(`WKST=${WEEKDAYS[rule.weekStart] ?? 'MO'}`)
  return parts.join(';')
}

function formatDays(days: readonly WeekdayNumber[]): string {
  return days.map(({ nth, weekday }) => `${nth === 0 ? '' : nth}${WEEKDAYS[weekday]}`).join(',')
}

function formatUntil(until: Until): string {
  const digits = new Date(until.ms).toISOString().replace(/[-:]|\.\d+Z$/g, '')
  if (until.form === 'date') return digits.slice(0, 8)
  return until.form === 'utc' ? `${digits}Z` : digits
}

/**
 * Why a rule is not accepted from outside; null = it is. Rules that repeat more often than hourly
 * are refused: no calendar shows them, and no phone's protocol can say them.
 */
export function validateRrule(text: string): string | null {
  const { rule, reason } = parseRrule(text)
  if (rule === null) return reason
  if (rule.freq === 'MINUTELY' || rule.freq === 'SECONDLY') {
    return 'it repeats more often than once an hour'
  }
  const perDay =
    Math.max(1, rule.byHour.length) *
    Math.max(1, rule.byMinute.length) *
    Math.max(1, rule.bySecond.length)
  return perDay > 96 ? 'it repeats more often than every quarter of an hour' : null
}
