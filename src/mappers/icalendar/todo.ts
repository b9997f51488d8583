import type { CalendarDate, Task, TaskPatch } from '../../store/model.js'
import { normaliseRrule, validateRrule } from '../../store/recurrence.js'
import { type Component, propertiesOf, propertyOf } from '../text/component.js'
import { dateOf } from '../time/date-time.js'
import { startOfDay, toWall } from '../time/zone.js'
import { readAlarms } from './alarm.js'
import { neutralOf, PRIORITY_OF_WIRE, TASK_STATUS } from './codes.js'
import { type Moment, readDuration, readMoment } from './date-time.js'
import {
  categoriesOf,
  type EntryContext,
  EntryRefused,
  keptData,
  keptProperties,
  ownZoneOf,
  textOf,
  uidOf,
} from './entry.js'
import { privacyOf } from './event.js'

/** RFC 5545, To-Do Component. Times of day of start and due are not kept. Throws EntryRefused. */
export function readTodo(todo: Component, context: EntryContext): TaskPatch {
  if (propertyOf(todo, 'RECURRENCE-ID')) {
    throw new EntryRefused('a single occurrence of a repeating task is not taken')
  }
  const start = readOptional(todo, 'DTSTART', context)
  const due = readOptional(todo, 'DUE', context) ?? dueAfter(todo, start)
  const categories = categoriesOf(todo)
  const alarms = readTodoAlarms(todo, { start, due }, context)
  const oneCategory = categories.length <= 1 ? ['CATEGORIES'] : []
  return {
    uid: uidOf(todo),
    title: textOf(todo, 'SUMMARY'),
    note: textOf(todo, 'DESCRIPTION'),
    type: categories[0] ?? null,
    priority: priorityOf(todo),
    startDate: start === null ? null : dateOfMoment(start),
    dueDate: due === null ? null : dateOfMoment(due),
    deadline: due !== null && textOf(todo, 'X-TERMINGATE-DEADLINE').toUpperCase() !== 'FALSE',
    privacy: privacyOf(todo),
    reminderAt: alarms.at === null ? null : new Date(alarms.at),
    ...statusOf(todo, context),
    rrule: ruleOf(todo, context),
    timeZone: ownZoneOf(todo) ?? zoneOf(due) ?? zoneOf(start),
    clientData: keptData(keptProperties(todo, [...oneCategory, 'PRIORITY']), alarms.kept),
  }
}

function readOptional(todo: Component, name: string, context: EntryContext): Moment | null {
  const property = propertyOf(todo, name)
  if (!property) return null
  const moment = readMoment(property, property.value, context.zones)
  if (moment === null) throw new EntryRefused(`its ${name} is not a date`, property.line)
  return moment
}

function dueAfter(todo: Component, start: Moment | null): Moment | null {
  const duration = readDuration(propertyOf(todo, 'DURATION')?.value ?? '')
  if (start === null || duration === null || duration < 0) return null
  if (!start.allDay) return { ...start, instant: start.instant + duration }
  return { allDay: true, date: dateOf(Date.parse(`${start.date}T00:00:00Z`) + duration) }
}

function dateOfMoment(moment: Moment): CalendarDate {
  return moment.allDay ? moment.date : dateOf(toWall(moment.timeZone, moment.instant))
}

function zoneOf(moment: Moment | null): string | null {
  return moment === null || moment.allDay || !moment.zoneKnown ? null : moment.timeZone
}

function priorityOf(todo: Component): number {
  const wire = Number(propertyOf(todo, 'PRIORITY')?.value.trim() ?? 0)
  return PRIORITY_OF_WIRE[wire] ?? 3
}

type TaskState = Pick<Task, 'status' | 'percentComplete' | 'completedAt'>

/** RFC 5545, Status, Percent Complete and Date-Time Completed, which often disagree. */
function statusOf(todo: Component, context: EntryContext): TaskState {
  const property = propertyOf(todo, 'COMPLETED')
  const completed = property ? readMoment(property, property.value, context.zones) : null
  const percent = Number.parseInt(propertyOf(todo, 'PERCENT-COMPLETE')?.value ?? '0', 10)
  const own = neutralOf(TASK_STATUS, propertyOf(todo, 'STATUS')?.value)
  const status = own ?? (completed !== null || percent >= 100 ? 'done' : 'open')
  const valid = Number.isInteger(percent) ? Math.min(Math.max(percent, 0), 100) : 0
  const done = status === 'done'
  return {
    status,
    percentComplete: done ? 100 : valid,
    completedAt: done && completed !== null ? instantOf(completed, context) : null,
  }
}

function instantOf(moment: Moment, context: EntryContext): Date {
  return new Date(moment.allDay ? startOfDay(context.timeZone, moment.date) : moment.instant)
}

function ruleOf(todo: Component, context: EntryContext): string | null {
  const [property, ...further] = propertiesOf(todo, 'RRULE')
  if (!property) return null
  const rule = normaliseRrule(property.value)
  if (rule === null) {
    throw new EntryRefused(
      `its rule was not taken: ${validateRrule(property.value)}`,
      property.line,
    )
  }
  const dates = ['EXRULE', 'EXDATE', 'RDATE'].flatMap((name) => propertiesOf(todo, name))
  for (const { line, name } of [...further, ...dates]) {
    context.note({ line, reason: `${name} of a task is not taken`, skipped: false })
  }
  return rule
}

function readTodoAlarms(
  todo: Component,
  { start, due }: { start: Moment | null; due: Moment | null },
  context: EntryContext,
) {
  const anchorOf = (moment: Moment | null) => moment && instantOf(moment, context).getTime()
  const end = anchorOf(due)
  const alarms = readAlarms(
    todo,
    { start: anchorOf(start) ?? end, end },
    {
      ...context,
    },
  )
  return alarms
}
