/** A statement prepared once per connection under its name. Parameters are $1, $2, … */
export type Statement = { name: string; text: string }

/** Runs statements on one connection, or on any free one. Rejects with DatabaseUnavailable. */
export type Sql = {
  query<Row>(statement: Statement, values?: readonly unknown[]): Promise<Row[]>
}
