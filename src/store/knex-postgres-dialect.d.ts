/** knex's dialect for PostgreSQL, which has no types of its own: what we extend and override. */
declare module 'knex/lib/dialects/postgres/index.js' {
  import type { Knex } from 'knex'

  export type QueryObject = {
    sql: string
    bindings?: readonly unknown[]
    response?: unknown
  }

  export default class PostgresDialect extends Knex.Client {
    _query(connection: unknown, query: QueryObject): Promise<QueryObject>
    acquireConnection(): Promise<unknown>
    acquireRawConnection(): Promise<unknown>
    destroyRawConnection(connection: unknown): Promise<void>
  }
}
