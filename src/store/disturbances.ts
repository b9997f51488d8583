import type { RunningGateway } from './activity.js'
import type { Sql } from './database.js'
import { type Counts, counts } from './installation.js'
import type { Id } from './model.js'

/** What is not as it should be, and how much of it; `at`: since or until when. */
export type Disturbance = { kind: DisturbanceKind; count: number; at: Date | null }

/** In the order of what it means for people. */
export const DISTURBANCES = [
  'databaseDown',
  'serverErrors',
  'lockedUsers',
  'failingDevices',
  'waitingDevices',
  'oldPasswords',
  'problems',
  'stuckMails',
  'refusedMails',
  'versions',
] as const
export type DisturbanceKind = (typeof DISTURBANCES)[number]

/** An outage is told so long after it was over: phones may come back late (R-ONO-60). */
const TOLD_MS = 3_600_000

const FURTHER = `
select
  (select count(*)::int from device d where d.status = 'quarantined'
    and ($1::bigint is null or d.tenant_id = $1)) as "waitingDevices",
  count(*) filter (where o.sent_at is null and o.failed_at is null and o.attempts > 0
    and o.created_at < now() - interval '10 minutes')::int as "stuckMails",
  count(*) filter (where o.failed_at > now() - interval '1 day')::int as "refusedMails"
from mail_outbox o where $1::bigint is null or o.tenant_id = $1`

type Further = { waitingDevices: number; stuckMails: number; refusedMails: number }

export type Standing = { counts: Counts; disturbances: Disturbance[] }

/** How all tenants, or one of them, are doing, and what needs a look. */
export async function standing(
  sql: Sql,
  { tenantId, now, gateways }: { tenantId: Id | null; now: Date; gateways: RunningGateway[] },
): Promise<Standing> {
  const counted = await counts(sql, tenantId, now)
  const [further] = await sql.query<Further>({ name: 'disturbances', text: FURTHER }, [tenantId])
  const found = new Map<DisturbanceKind, Omit<Disturbance, 'kind'>>()
  const note = (kind: DisturbanceKind, count: number, at: Date | null = null) => {
    if (count > 0) found.set(kind, { count, at })
  }
  const { lockedUsers, failingDevices, oldPasswords, problems } = counted
  const known = { lockedUsers, failingDevices, oldPasswords, problems, ...further }
  for (const kind of Object.keys(known) as (keyof typeof known)[]) note(kind, known[kind] ?? 0)
  const down = lastDown(gateways, now)
  note('databaseDown', down ? 1 : 0, down)
  note('serverErrors', total(gateways.map(({ state }) => state.traffic.serverErrors)))
  if (tenantId === null) note('versions', new Set(gateways.map((one) => one.version)).size - 1)
  return {
    counts: counted,
    disturbances: DISTURBANCES.flatMap((kind) => {
      const one = found.get(kind)
      return one ? [{ kind, ...one }] : []
    }),
  }
}

function lastDown(gateways: readonly RunningGateway[], now: Date): Date | null {
  const times = gateways.flatMap(({ state: { databaseDownAt } }) =>
    databaseDownAt === null ? [] : [Date.parse(databaseDownAt)],
  )
  const last = Math.max(0, ...times)
  return last > now.getTime() - TOLD_MS ? new Date(last) : null
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0)
