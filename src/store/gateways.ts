import type { GatewayState, RunningGateway } from './activity.js'
import type { Sql, Statement } from './sql.js'

/** Who tells of itself. */
export type GatewayName = { id: string; host: string; pid: number; version: string }

/** Longer silent: gone without a word. */
const SILENT = `interval '30 seconds'`

/** The database's clock counts: gateways need not agree on the time. */
const TELL: Statement = {
  name: 'gateway-tell',
  text: `
with gone as (delete from gateway where seen_at < now() - ${SILENT} and id <> $1)
insert into gateway (id, host, pid, version, state) values ($1, $2, $3, $4, $5::text::jsonb)
on conflict (id) do update set seen_at = now(), state = excluded.state`,
}

/** Writes what a gateway does; forgets those that are silent. */
export async function tellGateway(
  sql: Sql,
  { id, host, pid, version }: GatewayName,
  state: GatewayState,
): Promise<void> {
  await sql.query(TELL, [id, host, pid, version, JSON.stringify(state)])
}

export async function removeGateway(sql: Sql, id: string): Promise<void> {
  await sql.query({ name: 'gateway-remove', text: 'delete from gateway where id = $1' }, [id])
}

/** Those that are running, by host. */
export async function runningGateways(sql: Sql): Promise<RunningGateway[]> {
  return await sql.query<RunningGateway>({
    name: 'gateways-running',
    text: `select id, host, pid, version, started_at as "startedAt", seen_at as "seenAt", state
      from gateway where seen_at >= now() - ${SILENT} order by host, started_at, id limit 1000`,
  })
}
