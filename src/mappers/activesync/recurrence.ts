import { atLeast } from '../../activesync/protocol-version.js'
import {
  childrenOf,
  contentOf,
  type Element,
  element,
  type Tag,
} from '../../activesync/wbxml/element.js'
import type { CalendarDate } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { DAY, dateOf, isUtcMidnight } from '../time/date-time.js'
import { toWall } from '../time/zone.js'
import { allDayDate } from './all-day.js'
import { instantOf, numberOf } from './codecs.js'
import type { MapperContext } from './mapper.js'
import {
  MAX_INTERVAL,
  MAX_OCCURRENCES,
  type Pattern,
  type SeriesStart,
} from './recurrence-pattern.js'

type Class = 'Calendar' | 'Tasks'
type Part = (typeof ORDER)[Class][number]

/** MS-ASCAL and MS-ASTASK, Recurrence: the children in the order of each schema. */
const ORDER = {
  Calendar: [
    'Type',
    'Occurrences',
    'Interval',
    'WeekOfMonth',
    'DayOfWeek',
    'MonthOfYear',
    'Until',
    'DayOfMonth',
    'CalendarType',
    'IsLeapMonth',
    'FirstDayOfWeek',
  ],
  Tasks: [
    'Type',
    'Start',
    'Until',
    'Occurrences',
    'Interval',
    'DayOfWeek',
    'DayOfMonth',
    'WeekOfMonth',
    'MonthOfYear',
    'Regenerate',
    'DeadOccur',
    'CalendarType',
    'IsLeapMonth',
    'FirstDayOfWeek',
  ],
} as const

/** Children that only go with some values of Type: any other combination is item Status 6. */
const ONLY_WITH: Record<Class, Partial<Record<Part, readonly number[]>>> = {
  // MS-ASCAL, Sync Command Response
  Calendar: {
    DayOfMonth: [2, 5],
    DayOfWeek: [0, 1, 3, 6],
    MonthOfYear: [5, 6],
    WeekOfMonth: [3, 6],
  },
  // MS-ASTASK, CalendarType, DayOfMonth, DayOfWeek, WeekOfMonth
  Tasks: {
    DayOfMonth: [2, 5],
    DayOfWeek: [0, 1, 3, 6],
    WeekOfMonth: [3, 6],
    CalendarType: [2, 3, 5, 6],
  },
}

const RANGES: Partial<Record<Part, readonly [number, number]>> = {
  Occurrences: [1, MAX_OCCURRENCES],
  Interval: [0, MAX_INTERVAL],
  WeekOfMonth: [1, 5],
  DayOfWeek: [1, 127],
  MonthOfYear: [1, 12],
  DayOfMonth: [1, 31],
  FirstDayOfWeek: [0, 6],
  IsLeapMonth: [0, 1],
  Regenerate: [0, 1],
  DeadOccur: [0, 1],
}

const TYPES: readonly number[] = [0, 1, 2, 3, 5, 6]
/** MS-ASCAL, CalendarType: calendars that count months and days as the Gregorian one does. */
const SOLAR: readonly number[] = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 12]

/** What a Recurrence element says beside the pattern, kept for the way back. */
export type RecurrenceExtras = { [part: string]: string }
const EXTRAS: readonly Part[] = ['CalendarType', 'IsLeapMonth', 'Regenerate', 'DeadOccur']

export type RecurrenceWriting = {
  pattern: Pattern
  extras: RecurrenceExtras
  /** Day → date-time of that day in the class's shape, as an occurrence's start. */
  dateTime(date: CalendarDate): string
  start?: string
  context: MapperContext
}

export function recurrenceElement(kind: Class, writing: RecurrenceWriting): Element {
  const children = ORDER[kind].map((part) => {
    const value = partValue(part, writing)
    return value === null || value === undefined ? null : element(tagOf(kind, part), value)
  })
  return element(`${kind}:Recurrence`, children)
}

function partValue(part: Part, writing: RecurrenceWriting): string | number | null | undefined {
  const { pattern, extras, context } = writing
  const since14 = atLeast(context.version, '14.0')
  const dated = pattern.type >= 2
  switch (part) {
    case 'Type':
      return pattern.type
    case 'Occurrences':
      return pattern.occurrences
    case 'Interval':
      return pattern.interval
    case 'WeekOfMonth':
      return pattern.weekOfMonth
    case 'DayOfWeek':
      return pattern.dayOfWeek
    case 'MonthOfYear':
      return pattern.monthOfYear
    case 'DayOfMonth':
      return pattern.dayOfMonth
    case 'Until':
      return pattern.until && pattern.occurrences === null ? writing.dateTime(pattern.until) : null
    case 'Start':
      return writing.start
    case 'CalendarType':
      return since14 && dated ? (extras[part] ?? '0') : null
    case 'IsLeapMonth':
      return since14 && dated ? extras[part] : null
    case 'FirstDayOfWeek':
      return atLeast(context.version, '14.1') ? pattern.firstDayOfWeek : null
    default:
      return extras[part]
  }
}

export type RecurrenceReading = {
  start: SeriesStart
  /** Zone in which a day's midnight may be written, where the series itself has none. */
  ownZone: string
  /** Pattern that the item has now: a partial element of 16.x, or one without FirstDayOfWeek. */
  current: Pattern | null
  context: MapperContext
}

