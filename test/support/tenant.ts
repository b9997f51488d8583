import { hashSync } from 'bcrypt'
import type { Id } from '../../src/store/model.js'

/** Whatever runs SQL: a Database, or a gateway in another process. */
export type SqlRunner =
  | { sql(text: string, values?: readonly unknown[]): Promise<Row[]> }
  | {
      query<R>(statement: { name: string; text: string }, values?: readonly unknown[]): Promise<R[]>
    }

export type Row = Record<string, unknown>

export type AccountFixture = {
  id: Id
  name: string
  /** `name_tenant`. */
  login: string
  calendar: Id
  tasks: Id
  contacts: Id
  notes: Id
}

export type TenantFixture = {
  id: Id
  name: string
  /** An active account with all three switches on and the password PASSWORD. */
  account(fields?: Row): Promise<AccountFixture>
  resource(fields?: Row): Promise<{ id: Id; calendar: Id }>
  /** Inserts a row of this tenant; its id (0 for tables without). */
  insert(table: string, fields: Row): Promise<Id>
  sql(text: string, values?: readonly unknown[]): Promise<Row[]>
}

export const PASSWORD = 'Grün-7-Tiger'
/** The least cost bcrypt knows, so that tests do not wait for it. */
export const PASSWORD_HASH = hashSync(PASSWORD, 4)

let counter = 0

/** A tenant of its own, with a name that no other test has. */
export async function newTenant(runner: SqlRunner, fields: Row = {}): Promise<TenantFixture> {
  const sql = runSql(runner)
  const unique = `${process.pid}x${Date.now().toString(36)}x${counter++}`
  const row = { name: `T${unique}`, ...fields }
  const id = await insertRow(sql, 'tenant', row)
  const insert = (table: string, more: Row) => insertRow(sql, table, { tenant_id: id, ...more })
  return {
    id,
    name: row.name,
    sql,
    insert,
    account: (more = {}) => newAccount({ sql, insert, tenant: row.name, tenantId: id }, more),
    async resource(more = {}) {
      const resourceId = await insert('resource', { name: `r${counter++}`, ...more })
      const [collection] = await sql(
        'select id from collection where tenant_id = $1 and resource_id = $2',
        [id, resourceId],
      )
      return { id: resourceId, calendar: Number(collection?.id) }
    },
  }
}

type Run = TenantFixture['sql']
type Place = { sql: Run; insert: TenantFixture['insert']; tenant: string; tenantId: Id }

async function newAccount(place: Place, fields: Row): Promise<AccountFixture> {
  const row = {
    name: `user${counter++}`,
    password_hash: PASSWORD_HASH,
    calendar_enabled: true,
    tasks_enabled: true,
    contacts_enabled: true,
    ...fields,
  }
  const id = await place.insert('account', row)
  const collections = await place.sql(
    'select kind, id from collection where tenant_id = $1 and account_id = $2',
    [place.tenantId, id],
  )
  const of = (kind: string) => Number(collections.find((found) => found.kind === kind)?.id)
  return {
    id,
    name: row.name,
    login: `${row.name}_${place.tenant}`,
    calendar: of('calendar'),
    tasks: of('tasks'),
    contacts: of('contacts'),
    notes: of('notes'),
  }
}

async function insertRow(sql: Run, table: string, row: Row): Promise<Id> {
  const columns = Object.keys(row)
  const places = columns.map((_, index) => `$${index + 1}`)
  const [inserted] = await sql(
    `insert into ${table} (${columns.join(', ')}) values (${places.join(', ')}) returning *`,
    Object.values(row),
  )
  return Number(inserted?.id ?? 0)
}

function runSql(runner: SqlRunner): Run {
  if ('sql' in runner) return (text, values) => runner.sql(text, values)
  // An empty name: not prepared, since each text is used once.
  return (text, values) => runner.query<Row>({ name: '', text }, values)
}
