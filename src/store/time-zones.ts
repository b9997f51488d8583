import type { Sql, Statement } from './database.js'

const IN_USE: Statement = {
  name: 'time-zones-in-use',
  text: `
select time_zone from (
  select time_zone from tenant
  union all select time_zone from account where time_zone is not null) zone
group by time_zone order by count(*) desc limit $1`,
}

/** The zones of tenants and accounts, the most frequent first. */
export async function zonesInUse(sql: Sql, most: number): Promise<string[]> {
  const rows = await sql.query<{ time_zone: string }>(IN_USE, [most])
  return rows.map((row) => row.time_zone)
}
