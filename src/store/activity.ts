import type { Id } from './model.js'

/** A request that waits for changes: a Ping, or a Sync that hangs. */
export type ParkedRequest = {
  tenantId: Id
  /** `name_tenant`. */
  user: string
  /** As the device calls itself. */
  device: string
  /** Its row. */
  deviceId: Id
  command: string
  /** ISO instant. */
  since: string
  /** How long it may wait at most. */
  seconds: number
}

/** A request that was answered. */
export type SeenRequest = {
  tenantId: Id
  user: string
  device: string
  /** Its row; null: it has none (yet). */
  deviceId: Id | null
  command: string
  version: string
  http: number
  /** The command's own; absent where it has none. */
  status?: string
  failed: boolean
  ms: number
  /** ISO instant of the answer. */
  at: string
}

/** Requests of phones within the last minute. */
export type Traffic = {
  requests: number
  /** Within the last ten seconds. */
  lately: number
  /** Answered 401. */
  refused: number
  /** Any other 4xx. */
  clientErrors: number
  /** 5xx */
  serverErrors: number
  /** Answered 200 with a status that is no success. */
  failed: number
  bytesIn: number
  bytesOut: number
  /** How many took how long, by `latencySlot`; without what waited for changes. */
  latencies: number[]
}

export type TenantTraffic = { tenantId: Id; requests: number; failed: number; parked: number }

/** What one gateway tells of itself. All lists are bounded. */
export type GatewayState = {
  traffic: Traffic
  parked: number
  /** The first 200, of each tenant some. */
  parkedRequests: ParkedRequest[]
  /** The newest 100, of each tenant some. */
  recent: SeenRequest[]
  /** The busiest 200. */
  tenants: TenantTraffic[]
  /** When the database was last out of reach for it; ISO instant. */
  databaseDownAt: string | null
}

/** A gateway that was heard of within the last 30 seconds. */
export type RunningGateway = {
  id: string
  host: string
  pid: number
  version: string
  startedAt: Date
  seenAt: Date
  state: GatewayState
}

const FASTEST_MS = 0.25
const SLOTS = 42

/** Each slot is 1.4 times as long as the one before; the last has all that took longer. */
export function latencySlot(ms: number): number {
  const slot = Math.ceil(2 * Math.log2(ms / FASTEST_MS))
  return Math.min(Math.max(slot, 0), SLOTS - 1)
}

/** Below how many milliseconds this share of the requests stayed; null when there was none. */
function quantile(latencies: readonly number[], share: number): number | null {
  const wanted = latencies.reduce((sum, count) => sum + count, 0) * share
  if (wanted === 0) return null
  let sum = 0
  const slot = latencies.findIndex((count) => {
    sum += count
    return sum >= wanted
  })
  return Math.round(FASTEST_MS * 2 ** (slot / 2) * 100) / 100
}

export function noTraffic(): Traffic {
  return {
    ...{ requests: 0, lately: 0, refused: 0, clientErrors: 0, serverErrors: 0, failed: 0 },
    ...{ bytesIn: 0, bytesOut: 0, latencies: Array<number>(SLOTS).fill(0) },
  }
}

/** What goes on at this moment, of all gateways together. */
export type Activity = {
  traffic: Omit<Traffic, 'latencies' | 'lately'>
  perSecond: number
  /** Milliseconds that half of the requests, and 95 of 100, took at most. */
  p50: number | null
  p95: number | null
  parked: number
  /** Those longest parked first. */
  parkedRequests: ParkedRequest[]
  /** The newest first. */
  recent: SeenRequest[]
}

const MOST_SHOWN = 200
const LATELY_SECONDS = 10

/** Of all tenants, or only what concerns one: latencies and bytes are not told by tenant. */
export function activityOf(gateways: readonly RunningGateway[], tenantId: Id | null): Activity {
  const states = gateways.map(({ state }) => state)
  const ours = <T extends { tenantId: Id }>(all: readonly T[]) =>
    tenantId === null ? all : all.filter((one) => one.tenantId === tenantId)
  const parked = states.flatMap(({ parkedRequests }) => ours(parkedRequests))
  const recent = states.flatMap((state) => ours(state.recent))
  const tenants = states.flatMap((state) => ours(state.tenants))
  const traffic = tenantId === null ? sumOf(states) : sumOfTenant(tenants)
  const { latencies, lately, ...told } = traffic
  return {
    traffic: told,
    perSecond: Math.round((lately / LATELY_SECONDS) * 10) / 10,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    parked: sum((tenantId === null ? states : tenants).map((one) => one.parked)),
    parkedRequests: parked.sort(by('since', 1)).slice(0, MOST_SHOWN),
    recent: recent.sort(by('at', -1)).slice(0, MOST_SHOWN),
  }
}

function sumOf(states: readonly GatewayState[]): Traffic {
  const total = noTraffic()
  for (const { traffic } of states) {
    for (const [name, value] of Object.entries(traffic) as [keyof Traffic, number | number[]][]) {
      if (name === 'latencies') {
        total.latencies = total.latencies.map((count, at) => count + (traffic.latencies[at] ?? 0))
      } else total[name] += value as number
    }
  }
  return total
}

function sumOfTenant(tenants: readonly TenantTraffic[]): Traffic {
  const requests = sum(tenants.map((one) => one.requests))
  const failed = sum(tenants.map((one) => one.failed))
  return { ...noTraffic(), requests, failed, lately: (requests * LATELY_SECONDS) / 60 }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

function by<K extends string>(key: K, way: 1 | -1) {
  return (a: Record<K, string>, b: Record<K, string>) => {
    if (a[key] === b[key]) return 0
    return a[key] < b[key] ? -way : way
  }
}
