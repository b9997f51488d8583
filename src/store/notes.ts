import { columnsOf, insertRow, jsonb, updateRow } from './columns.js'
import type { Sql, Statement } from './database.js'
import type { Id, Note, NotePatch } from './model.js'

const LOAD: Statement = {
  name: 'load-notes',
  text: 'select * from note where tenant_id = $1 and id = any($2)',
}

type NoteRow = {
  id: Id
  uid: string
  owner_id: Id | null
  collection_id: Id | null
  title: string
  body: string
  categories: string[]
  status: Note['status']
  client_data: Note['clientData']
  created_at: Date
  updated_at: Date
}

const COLUMN_OF = {
  uid: 'uid',
  ownerId: 'owner_id',
  homeId: 'collection_id',
  title: 'title',
  body: 'body',
  categories: 'categories',
  status: 'status',
} as const

function noteOfRow(row: NoteRow): Note {
  return {
    id: row.id,
    uid: row.uid,
    ownerId: row.owner_id,
    homeId: row.collection_id,
    title: row.title,
    body: row.body,
    categories: row.categories,
    status: row.status,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    clientData: row.client_data,
  }
}

export async function loadNotes(sql: Sql, tenantId: Id, ids: readonly Id[]): Promise<Note[]> {
  const rows = await sql.query<NoteRow>(LOAD, [tenantId, ids])
  return rows.map(noteOfRow)
}

function noteColumns(patch: NotePatch) {
  const columns = columnsOf(patch, COLUMN_OF)
  if (patch.clientData) columns.client_data = jsonb(patch.clientData)
  return columns
}

export async function createNote(sql: Sql, tenantId: Id, patch: NotePatch): Promise<Id> {
  return await insertRow(sql, 'note', { tenant_id: tenantId, ...noteColumns(patch) })
}

export async function updateNote(
  sql: Sql,
  tenantId: Id,
  { id, patch }: { id: Id; patch: NotePatch },
): Promise<void> {
  await updateRow(sql, 'note', { tenantId, id, columns: noteColumns(patch) })
}
