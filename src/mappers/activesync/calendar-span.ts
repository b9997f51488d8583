import { atLeast } from '../../activesync/protocol-version.js'
import { type Element, element, type Tag, textOf } from '../../activesync/wbxml/element.js'
import type { Span } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { addDays, compactDateTime, dateOf, dayNumber, MINUTE } from '../time/date-time.js'
import { startOfDay } from '../time/zone.js'
import { allDayDate, allDayText, safeZone } from './all-day.js'
import { instantOf, numberOf } from './codecs.js'
import type { MapperContext } from './mapper.js'
import { encodeTimeZone, zoneOfBlob } from './time-zone-blob.js'

/** AllDayEvent, StartTime, EndTime and Timezone: four elements that only mean something together. */
const START = 'Calendar:StartTime'
const END = 'Calendar:EndTime'
const HALF_HOUR = 30 * MINUTE

export function writeStart(span: Span, context: MapperContext): Element {
  return element(START, boundary(span, 'start', context))
}

export function writeEnd(span: Span, context: MapperContext): Element {
  return element(END, boundary(span, 'end', context))
}

export function writeAllDay(span: Span): Element {
  return element('Calendar:AllDayEvent', span.allDay ? 1 : 0)
}

/**
 * MS-ASCAL, Timezone: always a real one for timed items; for all-day items the user's zone up to
 * 14.1 and none from 16.0. A series has the rules in force now, once it has begun.
 */
export function writeTimezone(span: Span, recurs: boolean, context: MapperContext): Element | null {
  if (span.allDay && atLeast(context.version, '16.0')) return null
  const own = safeZone(context.account.timeZone)
  const zone = span.allDay ? own : safeZone(span.timeZone, own)
  const begin = span.allDay ? startOfDay(own, span.startDate) : span.start.getTime()
  const instant = recurs ? Math.max(begin, context.now.getTime()) : begin
  const year = new Date(instant).getUTCFullYear()
  return element('Calendar:Timezone', encodeTimeZone(zone, year, instant))
}

export type SpanReading = {
  data: Element
  /** The span the item (or the occurrence) has now; null for an Add. */
  current: Span | null
  /** Zone of the series that an occurrence belongs to. */
  zone?: string
  context: MapperContext
}

/** The span of an item or occurrence; undefined when no element speaks of it. Throws MappingError. */
export function readSpan(reading: SpanReading): Span | undefined {
  const { data, current, context } = reading
  const start = instantIn(data, START)
  const end = instantIn(data, END)
  const flag = textOf(data, 'Calendar:AllDayEvent')
  const blob = textOf(data, 'Calendar:Timezone') ?? ''
  if (current && start === undefined && end === undefined && !flag && !blob) return undefined
  const allDay = flag ? numberOf(flag, 'Calendar:AllDayEvent') !== 0 : (current?.allDay ?? false)
  const own = safeZone(context.account.timeZone)
  const stored = reading.zone ?? (current?.allDay === false ? current.timeZone : undefined)
  const choice = {
    stored,
    own,
    instant: start ?? context.now.getTime(),
    now: context.now.getTime(),
  }
  const told = blob ? zoneOfBlob(blob, choice) : undefined
  const times = current
    ? changedTimes(current, { start, end }, stored ?? own)
    : newTimes({ start, end }, context.now.getTime())
  if (times.end < times.start) throw new MappingError(END, 'before the start')
  return allDay
    ? allDaySpan(times, told ?? own)
    : {
        allDay: false,
        start: new Date(times.start),
        end: new Date(times.end),
        timeZone: told ?? safeZone(stored ?? own, own),
      }
}

type Times = { start: number; end: number }
type MaybeTimes = { start: number | undefined; end: number | undefined }

function boundary(span: Span, which: 'start' | 'end', context: MapperContext): string {
  if (!span.allDay) return compactDateTime(span[which].getTime())
  const date = which === 'start' ? span.startDate : span.endDate
  return allDayText(date, context.account.timeZone, context.version)
}

function instantIn(data: Element, tag: Tag): number | undefined {
  const text = textOf(data, tag)
  return text ? instantOf(text, tag) : undefined
}

/** MS-ASCAL, Creating Calendar Events when the StartTime Element or EndTime Element is Absent. */
function newTimes({ start, end }: MaybeTimes, now: number): Times {
  const rounded = Math.round(now / HALF_HOUR) * HALF_HOUR
  if (start !== undefined && end !== undefined) return { start, end }
  if (end !== undefined) {
    if (end < now || end < rounded) throw new MappingError(START, 'missing, and the end is past')
    return { start: rounded, end }
  }
  if (start === undefined) return { start: rounded, end: rounded + HALF_HOUR }
  if (start > now) throw new MappingError(END, 'missing, and the start is to come')
  return { start, end: rounded + HALF_HOUR }
}

/** In a Change the missing one stays; an item whose start passes its end keeps its length. */
function changedTimes(current: Span, { start, end }: MaybeTimes, zone: string): Times {
  const was = current.allDay
    ? { start: startOfDay(zone, current.startDate), end: startOfDay(zone, current.endDate) }
    : { start: current.start.getTime(), end: current.end.getTime() }
  if (end !== undefined) return { start: start ?? was.start, end }
  if (start === undefined) return was
  return { start, end: was.end >= start ? was.end : start + (was.end - was.start) }
}

/** Start = end is one day (some clients mean it so). */
function allDaySpan(times: Times, zone: string): Span {
  const startDate = allDayDate(times.start, zone)
  const endDate = allDayDate(times.end, zone)
  return { allDay: true, startDate, endDate: endDate > startDate ? endDate : addDays(startDate, 1) }
}

/** The span of an occurrence that begins on another day of the same series. */
export function shiftedSpan(span: Span, start: number): Span {
  if (span.allDay) {
    const days = dayNumber(span.endDate) - dayNumber(span.startDate)
    const startDate = dateOf(start)
    return { allDay: true, startDate, endDate: addDays(startDate, days) }
  }
  const length = span.end.getTime() - span.start.getTime()
  return { ...span, start: new Date(start), end: new Date(start + length) }
}

export function sameSpan(a: Span, b: Span): boolean {
  if (a.allDay || b.allDay) {
    return a.allDay && b.allDay && a.startDate === b.startDate && a.endDate === b.endDate
  }
  return a.start.getTime() === b.start.getTime() && a.end.getTime() === b.end.getTime()
}
