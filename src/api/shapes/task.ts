import { z } from 'zod'
import type { Task, TaskPatch } from '../../store/model.js'
import { defined } from '../defined.js'
import { newUid, privacy, rrule, typeWord } from './appointment.js'
import { calendarDate, instant, instantText, rowId, textOf, timeZone } from './common.js'

const title = z.string().max(1_000)
const plain = {
  title,
  note: z.string().max(200_000),
  type: typeWord,
  priority: z.int().min(1).max(6).describe('1 is the highest.'),
  deadline: z.boolean().describe('Phones get `dueDate` only with it.'),
  privacy,
  status: z.enum(['open', 'in-progress', 'done', 'cancelled']),
  percentComplete: z.int().min(0).max(100),
  responsibleId: rowId.nullable().describe('`id` of a user.'),
  editorIds: z.array(rowId).max(1_000).describe('Users who work on it, too.'),
}

const fields = {
  ...plain,
  startDate: calendarDate.nullable(),
  dueDate: calendarDate.nullable(),
  reminderAt: instant.nullable(),
  completedAt: instant.nullable(),
  rrule,
  timeZone: timeZone.nullable().describe("In which its dates are meant; null: the user's."),
}

export const task = z
  .strictObject({
    id: rowId,
    uid: z.string(),
    ...plain,
    startDate: z.string().nullable(),
    dueDate: z.string().nullable(),
    reminderAt: instantText.nullable(),
    completedAt: instantText.nullable(),
    rrule: z.string().nullable(),
    timeZone: z.string().nullable(),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: 'Task' })
export const newTask = z
  .strictObject({ ...z.strictObject(fields).partial().shape, title, uid: newUid })
  .meta({ id: 'NewTask' })
export const taskPatch = z.strictObject(fields).partial().meta({ id: 'TaskPatch' })

export function taskPatchOf(
  given: z.output<typeof taskPatch> & { uid?: string | undefined },
): TaskPatch {
  return defined(given)
}

export function taskView(item: Task): z.output<typeof task> {
  const { homeId: _, details, clientData, createdAt, updatedAt, ...plain } = item
  return {
    ...plain,
    reminderAt: textOf(item.reminderAt),
    completedAt: textOf(item.completedAt),
    createdAt: textOf(createdAt),
    updatedAt: textOf(updatedAt),
  }
}
