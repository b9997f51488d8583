import type { Database, Sql } from '../../src/store/database.js'

/** The same database; each statement of a transaction is told with the number of its rows. */
export function watchedDatabase(
  one: Database,
  onStatement: (statement: { name: string; rows: number }) => void,
): Database {
  const watched = (tx: Sql): Sql => ({
    async query(statement, values) {
      const rows = await tx.query(statement, values)
      onStatement({ name: statement.name, rows: rows.length })
      return rows as never
    },
  })
  return Object.assign(Object.create(one), {
    transact: <T>(work: (tx: Sql) => Promise<T>) => one.transact((tx) => work(watched(tx))),
  })
}
