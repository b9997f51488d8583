import { atLeast } from '../../activesync/protocol-version.js'
import {
  childOf,
  childrenOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../activesync/wbxml/element.js'
import type {
  Appointment,
  ClientData,
  OccurrenceFields,
  Override,
  Span,
} from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import {
  compactDateTime,
  DAY,
  dateOf,
  isoInstant,
  isUtcMidnight,
  parseDateTime,
} from '../time/date-time.js'
import { toWall } from '../time/zone.js'
import { allDayDate, allDayText, safeZone } from './all-day.js'
import { clearedBody, writeBody } from './body.js'
import {
  readBusyStatus,
  readNote,
  reminderRow,
  sensitivityRow,
  shownNote,
  subject,
  writeBusyStatus,
} from './calendar-fields.js'
import { foreignOrganizer } from './calendar-meeting.js'
import {
  readSpan,
  sameSpan,
  shiftedSpan,
  writeAllDay,
  writeEnd,
  writeStart,
} from './calendar-span.js'
import { readCategories, writeCategories } from './categories.js'
import { keptElement, toJson, withEntry } from './client-data.js'
import { instantOf } from './codecs.js'
import { shaped } from './kept-shape.js'
import { clearedLocation, readLocation, writeLocation } from './location.js'
import type { MapperContext, ReadContext } from './mapper.js'
import { occurrenceResponseType } from './meeting-response.js'
import { occurrenceOn, type SeriesStart, seriesStart } from './recurrence-pattern.js'
import type { ReadState } from './rule.js'

const EXCEPTION = 'Calendar:Exception'
const EXCEPTION_START = 'Calendar:ExceptionStartTime'
const INSTANCE_ID = 'AirSyncBase:InstanceId'
const ATTENDEES = 'Calendar:Attendees'
const MAX_EXCEPTIONS = 1000

type Field = keyof OccurrenceFields

/** MS-ASCAL, Exception: how each field of an occurrence is written when it differs, in this order. */
const FIELDS: readonly [Field, (item: Appointment, context: MapperContext) => Element][] = [
  ['title', (item, context) => one(subject.write(item, context)) ?? element(subject.tag)],
  ['location', (item, context) => writeLocation(item, context) ?? clearedLocation(context)],
  ['note', (item, context) => writeBody(shownNote(item, context), context)[0] ?? clearedBody()],
  ['type', (item) => writeCategories('Calendar', item) ?? element('Calendar:Categories')],
  [
    'privacy',
    (item, context) => one(sensitivityRow.write(item, context)) ?? element(sensitivityRow.tag),
  ],
  ['showAs', (item) => writeBusyStatus(item)],
  [
    'reminderMinutes',
    (item, context) => one(reminderRow.write(item, context)) ?? element(reminderRow.tag),
  ],
]

/** All exceptions of a series; null when there are none. From 16.0 each has its InstanceId. */
export function writeExceptions(series: Appointment, context: MapperContext): Element | null {
  if (series.rrule === null) return null
  const exceptions = series.overrides
    .slice(0, MAX_EXCEPTIONS)
    .map((override) => exceptionElement(series, override, context))
    .filter((exception) => exception !== null)
  return exceptions.length === 0 ? null : element('Calendar:Exceptions', exceptions)
}

function exceptionElement(
  series: Appointment,
  override: Override,
  context: MapperContext,
): Element | null {
  const instant = parseDateTime(override.recurrenceId)
  if (instant === undefined) return null
  const id = element(
    atLeast(context.version, '16.0') ? INSTANCE_ID : EXCEPTION_START,
    series.span.allDay
      ? allDayText(dateOf(instant), context.account.timeZone, context.version)
      : compactDateTime(instant),
  )
  if (override.cancelled) return element(EXCEPTION, [element('Calendar:Deleted', 1), id])
  const { changes } = override
  const span = changes.span ?? shiftedSpan(series.span, instant)
  const item: Appointment = { ...series, ...changes, span }
  const fields = FIELDS.filter(([field]) => changes[field] !== undefined)
  return element(EXCEPTION, [
    id,
    writeStart(span, context),
    writeEnd(span, context),
    ...fields.map(([, write]) => write(item, context)),
    span.allDay === series.span.allDay ? null : writeAllDay(span),
    atLeast(context.version, '14.0') ? keptElement(override.clientData, ATTENDEES) : null,
    responseElement(series, override, context),
  ])
}

/** What the user answered to this one occurrence of somebody else's series. */
function responseElement(
  series: Appointment,
  override: Override,
  { version, account }: MapperContext,
): Element | null {
  if (!atLeast(version, '14.0') || !foreignOrganizer(series)) return null
  const code = occurrenceResponseType(override, account.id)
  return code === null ? null : element('Calendar:ResponseType', code)
}

/**
 * The id of the occurrence that a client's date-time names. Clients write it with a wrong time of
 * day after the series moved, or as a bare day: it is moved to the series' time on that day.
 */
export function recurrenceIdOf(
  instant: number,
  start: SeriesStart,
  hints: { allDay: boolean; ownZone: string },
): string {
  if (!start.zone) return allDayDate(instant, hints.ownZone)
  const wall = toWall(start.zone, instant)
  if (((wall % DAY) + DAY) % DAY === start.time) return isoInstant(instant)
  const date = hints.allDay && isUtcMidnight(instant) ? dateOf(instant) : dateOf(wall)
  return isoInstant(occurrenceOn(date, start))
}

/** The overrides that a client's Exceptions element tells of. Throws MappingError. */
export function readExceptions(
  data: Element,
  series: Appointment,
  context: ReadContext<'appointment'>,
): Override[] {
  const nodes = childrenOf(childOf(data, 'Calendar:Exceptions'), EXCEPTION)
  if (nodes.length > MAX_EXCEPTIONS) throw new MappingError('Calendar:Exceptions', 'too many')
  const start = seriesStart(series.span)
  return nodes.map((node) => {
    const text = textOf(node, EXCEPTION_START) ?? textOf(node, INSTANCE_ID)
    if (!text) throw new MappingError(`Calendar:Exceptions/${EXCEPTION}`, 'no start of its own')
    const recurrenceId = recurrenceIdOf(instantOf(text, EXCEPTION_START), start, {
      allDay: textOf(node, 'Calendar:AllDayEvent') === '1',
      ownZone: safeZone(context.account.timeZone),
    })
    return readOverride(node, { series, recurrenceId, absent: 'inherit' }, context)
  })
}

export type OverrideReading = {
  series: Appointment
  recurrenceId: string
  /** An absent element has the series' value, or (from 16.0) the one the occurrence has. */
  absent: 'inherit' | 'keep'
}

export function readOverride(
  data: Element,
  reading: OverrideReading,
  context: ReadContext<'appointment'>,
): Override {
  const { series, recurrenceId } = reading
  if (textOf(data, 'Calendar:Deleted') === '1') return cancelled(recurrenceId)
  const previous = series.overrides.find((override) => override.recurrenceId === recurrenceId)
  const changes = previous?.cancelled ? {} : (previous?.changes ?? {})
  const original = parseDateTime(recurrenceId) ?? 0
  const usual: OccurrenceFields = { ...series, span: shiftedSpan(series.span, original) }
  const current: Appointment = { ...series, ...usual, ...changes }
  const state: ReadState<Appointment> = {
    data,
    current,
    context,
    absence: () => 'keep',
    clientData: previous?.clientData ?? {},
  }
  const told = toldFields(state, current, series)
  const base = reading.absent === 'keep' ? changes : {}
  return {
    recurrenceId,
    cancelled: false,
    changes: differing({ ...base, ...told }, usual),
    clientData: attendeesKept(state, context),
  }
}

export function cancelled(recurrenceId: string): Override {
  return { recurrenceId, cancelled: true, changes: {}, clientData: {} }
}

/** The fields that the elements speak of, with the values that they then have. */
function toldFields(
  state: ReadState<Appointment>,
  current: Appointment,
  series: Appointment,
): Partial<OccurrenceFields> {
  const { data, context } = state
  const told: Partial<OccurrenceFields> = {}
  for (const row of [subject, sensitivityRow, reminderRow]) {
    row.read?.(state as ReadState<OccurrenceFields>, told)
  }
  const zone = series.span.allDay ? undefined : series.span.timeZone
  const span = readSpan({ data, current: current.span, context, ...(zone ? { zone } : {}) })
  if (span) told.span = span
  const location = readLocation(state)
  if (location !== undefined) told.location = location
  const showAs = readBusyStatus(state)
  if (showAs !== undefined) told.showAs = showAs
  if (childOf(data, 'AirSyncBase:Body'))
    told.note = readNote(data, current, context) ?? current.note
  const kept = state.clientData
  if (childOf(data, 'Calendar:Categories')) {
    told.type = readCategories('Calendar', state, context.rules.appointmentTypes) ?? current.type
  }
  state.clientData = kept
  return told
}

function differing(
  changes: Partial<OccurrenceFields>,
  usual: OccurrenceFields,
): Partial<OccurrenceFields> {
  const entries = Object.entries(changes).filter(([field, value]) => {
    if (field === 'span') return !sameSpan(value as Span, usual.span)
    return value !== usual[field as Field]
  })
  return Object.fromEntries(entries)
}

/** Attendees of a single occurrence have no place in the store; only `keep` hands them back. */
function attendeesKept(state: ReadState<Appointment>, context: MapperContext): ClientData {
  const node = childOf(state.data, ATTENDEES)
  if (!node || context.rules.attendees !== 'keep') return state.clientData
  const people = shaped(node)
  const entry = people.children.length > 0 ? toJson(people) : undefined
  return withEntry(state.clientData, ATTENDEES as Tag, entry)
}

function one(written: Element | readonly Element[] | null): Element | null {
  return Array.isArray(written) ? (written[0] ?? null) : (written as Element | null)
}
