import { childOf, type Element, element, type Tag, textOf } from '../../activesync/wbxml/element.js'
import type { CalendarDate, Task, TaskPatch } from '../../store/model.js'
import { DAY, dashedDateTime, dateOf, dayNumber, isUtcMidnight } from '../time/date-time.js'
import { startOfDay } from '../time/zone.js'
import { allDayDate, safeZone } from './all-day.js'
import { instantOf } from './codecs.js'
import type { MapperContext } from './mapper.js'
import type { ReadState } from './rule.js'

type Pair = { utc: Tag; local: Tag }

/** MS-ASTASK: each date twice, as the instant and as the local wall clock; always both. */
const STARTS: Pair = { utc: 'Tasks:UtcStartDate', local: 'Tasks:StartDate' }
const DUE: Pair = { utc: 'Tasks:UtcDueDate', local: 'Tasks:DueDate' }

/** R-ONO-74. */
export function writeStartDate(task: Task, context: MapperContext): Element[] {
  return task.startDate === null ? [] : writePair(STARTS, task.startDate, taskZone(task, context))
}

/** R-ONO-76, 77: only with the deadline flag. */
export function writeDueDate(task: Task, context: MapperContext): Element[] {
  const shown = shownDueDate(task)
  return shown === null ? [] : writePair(DUE, shown, taskZone(task, context))
}

/** R-ONO-93 and R-ONO-96: a due date comes with the deadline flag and goes with it. */
export function readTaskDates(state: ReadState<Task>): TaskPatch {
  const { current } = state
  const patch: TaskPatch = {}
  const startDate = readPair(STARTS, state)
  if (startDate !== undefined) patch.startDate = startDate
  const dueDate = readPair(DUE, state)
  // what was never shown can not be taken away
  if (dueDate === undefined || (dueDate === null && current && !current.deadline)) return patch
  if (current && dueDate === shownDueDate(current)) return patch
  return { ...patch, dueDate, deadline: dueDate !== null }
}

/** Midnight of a day as the class writes the start of a recurrence (field-guide, "Tasks"). */
export function taskDateTime(date: CalendarDate, zone: string, local: boolean): string {
  return dashedDateTime(local ? dayNumber(date) * DAY : startOfDay(zone, date))
}

export function taskZone(task: Pick<Task, 'timeZone'>, { account }: MapperContext): string {
  const own = safeZone(account.timeZone)
  return task.timeZone ? safeZone(task.timeZone, own) : own
}

function shownDueDate(task: Partial<Task>): CalendarDate | null {
  return task.deadline && task.dueDate ? task.dueDate : null
}

function writePair(pair: Pair, date: CalendarDate, zone: string): Element[] {
  return [
    element(pair.utc, taskDateTime(date, zone, false)),
    element(pair.local, taskDateTime(date, zone, true)),
  ]
}

/** Undefined: nothing told. One of the two is enough; an instant copied into both is known by that. */
function readPair(pair: Pair, state: ReadState<Task>): CalendarDate | null | undefined {
  const { data } = state
  if (!childOf(data, pair.utc) && !childOf(data, pair.local)) {
    return state.absence(pair.local) === 'clear' ? null : undefined
  }
  const local = textOf(data, pair.local)?.trim()
  const utc = textOf(data, pair.utc)?.trim()
  const zone = taskZone({ timeZone: state.current?.timeZone ?? null }, state.context)
  if (local && local !== utc) return dateOf(instantOf(local, pair.local))
  if (!utc) return null
  return dayOf(instantOf(utc, pair.utc), zone)
}

/** Midnight UTC is the digits of the day, anything else a moment of the day in the zone. */
export function dayOf(instant: number, zone: string): CalendarDate {
  return isUtcMidnight(instant) ? dateOf(instant) : allDayDate(instant, zone)
}
