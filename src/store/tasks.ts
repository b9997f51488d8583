import { columnsOf, insertRow, jsonb, updateRow } from './columns.js'
import type { Sql, Statement } from './database.js'
import type { Id, Task, TaskPatch } from './model.js'

const LOAD: Statement = {
  name: 'load-tasks',
  text: `
select t.*, (select json_agg(e.account_id order by e.account_id) from task_editor e
    where e.tenant_id = t.tenant_id and e.task_id = t.id) as editor_ids
from task t where t.tenant_id = $1 and t.id = any($2)`,
}

type TaskRow = {
  id: Id
  uid: string
  responsible_id: Id | null
  collection_id: Id | null
  title: string
  note: string
  type: string | null
  priority: number
  start_date: string | null
  due_date: string | null
  deadline: boolean
  privacy: Task['privacy']
  reminder_at: Date | null
  status: Task['status']
  percent_complete: number
  completed_at: Date | null
  rrule: string | null
  time_zone: string | null
  details: Task['details']
  client_data: Task['clientData']
  created_at: Date
  updated_at: Date
  editor_ids: Id[] | null
}

const COLUMN_OF = {
  uid: 'uid',
  responsibleId: 'responsible_id',
  homeId: 'collection_id',
  title: 'title',
  note: 'note',
  type: 'type',
  priority: 'priority',
  startDate: 'start_date',
  dueDate: 'due_date',
  deadline: 'deadline',
  privacy: 'privacy',
  reminderAt: 'reminder_at',
  status: 'status',
  percentComplete: 'percent_complete',
  completedAt: 'completed_at',
  rrule: 'rrule',
  timeZone: 'time_zone',
} as const

function taskOfRow(row: TaskRow): Task {
  return {
    id: row.id,
    uid: row.uid,
    responsibleId: row.responsible_id,
    homeId: row.collection_id,
    title: row.title,
    note: row.note,
    type: row.type,
    priority: row.priority,
    startDate: row.start_date,
    dueDate: row.due_date,
    deadline: row.deadline,
    privacy: row.privacy,
    reminderAt: row.reminder_at,
    status: row.status,
    percentComplete: row.percent_complete,
    completedAt: row.completed_at,
    rrule: row.rrule,
    timeZone: row.time_zone,
    editorIds: row.editor_ids ?? [],
    details: row.details,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    clientData: row.client_data,
  }
}

export async function loadTasks(sql: Sql, tenantId: Id, ids: readonly Id[]): Promise<Task[]> {
  const rows = await sql.query<TaskRow>(LOAD, [tenantId, ids])
  return rows.map(taskOfRow)
}

function taskColumns(patch: TaskPatch) {
  const columns = columnsOf(patch, COLUMN_OF)
  if (patch.clientData) columns.client_data = jsonb(patch.clientData)
  return columns
}

export async function createTask(sql: Sql, tenantId: Id, patch: TaskPatch): Promise<Id> {
  const id = await insertRow(sql, 'task', { tenant_id: tenantId, ...taskColumns(patch) })
  if (patch.editorIds) await saveEditors(sql, { tenantId, id }, patch.editorIds)
  return id
}

export async function updateTask(
  sql: Sql,
  tenantId: Id,
  change: { id: Id; patch: TaskPatch },
): Promise<void> {
  const { id, patch } = change
  await updateRow(sql, 'task', { tenantId, id, columns: taskColumns(patch) })
  if (patch.editorIds) await saveEditors(sql, { tenantId, id }, patch.editorIds)
}

async function saveEditors(
  sql: Sql,
  key: { tenantId: Id; id: Id },
  editorIds: readonly Id[],
): Promise<void> {
  await sql.query(
    {
      name: 'save-editors',
      text: `
with dropped as (
  delete from task_editor where tenant_id = $1 and task_id = $2 and not account_id = any($3)
)
insert into task_editor (tenant_id, task_id, account_id) select $1, $2, unnest($3::bigint[])
on conflict do nothing`,
    },
    [key.tenantId, key.id, editorIds],
  )
}
