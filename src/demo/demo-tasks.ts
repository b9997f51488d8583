import type { TaskPatch, TaskStatus } from '../store/model.js'
import { DAY_MS } from '../store/recurrence-days.js'
import { wallClock } from '../store/recurrence-zone.js'
import { business } from '../store/rule-set.js'
import type { Office } from './demo-types.js'
import { dateOfDay, today } from './office-time.js'
import { TASK_TITLES } from './words.js'

const TASKS = 40
/** Most are to be done, as on a real list. */
const STATUSES: readonly TaskStatus[] = [
  'open',
  'open',
  'in-progress',
  'open',
  'open',
  'done',
  'open',
  'in-progress',
  'open',
  'cancelled',
]

/** Forty tasks of all states and priorities, due from a month ago to two months ahead. */
export function demoTasks(office: Office): TaskPatch[] {
  return Array.from({ length: TASKS }, (_, index) => demoTask(office, index))
}

function demoTask(office: Office, index: number): TaskPatch {
  const { chance, accounts } = office
  const now = today(office.now, office.timeZone)
  const status = STATUSES[index % STATUSES.length] ?? 'open'
  const done = status === 'done'
  const due = now + (done ? -chance.whole(30) : chance.whole(90) - 10)
  const contact = chance.some(office.contacts, 1)[0]
  const withDue = index % 4 !== 3
  return {
    uid: `demo-task-${index + 1}`,
    title: `${TASK_TITLES[index % TASK_TITLES.length]}: ${contact?.name ?? ''}`,
    note: chance.chance(0.4)
      ? 'Unterlagen liegen in der Akte.\nBitte bis zur Frist erledigen.'
      : '',
    type: business.taskTypes[index % business.taskTypes.length] ?? null,
    priority: 1 + (index % 6),
    startDate: index % 3 === 0 ? dateOfDay(due - 7) : null,
    dueDate: withDue ? dateOfDay(due) : null,
    // some are due without a deadline: those go to the phone without a date (R-ONO-77)
    deadline: withDue && index % 5 !== 2,
    privacy: index % 13 === 5 ? 'private' : 'normal',
    reminderAt: withDue && !done && index % 6 === 0 ? atNine(office, due) : null,
    status,
    percentComplete: done ? 100 : status === 'in-progress' ? 25 * (1 + chance.whole(3)) : 0,
    completedAt: done ? atNine(office, due) : null,
    rrule: index === 7 ? 'FREQ=MONTHLY' : null,
    timeZone: office.timeZone,
    responsibleId: accounts[index % 3 === 2 ? accounts.length - 1 : 0]?.id ?? null,
    editorIds: index % 5 === 0 ? accounts.slice(1, 2).map(({ id }) => id) : [],
  }
}

function atNine(office: Office, day: number): Date {
  return new Date(wallClock(office.timeZone).toInstant(day * DAY_MS + 9 * 3_600_000))
}
