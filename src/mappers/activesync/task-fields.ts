import { type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Task, TaskPatch } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { dashedDateTime } from '../time/date-time.js'
import { keptText, withEntry } from './client-data.js'
import { instantOf, numberOf } from './codecs.js'
import type { MapperContext } from './mapper.js'
import type { ReadState } from './rule.js'

const IMPORTANCE = 'Tasks:Importance'
/** MS-ASTASK, Importance: 0 low, 1 normal, 2 high. */
export const NORMAL = 1

export function writeImportance(task: Task, context: MapperContext): Element {
  return element(IMPORTANCE, keptText(task.clientData, IMPORTANCE) ?? importanceOf(task, context))
}

/** R-ONO-73. */
function importanceOf(task: Partial<Task>, { rules }: MapperContext): number {
  return rules.importanceOfPriority[task.priority ?? 0] ?? NORMAL
}

/**
 * R-ONO-91: an Importance that is already shown leaves the finer priority alone; so does an absent
 * one (MS-ASTASK, Importance Element). A value outside 0 to 2 is handed back as it came.
 */
export function readImportance(state: ReadState<Task>): TaskPatch {
  const told = textOf(state.data, IMPORTANCE)
  if (!told) return {}
  const code = numberOf(told, IMPORTANCE)
  // an unsignedByte, also on the way back
  if (code < 0 || code > 255) throw new MappingError(IMPORTANCE, 'not 0 to 255')
  const odd = code !== 0 && code !== 1 && code !== 2
  state.clientData = withEntry(state.clientData, IMPORTANCE, odd ? String(code) : undefined)
  if (odd || (state.current && importanceOf(state.current, state.context) === code)) return {}
  return { priority: state.context.rules.priorityOfImportance[code] }
}

export function isDone(task: Partial<Task>): boolean {
  return task.status === 'done'
}

/** MS-ASTASK, DateCompleted: always there with Complete 1. */
export function writeDateCompleted(task: Task): Element | null {
  if (!isDone(task)) return null
  const at = task.completedAt ?? task.updatedAt
  return element('Tasks:DateCompleted', dashedDateTime(at.getTime()))
}

/**
 * R-ONO-99 to 101: Complete 1 makes the task done; nothing else touches status, progress and date.
 * Where completed tasks stay on the device, Complete 0 opens them again.
 */
export function readCompletion(state: ReadState<Task>): TaskPatch {
  const told = textOf(state.data, 'Tasks:Complete')
  const { current, context } = state
  if (told === '0' && current && isDone(current) && context.rules.completedTasks === 'send') {
    return { status: 'open', percentComplete: 0, completedAt: null }
  }
  if (told !== '1') return {}
  const date = textOf(state.data, 'Tasks:DateCompleted')
  const completedAt = date ? new Date(instantOf(date, 'Tasks:DateCompleted')) : undefined
  const shown = current && isDone(current) && !current.completedAt ? current.updatedAt : undefined
  const echo = completedAt?.getTime() === shown?.getTime()
  return {
    status: 'done',
    percentComplete: 100,
    ...(completedAt && !echo && { completedAt }),
  }
}

export function writeReminderTime(task: Task): Element | null {
  if (!task.reminderAt) return null
  return element('Tasks:ReminderTime', dashedDateTime(task.reminderAt.getTime()))
}

/** R-ONO-98; an absent ReminderSet leaves the reminder (MS-ASTASK, ReminderSet Element). */
export function readReminder(state: ReadState<Task>): TaskPatch {
  const set = textOf(state.data, 'Tasks:ReminderSet')?.trim()
  if (set === undefined) return {}
  if (set === '' || set === '0') return { reminderAt: null }
  if (set !== '1') throw new MappingError('Tasks:ReminderSet', 'not 0 or 1')
  const at = textOf(state.data, 'Tasks:ReminderTime')
  return at ? { reminderAt: new Date(instantOf(at, 'Tasks:ReminderTime')) } : {}
}
