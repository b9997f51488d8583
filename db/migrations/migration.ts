import type { Knex } from 'knex'

/** An index on a table that may be large, made while others write to it. */
export type OnlineIndex = {
  name: string
  /** What stands behind its name, such as `on device (tenant_id, id)`. */
  on: string
  unique?: boolean
}

/** A step of the schema. What it may do while phones are served: CONTRIBUTING.md, Migrations. */
export type Migration = { name: string } & (
  | { up(knex: Knex): Promise<void>; down(knex: Knex): Promise<void> }
  | { index: OnlineIndex }
)
