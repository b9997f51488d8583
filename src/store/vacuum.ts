import type { Database } from './database.js'

/** As PostgreSQL's own, but earlier: what is waste is a tenth of a table, and some hundred rows. */
const WASTE = `
select quote_ident(relname) as name from pg_stat_user_tables
where schemaname = current_schema()
  and greatest(n_dead_tup, n_mod_since_analyze) > 500 + 0.1 * n_live_tup
order by relname`

/**
 * The embedded database has no autovacuum: rows that are gone would keep their room for ever. One table
 * after the other, so that requests get in between; on PostgreSQL nothing.
 * @returns the tables that were done
 */
export async function vacuumEmbedded(
  database: Pick<Database, 'kind' | 'query'>,
  signal: AbortSignal,
): Promise<string[]> {
  if (database.kind !== 'pglite') return []
  const done: string[] = []
  const tables = await database.query<{ name: string }>({ name: '', text: WASTE })
  for (const { name } of tables) {
    if (signal.aborted) break
    await database.query({ name: '', text: `vacuum (analyze) ${name}` })
    done.push(name)
  }
  return done
}
