import { firstThat } from '../support/eventually.js'
import type { Row } from '../support/tenant.js'

type Sql = { sql(text: string, values: readonly unknown[]): Promise<Row[]> }

/** Returns when a request of this login waits at some gateway. */
export async function parked({ sql }: Sql, login: string): Promise<void> {
  const text = `select 1 from gateway, jsonb_array_elements(state -> 'parkedRequests') as request
    where request ->> 'user' = $1`
  await firstThat(
    () => sql(text, [login]),
    (found) => found.length > 0,
  )
}