/** The pattern of a Recurrence element. Throws MappingError for combinations that are Status 6. */
export function readRecurrence(
  kind: Class,
  node: Element,
  reading: RecurrenceReading,
): { pattern: Pattern; extras: RecurrenceExtras } {
  const parts = partsOf(kind, node)
  const type = typeOf(kind, parts, reading)
  checkCombination(kind, parts, type)
  if (kind === 'Tasks' && !parts.has('Start')) throw problem(kind, 'Start', 'missing')
  const value = (part: Part) => inRange(kind, parts, part)
  const base = !parts.has('Type') && reading.current ? reading.current : null
  const occurrences = value('Occurrences')
  const untilText = occurrences === null ? parts.get('Until') : undefined
  const until = untilText ? readUntil(instantOf(untilText, `${kind}:Until`), reading) : null
  const monthOfYear = type >= 5 ? value('MonthOfYear') : null
  // out of its range it is Status 6 with any Type (MS-ASCAL_R53914, MS-ASTASK_R171)
  const weekStart = value('FirstDayOfWeek')
  const pattern: Pattern = {
    type,
    interval: value('Interval') ?? base?.interval ?? 1,
    occurrences: occurrences ?? (until === null ? (base?.occurrences ?? null) : null),
    until: until ?? (occurrences === null ? (base?.until ?? null) : null),
    dayOfWeek: value('DayOfWeek') ?? base?.dayOfWeek ?? null,
    dayOfMonth: value('DayOfMonth') ?? base?.dayOfMonth ?? null,
    weekOfMonth: value('WeekOfMonth') ?? base?.weekOfMonth ?? null,
    monthOfYear: monthOfYear ?? base?.monthOfYear ?? null,
    firstDayOfWeek: type === 1 ? (weekStart ?? currentWeekStart(reading)) : null,
  }
  if (pattern.interval === 0) pattern.interval = 1
  return { pattern, extras: extrasOf(kind, parts) }
}

function currentWeekStart({ current }: RecurrenceReading): number {
  return current?.firstDayOfWeek ?? 1
}

/** Each child once, its text; a second one of the same name is Status 6. */
function partsOf(kind: Class, node: Element): Map<Part, string> {
  const parts = new Map<Part, string>()
  for (const part of ORDER[kind]) {
    const [first, second] = childrenOf(node, tagOf(kind, part))
    if (second) throw problem(kind, part, 'stands there twice')
    const text = first ? contentOf(first).trim() : ''
    if (text !== '') parts.set(part, text)
  }
  return parts
}

function typeOf(
  kind: Class,
  parts: Map<Part, string>,
  reading: RecurrenceReading,
): Pattern['type'] {
  const text = parts.get('Type')
  if (text === undefined) {
    // MS-ASCAL, Type: from 16.0 it may be absent from a request
    if (reading.current && atLeast(reading.context.version, '16.0')) return reading.current.type
    throw problem(kind, 'Type', 'missing')
  }
  const type = numberOf(text, `${kind}:Recurrence/${kind}:Type`)
  if (!TYPES.includes(type)) throw problem(kind, 'Type', 'no such type')
  return type as Pattern['type']
}

function checkCombination(kind: Class, parts: Map<Part, string>, type: number): void {
  for (const [part, types] of Object.entries(ONLY_WITH[kind]) as [Part, readonly number[]][]) {
    if (parts.has(part) && !types.includes(type)) {
      throw problem(kind, part, `not with type ${type}`)
    }
  }
  const calendar = parts.get('CalendarType')
  if (calendar !== undefined && !SOLAR.includes(numberOf(calendar, `${kind}:CalendarType`))) {
    throw problem(kind, 'CalendarType', 'a calendar that can not be stored')
  }
}

function inRange(kind: Class, parts: Map<Part, string>, part: Part): number | null {
  const text = parts.get(part)
  if (text === undefined) return null
  const value = numberOf(text, `${kind}:Recurrence/${kind}:${part}`)
  const [least, most] = RANGES[part] ?? [0, Number.MAX_SAFE_INTEGER]
  if (value < least || value > most) throw problem(kind, part, `not ${least} to ${most}`)
  return value
}

/**
 * Until means a day, in the zone of the series. Clients write it as the start of the last
 * occurrence or, in date-only fashion, as that day's digits at midnight UTC.
 */
function readUntil(instant: number, { start, ownZone }: RecurrenceReading): CalendarDate {
  if (!start.zone) return allDayDate(instant, ownZone)
  const wall = toWall(start.zone, instant)
  const time = ((wall % DAY) + DAY) % DAY
  return isUtcMidnight(instant) && time !== start.time ? dateOf(instant) : dateOf(wall)
}

function extrasOf(kind: Class, parts: Map<Part, string>): RecurrenceExtras {
  const extras: RecurrenceExtras = {}
  for (const part of EXTRAS) {
    const value = inRange(kind, parts, part)
    if (value !== null && value !== 0) extras[part] = String(value)
  }
  return extras
}

function tagOf(kind: Class, part: Part): Tag {
  return `${kind}:${part}` as Tag
}

function problem(kind: Class, part: Part, text: string): MappingError {
  return new MappingError(`${kind}:Recurrence/${kind}:${part}`, text)
}
