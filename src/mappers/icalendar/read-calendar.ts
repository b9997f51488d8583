import type { AppointmentPatch, NotePatch, TaskPatch } from '../../store/model.js'
import { type Component, type Problem, propertyOf, readComponents } from '../text/component.js'
import { isTimeZone } from '../time/zone.js'
import { type EntryContext, EntryRefused, uidOf } from './entry.js'
import { readJournal } from './journal.js'
import { readOrphan, readSeries } from './series.js'
import { zoneFinder, zoneName } from './time-zone.js'
import { readTodo } from './todo.js'

export type CalendarEntry =
  | { kind: 'appointment'; uid: string; patch: AppointmentPatch; line: number }
  | { kind: 'task'; uid: string; patch: TaskPatch; line: number }
  | { kind: 'note'; uid: string; patch: NotePatch; line: number }

export type CalendarFile = { entries: CalendarEntry[]; problems: Problem[] }

const WANTED = new Set(['VEVENT', 'VTODO', 'VTIMEZONE', 'VJOURNAL', 'VFREEBUSY'])
const ENTRIES = new Set(['VEVENT', 'VTODO', 'VJOURNAL'])
const WRAPPERS = new Set(['VCALENDAR'])

/**
 * An iCalendar text as appointments, tasks and notes (RFC 5545, read leniently). Exceptions are part of
 * their series. What can't be taken is a problem with its line; nothing throws.
 * @param options.timeZone zone of floating times and of zones that are neither known nor described
 * @param options.notes whether journals are taken, as notes
 */
export function readCalendar(
  text: string,
  options: { timeZone: string; notes?: boolean },
): CalendarFile {
  const file = readComponents(text, { wanted: WANTED, wrappers: WRAPPERS })
  const definitions = file.components.filter(({ name }) => name === 'VTIMEZONE')
  const problems = file.problems
  const zones = zoneFinder(definitions, options.timeZone)
  const named = file.wrapperProperties.find(({ name }) => name === 'X-WR-TIMEZONE')?.value
  const calendarZone = (named && zoneName(named)) || options.timeZone
  const context: EntryContext = {
    zones,
    timeZone: isTimeZone(options.timeZone) ? options.timeZone : 'UTC',
    calendarZone,
    conversions: 0,
    note: (problem) => problems.push(problem),
  }
  const taken = options.notes
    ? ENTRIES
    : new Set([...ENTRIES].filter((name) => name !== 'VJOURNAL'))
  const entries = readEntries(file.components, { taken, context })
  for (const tzid of zones.unknown) {
    const reason = `time zone ${tzid.slice(0, 80)} is not known; taken for ${options.timeZone}`
    problems.push({ line: lineOfZone(file.components, tzid), reason, skipped: false })
  }
  problems.sort((a, b) => a.line - b.line)
  return { entries, problems }
}

function readEntries(
  components: readonly Component[],
  { taken, context }: { taken: ReadonlySet<string>; context: EntryContext },
): CalendarEntry[] {
  const entries: CalendarEntry[] = []
  const events = groupEvents(components, context)
  for (const component of components) {
    if (component.name === 'VTIMEZONE') continue
    if (!taken.has(component.name)) {
      const reason = `${component.name} is a kind of entry that is not taken`
      context.note({ line: component.line, reason, skipped: true })
      continue
    }
    const entry = guarded(component, context, () => readEntry(component, events, context))
    if (entry) entries.push(entry)
  }
  return entries
}

/** Runs one reading; a refusal becomes a problem, so that the rest of the file goes on. */
function guarded<T>(component: Component, context: EntryContext, read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof EntryRefused)) throw error
    context.note({ line: error.line ?? component.line, reason: error.message, skipped: true })
    return null
  }
}

type Events = { masters: Map<string, Component>; exceptions: Map<string, Component[]> }

function groupEvents(components: readonly Component[], context: EntryContext): Events {
  const masters = new Map<string, Component>()
  const exceptions = new Map<string, Component[]>()
  for (const component of components) {
    if (!ENTRIES.has(component.name)) continue
    const key = `${component.name} ${uidOf(component)}`
    if (propertyOf(component, 'RECURRENCE-ID')) {
      const others = exceptions.get(key)
      if (others) others.push(component)
      else exceptions.set(key, [component])
      continue
    }
    const other = masters.get(key)
    const newer = other === undefined || sequenceOf(component) > sequenceOf(other)
    const left = newer ? other : component
    if (newer) masters.set(key, component)
    if (left)
      context.note({ line: left.line, reason: 'its UID stands twice in the file', skipped: true })
  }
  return { masters, exceptions }
}

function sequenceOf(component: Component): number {
  const sequence = Number.parseInt(propertyOf(component, 'SEQUENCE')?.value ?? '0', 10)
  return Number.isNaN(sequence) ? 0 : sequence
}

function readEntry(
  component: Component,
  { masters, exceptions }: Events,
  context: EntryContext,
): CalendarEntry | null {
  const uid = uidOf(component)
  const { line } = component
  const key = `${component.name} ${uid}`
  const exception = propertyOf(component, 'RECURRENCE-ID') !== undefined
  if (component.name === 'VTODO' && (exception || masters.get(key) === component)) {
    return { kind: 'task', uid, patch: readTodo(component, context), line }
  }
  if (component.name === 'VJOURNAL' && (exception || masters.get(key) === component)) {
    return { kind: 'note', uid, patch: readJournal(component), line }
  }
  if (component.name !== 'VEVENT') return null
  if (masters.get(key) === component) {
    const patch = readSeries(component, exceptions.get(key) ?? [], context)
    return { kind: 'appointment', uid, patch, line }
  }
  if (!exception || masters.has(key)) return null
  const patch = readOrphan(component, context)
  return { kind: 'appointment', uid: patch.uid ?? uid, patch, line }
}

function lineOfZone(components: readonly Component[], tzid: string): number {
  for (const { properties } of components) {
    const property = properties.find((one) => one.params.get('TZID')?.[0]?.trim().startsWith(tzid))
    if (property) return property.line
  }
  return 1
}
