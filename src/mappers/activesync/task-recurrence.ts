import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element, textOf } from '../../activesync/wbxml/element.js'
import type { Task, TaskPatch } from '../../store/model.js'
import { dateIn } from '../time/zone.js'
import { withEntry } from './client-data.js'
import { instantOf } from './codecs.js'
import type { MapperContext } from './mapper.js'
import { type RecurrenceExtras, readRecurrence, recurrenceElement } from './recurrence.js'
import { keepExtras, keptExtras } from './recurrence-extras.js'
import { patternOf, rruleOf, type SeriesStart, sameRule } from './recurrence-pattern.js'
import type { ReadState } from './rule.js'
import { dayOf, taskDateTime, taskZone } from './task-dates.js'
import { isDone } from './task-fields.js'

/** A task recurs from its start or else its due date; before either is set, from its making. */
function recurrenceStart(
  task: Pick<Task, 'startDate' | 'dueDate' | 'createdAt'>,
  zone: string,
): SeriesStart {
  const date = task.startDate ?? task.dueDate ?? dateIn(zone, task.createdAt.getTime())
  return { date, time: 0, zone: null }
}

/**
 * MS-ASTASK, DeadOccur: an occurrence that a device completed and took out of its series comes as a
 * task of its own, with the rule of the series. The application gets a single task, the device its
 * rule back.
 */
const DEAD_RULE = 'RRULE of a dead occurrence'

function shownRule(task: Partial<Pick<Task, 'rrule' | 'clientData'>>): string | null {
  const dead = task.clientData?.[DEAD_RULE]
  return task.rrule ?? (typeof dead === 'string' ? dead : null)
}

/** Start is the true instant up to 14.1 and the local wall clock from 16.0 (field-guide, "Tasks"). */
export function writeTaskRecurrence(task: Task, context: MapperContext): Element | null {
  const rrule = shownRule(task)
  if (rrule === null) return null
  const zone = taskZone(task, context)
  const start = recurrenceStart(task, zone)
  const pattern = patternOf(rrule, start)
  if (typeof pattern === 'string') return null
  const local = atLeast(context.version, '16.0')
  return recurrenceElement('Tasks', {
    pattern,
    extras: keptExtras('Tasks', task.clientData),
    start: taskDateTime(start.date, zone, local),
    dateTime: (date) => taskDateTime(date, zone, local),
    context,
  })
}

/** @param patch what is read of the task already: its dates and whether it is done */
export function readTaskRecurrence(state: ReadState<Task>, patch: TaskPatch): TaskPatch {
  const { data, current, context } = state
  const node = childOf(data, 'Tasks:Recurrence')
  const { zone, start } = seriesOf(current, patch, context)
  const before = current ? shownRule(current) : null
  const known = before === null ? null : patternOf(before, start)
  // a rule that was never sent can not be taken away by its absence
  if (!node) {
    const hidden = typeof known === 'string'
    return current && !hidden && state.absence('Tasks:Recurrence') === 'clear' ? single(state) : {}
  }
  if (node.children.length === 0 && atLeast(context.version, '16.0')) return single(state)
  const { pattern, extras } = readRecurrence('Tasks', node, {
    start,
    ownZone: zone,
    current: typeof known === 'string' ? null : known,
    context,
  })
  keepExtras('Tasks', state, extras)
  const told = rruleOf(pattern, start)
  const rrule = before !== null && sameRule(before, told, start) ? before : told
  if (isDeadOccurrence(extras, { ...current, ...patch })) {
    state.clientData = withEntry(state.clientData, DEAD_RULE, rrule)
    return { rrule: null }
  }
  state.clientData = withEntry(state.clientData, DEAD_RULE, undefined)
  return { rrule, ...startTold(node, { ...current, ...patch }, { zone, start }) }
}

function single(state: ReadState<Task>): TaskPatch {
  state.clientData = withEntry(state.clientData, DEAD_RULE, undefined)
  return { rrule: null }
}

/** A series that is completed as a whole stays one. */
function isDeadOccurrence(extras: RecurrenceExtras, task: Partial<Task>): boolean {
  return extras.DeadOccur !== undefined && !task.rrule && isDone(task)
}

type SeriesDates = { zone: string; start: SeriesStart }

/** A series without any date begins when its rule does, unless that is what was shown already. */
function startTold(node: Element, task: Partial<Task>, { zone, start }: SeriesDates): TaskPatch {
  const text = textOf(node, 'Tasks:Start')?.trim()
  if (task.startDate || task.dueDate || !text) return {}
  const startDate = dayOf(instantOf(text, 'Tasks:Start'), zone)
  return startDate === start.date ? {} : { startDate }
}

function seriesOf(
  current: Partial<Task> | null,
  patch: TaskPatch,
  context: MapperContext,
): SeriesDates {
  const blank = { startDate: null, dueDate: null, createdAt: context.now, timeZone: null }
  const dates = { ...blank, ...current, ...patch }
  const zone = taskZone(dates, context)
  return { zone, start: recurrenceStart(dates, zone) }
}
