import type { Knex } from 'knex'
import type { ChangeNotifier } from './change-notifier.js'

/** A statement prepared once per connection under its name. Parameters are $1, $2, … */
export type Statement = { name: string; text: string }

/** Runs statements on one connection, or on any free one. Rejects with DatabaseUnavailable. */
export type Sql = {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>
}

/**
 * An open database. knex for all that is not hot; `sql` and `transact` for the Sync path, on the
 * same pool (embedded: exactly one connection, so nothing may ask for a second one inside `transact`).
 */
export type Database = Sql & {
  kind: 'postgres' | 'pglite'
  knex: Knex
  /** Commits when `work` resolves, rolls back when it rejects. */
  transact<T>(work: (tx: Sql) => Promise<T>): Promise<T>
  notifier: ChangeNotifier
  close(): Promise<void>
}
