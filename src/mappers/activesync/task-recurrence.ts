import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element } from '../../activesync/wbxml/element.js'
import type { Task, TaskPatch } from '../../store/model.js'
import { dateIn } from '../time/zone.js'
import type { MapperContext } from './mapper.js'
import { readRecurrence, recurrenceElement } from './recurrence.js'
import { keepExtras, keptExtras } from './recurrence-extras.js'
import { patternOf, rruleOf, type SeriesStart, sameRule } from './recurrence-pattern.js'
import type { ReadState } from './rule.js'
import { taskDateTime, taskZone } from './task-dates.js'

/** A task recurs from its start or else its due date; before either is set, from its making. */
function recurrenceStart(
  task: Pick<Task, 'startDate' | 'dueDate' | 'createdAt'>,
  zone: string,
): SeriesStart {
  const date = task.startDate ?? task.dueDate ?? dateIn(zone, task.createdAt.getTime())
  return { date, time: 0, zone: null }
}

/** Start is the true instant up to 14.1 and the local wall clock from 16.0 (field-guide, "Tasks"). */
export function writeTaskRecurrence(task: Task, context: MapperContext): Element | null {
  if (task.rrule === null) return null
  const zone = taskZone(task, context)
  const start = recurrenceStart(task, zone)
  const pattern = patternOf(task.rrule, start)
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

export function readTaskRecurrence(state: ReadState<Task>, patch: TaskPatch): TaskPatch {
  const { data, current, context } = state
  const node = childOf(data, 'Tasks:Recurrence')
  const { zone, start } = seriesOf(current, patch, context)
  const before = current?.rrule ?? null
  const known = before === null ? null : patternOf(before, start)
  if (!node) {
    // a rule that was never sent can not be taken away by its absence
    const hidden = typeof known === 'string'
    const cleared = current && !hidden && state.absence('Tasks:Recurrence') === 'clear'
    return cleared ? { rrule: null } : {}
  }
  if (node.children.length === 0 && atLeast(context.version, '16.0')) return { rrule: null }
  const { pattern, extras } = readRecurrence('Tasks', node, {
    start,
    ownZone: zone,
    current: typeof known === 'string' ? null : known,
    context,
  })
  keepExtras('Tasks', state, extras)
  const told = rruleOf(pattern, start)
  return { rrule: before !== null && sameRule(before, told, start) ? before : told }
}

function seriesOf(
  current: Partial<Task> | null,
  patch: TaskPatch,
  context: MapperContext,
): { zone: string; start: SeriesStart } {
  const blank = { startDate: null, dueDate: null, createdAt: context.now, timeZone: null }
  const dates = { ...blank, ...current, ...patch }
  const zone = taskZone(dates, context)
  return { zone, start: recurrenceStart(dates, zone) }
}
