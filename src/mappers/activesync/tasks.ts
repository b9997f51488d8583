import { childOf, element } from '../../activesync/wbxml/element.js'
import type { Task, TaskPatch } from '../../store/model.js'
import { readBody, writeBody } from './body.js'
import { readCategories, writeCategories } from './categories.js'
import { kept } from './client-data.js'
import { sensitivity, text } from './codecs.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import type { ItemMapper, ReadContext } from './mapper.js'
import { joined, type ReadState, type Row, readRows, ruleFor, writeRows } from './rule.js'
import { readTaskDates, writeDueDate, writeStartDate } from './task-dates.js'
import {
  isDone,
  NORMAL,
  readCompletion,
  readImportance,
  readReminder,
  writeDateCompleted,
  writeImportance,
  writeReminderTime,
} from './task-fields.js'
import { readTaskRecurrence, writeTaskRecurrence } from './task-recurrence.js'

const rule = ruleFor<Task>()

/** MS-ASTASK, in the order of its schema. */
export const taskRules: readonly Row<Task>[] = [
  rule('Tasks:Subject', 'title', text, { says: 'one line', ids: ['R-ONO-70', 'R-ONO-90'] }),
  joined('AirSyncBase:Body', (task, context) => writeBody(task.note, context), {
    fields: ['note'],
    tags: ['AirSyncBase:NativeBodyType'],
    says: 'see Bodies',
    ids: ['R-ONO-71', 'R-ONO-90'],
  }),
  joined('Tasks:Importance', writeImportance, {
    fields: ['priority'],
    says: '1, 2 → 2; 3, 4 → 1; 5, 6 → 0 (`importanceOfPriority`). Read only if it differs from what is shown: 2 → 2, 1 → 3, 0 → 5 (`priorityOfImportance`); other numbers are kept and handed back. Absent from a Change always unchanged',
    ids: ['R-ONO-73', 'R-ONO-91'],
  }),
  joined('Tasks:UtcStartDate', writeStartDate, {
    fields: ['startDate', 'timeZone'],
    tags: ['Tasks:StartDate'],
    says: 'always both: midnight in the zone of the task (else the user’s) as instant, and as wall clock. Read: the day of the wall clock; one of the two is enough, and an instant in both is known as such',
    ids: ['R-ONO-74', 'R-ONO-93'],
  }),
  joined('Tasks:UtcDueDate', writeDueDate, {
    fields: ['dueDate', 'deadline', 'timeZone'],
    tags: ['Tasks:DueDate'],
    says: 'as the start; sent only with the deadline flag. Read: set both, cleared both; what was not sent can not be cleared',
    ids: ['R-ONO-76', 'R-ONO-77', 'R-ONO-96'],
  }),
  joined('Tasks:Categories', (task) => writeCategories('Tasks', task), {
    fields: ['type'],
    says: 'the type first, then what the client added; read: the first one of `taskTypes`, none known leaves the type; others are kept',
    ids: ['R-ONO-72', 'R-ONO-92'],
  }),
  joined('Tasks:Recurrence', writeTaskRecurrence, {
    fields: ['rrule'],
    says: 'see Recurrences; dates with dashes, Start is required. Regenerate and DeadOccur are kept and handed back; without StartDate and DueDate its Start is the start. What is added complete with DeadOccur is a single task for the application, and handed back with its rule',
    ids: ['R-ONO-63'],
  }),
  joined('Tasks:Complete', (task) => element('Tasks:Complete', isDone(task) ? 1 : 0), {
    fields: ['status', 'percentComplete'],
    says: '1 is done and 100 %; 0 changes nothing (opens the task again where `completedTasks` is `send`). Done and cancelled tasks leave the device; what it completed itself leaves with the second Sync',
    ids: ['R-ONO-80', 'R-ONO-99', 'R-ONO-101', 'R-ONO-102'],
  }),
  joined('Tasks:DateCompleted', writeDateCompleted, {
    fields: ['completedAt'],
    says: 'always with Complete 1; read only with it',
    ids: ['R-ONO-100'],
  }),
  rule('Tasks:Sensitivity', 'privacy', sensitivity, {
    says: '`private-or-personal`: private and confidential 2, else 1; read: only 2 is private, and what it is already stays. `echo`: 0 to 3 as sent',
    ids: ['R-ONO-78', 'R-ONO-97'],
  }),
  joined('Tasks:ReminderTime', writeReminderTime, {
    fields: ['reminderAt'],
    says: 'the instant',
    ids: ['R-ONO-79', 'R-ONO-98'],
  }),
  joined('Tasks:ReminderSet', (task) => element('Tasks:ReminderSet', task.reminderAt ? 1 : 0), {
    fields: ['reminderAt'],
    says: 'sent always; read: 0 or empty takes the reminder away, 1 needs its time, anything else is Status 6. Absent from a Change always unchanged',
    ids: ['R-ONO-79', 'R-ONO-98'],
  }),
  kept('Tasks:OrdinalDate', { since: '12.0' }),
  kept('Tasks:SubOrdinalDate', { since: '12.0' }),
]

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
    Object.assign(patch, readTaskRecurrence(state, patch))
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
