import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { GatewayState, ParkedRequest, TenantTraffic } from '../store/activity.js'
import type { Database } from '../store/database.js'
import { removeGateway, tellGateway } from '../store/gateways.js'
import { inMaintenance } from '../store/installation.js'
import type { Id } from '../store/model.js'
import { fairly } from './fairly.js'
import { createParkedRequests, type ParkedRequests } from './parked-requests.js'
import { type Counted, createTrafficCounter, type TrafficCounter } from './traffic.js'

/** What this gateway does, told to the database, so that any gateway and the CLI can show it. */
export type Monitor = {
  parked: ParkedRequests
  count(request: Counted): void
  start(): void
  /** Takes this gateway off the list. */
  close(): Promise<void>
}

/** Maintenance acts within this time on what is parked, on every gateway. */
const LOOK_MS = 1_000
const LOOKS_PER_TELLING = 2
/** At least so often, or others take it for gone. */
const TELL_AT_LEAST_MS = 10_000
const CLOSING_MS = 1_000

const MOST_PARKED = 200
const MOST_RECENT = 100
const MOST_TENANTS = 200

type Parts = { database: Database; log: Logger; version: string }

export function createMonitor({ database, log, version }: Parts): Monitor {
  const name = { id: randomUUID(), host: hostname().slice(0, 200), pid: process.pid, version }
  const parked = createParkedRequests()
  const traffic = createTrafficCounter()
  const told = { text: '', at: 0 }
  let databaseDownAt: string | null = null
  let looks = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> = Promise.resolve()

  /** Also ends what parked in the moment when maintenance began. */
  async function look(): Promise<void> {
    try {
      if (await inMaintenance(database)) parked.endAll()
      if (looks++ % LOOKS_PER_TELLING === 0) await tell()
    } catch (error) {
      databaseDownAt = new Date().toISOString()
      log.debug({ err: error }, 'the state of the gateway was not written')
    }
  }

  async function tell(): Promise<void> {
    const state = stateOf(parked, traffic, databaseDownAt)
    const text = JSON.stringify(state)
    const now = Date.now()
    if (text === told.text && now < told.at + TELL_AT_LEAST_MS) return
    await tellGateway(database, name, state)
    Object.assign(told, { text, at: now })
  }

  function schedule(): void {
    if (closed) return
    timer = setTimeout(() => {
      looking = look().finally(schedule)
    }, LOOK_MS)
    timer.unref()
  }

  return {
    parked,
    count: (request) => traffic.count(request),
    start() {
      looking = look().finally(schedule)
    },
    async close() {
      closed = true
      clearTimeout(timer)
      const removed = looking
        .then(() => removeGateway(database, name.id))
        .catch((error) => log.debug({ err: error }, 'the state of the gateway was not removed'))
      // A database that is away must not keep a gateway from ending.
      await Promise.race([removed, sleep(CLOSING_MS, undefined, { ref: false })])
    },
  }
}

function stateOf(
  parked: ParkedRequests,
  traffic: TrafficCounter,
  databaseDownAt: string | null,
): GatewayState {
  const counts = new Map<Id, number>()
  const lists = new Map<Id, ParkedRequest[]>()
  for (const { parking, since } of parked.list()) {
    const { tenantId } = parking
    const count = (counts.get(tenantId) ?? 0) + 1
    counts.set(tenantId, count)
    if (count > MOST_PARKED) continue
    const list = lists.get(tenantId) ?? []
    list.push({ ...parking, since: new Date(since).toISOString() })
    lists.set(tenantId, list)
  }
  return {
    traffic: traffic.traffic(),
    parked: parked.size,
    parkedRequests: fairly([...lists.values()], MOST_PARKED),
    recent: fairly(traffic.recent(), MOST_RECENT),
    tenants: tenantsOf(traffic, counts),
    databaseDownAt,
  }
}

function tenantsOf(traffic: TrafficCounter, parked: ReadonlyMap<Id, number>): TenantTraffic[] {
  const all = new Map<Id, TenantTraffic>()
  for (const [tenantId, count] of parked) {
    all.set(tenantId, { tenantId, requests: 0, failed: 0, parked: count })
  }
  for (const seen of traffic.tenants()) {
    all.set(seen.tenantId, { ...seen, parked: parked.get(seen.tenantId) ?? 0 })
  }
  const busy = ({ requests, parked: waiting }: TenantTraffic) => requests + waiting
  return [...all.values()].sort((a, b) => busy(b) - busy(a)).slice(0, MOST_TENANTS)
}
