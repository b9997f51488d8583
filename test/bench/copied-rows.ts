import type { Row, TenantFixture } from '../support/tenant.js'

type Copy = {
  /** SQL for the columns that differ; all others are as in `r`. */
  values: Record<string, string>
  /** Where the table is called `r`. */
  from: string
  where: string
  /** $1 is the tenant, these come behind it. */
  parameters: readonly unknown[]
}

/** Copies rows of a tenant, whatever columns there are, with new ids; gives the new rows. */
export async function copyRows(tenant: TenantFixture, table: string, copy: Copy): Promise<Row[]> {
  const all = await columnsOf(tenant, table)
  const columns = all.filter((name) => !GIVEN_ANEW.includes(name))
  const values = columns.map((name) => copy.values[name] ?? `r.${name}`)
  return await tenant.sql(
    `insert into ${table} (${columns.join(', ')}) select ${values.join(', ')} from ${copy.from}
     where r.tenant_id = $1 and ${copy.where} returning *`,
    [tenant.id, ...copy.parameters],
  )
}

/** By the database. */
const GIVEN_ANEW: readonly string[] = ['id', 'uid']

async function columnsOf(tenant: TenantFixture, table: string): Promise<string[]> {
  const rows = await tenant.sql(
    `select column_name from information_schema.columns
     where table_schema = current_schema() and table_name = $1 order by ordinal_position`,
    [table],
  )
  return rows.map(({ column_name: name }) => String(name))
}
