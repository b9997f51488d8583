import type { Database, Sql } from './database.js'

const SAVE = { name: 'nested-save', text: 'savepoint nested' }
const RELEASE = { name: 'nested-release', text: 'release savepoint nested' }
const BACK = { name: 'nested-back', text: 'rollback to savepoint nested' }

/**
 * The database as seen from within a transaction: what works on a `Database` of its own becomes a part
 * of `tx`, and is taken back alone when it fails. Names of savepoints may repeat; the innermost counts.
 */
export function joinedDatabase(database: Database, tx: Sql): Database {
  return {
    ...database,
    query: (statement, values) => tx.query(statement, values),
    async transact(work) {
      await tx.query(SAVE)
      try {
        const result = await work(tx)
        await tx.query(RELEASE)
        return result
      } catch (error) {
        // After a lost connection this fails too, and the first error is the one that tells why.
        await tx.query(BACK).catch(() => undefined)
        throw error
      }
    },
  }
}
