import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Task, TaskPatch } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { dashedDateTime } from '../time/date-time.js'
import { dateIn } from '../time/zone.js'
import { readBody, writeBody } from './body.js'
import { readCategories, writeCategories } from './categories.js'
import { kept, keptText, withEntry } from './client-data.js'
import { instantOf, numberOf, sensitivity, text } from './codecs.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import type { ItemMapper, MapperContext, ReadContext } from './mapper.js'
import { readRecurrence, recurrenceElement } from './recurrence.js'
import { keepExtras, keptExtras } from './recurrence-extras.js'
import { patternOf, rruleOf, type SeriesStart, sameRule } from './recurrence-pattern.js'
import { joined, type ReadState, type Row, readRows, ruleFor, writeRows } from './rule.js'
import {
  readTaskDates,
  taskDateTime,
  taskZone,
  writeDueDate,
  writeStartDate,
} from './task-dates.js'

const rule = ruleFor<Task>()

/** MS-ASTASK, in the order of its schema. */
export const taskRules: readonly Row<Task>[] = [
  rule('Tasks:Subject', 'title', text),
  joined('AirSyncBase:Body', (task, context) => writeBody(task.note, context)),
  joined('Tasks:Importance', (task, context) =>
    element(
      'Tasks:Importance',
      keptText(task.clientData, IMPORTANCE) ?? importanceOf(task, context),
    ),
  ),
  joined('Tasks:UtcStartDate', writeStartDate),
  joined('Tasks:UtcDueDate', writeDueDate),
  joined('Tasks:Categories', (task) => writeCategories('Tasks', task)),
  joined('Tasks:Recurrence', writeRecurrence),
  joined('Tasks:Complete', (task) => element('Tasks:Complete', isDone(task) ? 1 : 0)),
  joined('Tasks:DateCompleted', writeDateCompleted),
  rule('Tasks:Sensitivity', 'privacy', sensitivity),
  joined('Tasks:ReminderTime', writeReminderTime),
  joined('Tasks:ReminderSet', (task) => element('Tasks:ReminderSet', task.reminderAt ? 1 : 0)),
  kept('Tasks:OrdinalDate'),
  kept('Tasks:SubOrdinalDate'),
]

const IMPORTANCE = 'Tasks:Importance'
const NORMAL = 1

export const taskMapper: ItemMapper<'task'> = {
  write(task, context) {
    return element('AirSync:ApplicationData', writeRows(taskRules, task, context))
  },

  read(data, context) {
    refuseUnknown(data)
    const { existing } = context
    const state: ReadState<Task> = {
      data,
      current: existing,
      context,
      absence: absenceIn(context),
      clientData: existing?.clientData ?? {},
    }
    const patch: TaskPatch = existing ? {} : newTask(context)
    Object.assign(patch, readRows(taskRules, state), readTaskDates(state))
    Object.assign(patch, readNote(state), readImportance(state), readCompletion(state))
    Object.assign(patch, readReminder(state))
    const type = readCategories('Tasks', state, context.rules.taskTypes)
    if (type !== undefined) patch.type = type
    Object.assign(patch, readRule(state, patch))
    if (state.clientData !== existing?.clientData) patch.clientData = state.clientData
    return patch
  },
}

/** R-ONO-94, 95: the user is responsible for a new task; editors there are none. */
function newTask(context: ReadContext<'task'>): TaskPatch {
  return {
    note: '',
    type: null,
    priority: context.rules.priorityOfImportance[NORMAL],
    startDate: null,
    dueDate: null,
    deadline: false,
    reminderAt: null,
    status: 'open',
    percentComplete: 0,
    completedAt: null,
    rrule: null,
    timeZone: null,
    responsibleId: context.account.id,
    editorIds: [],
    clientData: {},
  }
}

function readNote(state: ReadState<Task>): TaskPatch {
  const note = readBody(state.data, state.current?.note ?? '', state.context)
  if (note !== undefined) return { note }
  const absent = !childOf(state.data, 'AirSyncBase:Body')
  return absent && state.current && state.absence('AirSyncBase:Body') === 'clear'
    ? { note: '' }
    : {}
}

/** R-ONO-73. */
function importanceOf(task: Partial<Task>, { rules }: MapperContext): number {
  return rules.importanceOfPriority[task.priority ?? 0] ?? NORMAL
}

/**
 * R-ONO-91: an Importance that is already shown leaves the finer priority alone; so does an absent
 * one (MS-ASTASK, Importance Element). A value outside 0 to 2 is handed back as it came.
 */
function readImportance(state: ReadState<Task>): TaskPatch {
  const told = textOf(state.data, IMPORTANCE)
  if (!told) return {}
  const code = numberOf(told, IMPORTANCE)
  const odd = code !== 0 && code !== 1 && code !== 2
  state.clientData = withEntry(state.clientData, IMPORTANCE, odd ? String(code) : undefined)
  if (odd || (state.current && importanceOf(state.current, state.context) === code)) return {}
  return { priority: state.context.rules.priorityOfImportance[code] }
}

function isDone(task: Partial<Task>): boolean {
  return task.status === 'done'
}

/** MS-ASTASK, DateCompleted: always there with Complete 1. */
function writeDateCompleted(task: Task): Element | null {
  if (!isDone(task)) return null
  const at = task.completedAt ?? task.updatedAt
  return element('Tasks:DateCompleted', dashedDateTime(at.getTime()))
}

/**
 * R-ONO-99 to 101: Complete 1 makes the task done; nothing else touches status, progress and date.
 * Where completed tasks stay on the device, Complete 0 opens them again.
 */
function readCompletion(state: ReadState<Task>): TaskPatch {
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

function writeReminderTime(task: Task): Element | null {
  if (!task.reminderAt) return null
  return element('Tasks:ReminderTime', dashedDateTime(task.reminderAt.getTime()))
}

/** R-ONO-98; an absent ReminderSet leaves the reminder (MS-ASTASK, ReminderSet Element). */
function readReminder(state: ReadState<Task>): TaskPatch {
  const set = textOf(state.data, 'Tasks:ReminderSet')?.trim()
  if (set === undefined) return {}
  if (set === '' || set === '0') return { reminderAt: null }
  if (set !== '1') throw new MappingError('Tasks:ReminderSet', 'not 0 or 1')
  const at = textOf(state.data, 'Tasks:ReminderTime')
  return at ? { reminderAt: new Date(instantOf(at, 'Tasks:ReminderTime')) } : {}
}

/** A task recurs from its start or else its due date; before either is set, from its making. */
function recurrenceStart(
  task: Pick<Task, 'startDate' | 'dueDate' | 'createdAt'>,
  zone: string,
): SeriesStart {
  const date = task.startDate ?? task.dueDate ?? dateIn(zone, task.createdAt.getTime())
  return { date, time: 0, zone: null }
}

/** Start is the true instant up to 14.1 and the local wall clock from 16.0 (field-guide, "Tasks"). */
function writeRecurrence(task: Task, context: MapperContext): Element | null {
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

function readRule(state: ReadState<Task>, patch: TaskPatch): TaskPatch {
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
