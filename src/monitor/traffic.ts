import { latencySlot, noTraffic, type SeenRequest, type Traffic } from '../store/activity.js'
import type { Id } from '../store/model.js'

/** A request of a phone that is over. */
export type Counted = Omit<SeenRequest, 'tenantId' | 'at'> & {
  /** Null: nobody was let in. */
  tenantId: Id | null
  bytesIn: number
  bytesOut: number
  /** Somebody with a password was not let in; phones ask without one first, which is no fault. */
  refused: boolean
  /** It waited for changes, so that its time says nothing. */
  waited: boolean
}

/** Counts in memory; nothing of it grows with the time. */
export type TrafficCounter = {
  count(request: Counted): void
  /** Of the last minute. */
  traffic(): Traffic
  /** Of each tenant, the newest first; within a quarter of an hour. */
  recent(): SeenRequest[][]
  tenants(): { tenantId: Id; requests: number; failed: number }[]
}

const SLOT_MS = 5_000
const SLOTS = 12
const LATELY_SLOTS = 2
const MOST_TENANTS = 1_000
const MOST_RECENT = 20
const RECENT_MS = 15 * 60_000

type Slot = { at: number; traffic: Traffic; tenants: Map<Id, { requests: number; failed: number }> }

export function createTrafficCounter(clock: () => number = Date.now): TrafficCounter {
  const slots: Slot[] = []
  /** The tenant longest silent first. */
  const recent = new Map<Id, Answered[]>()

  function current(): Slot {
    const at = Math.floor(clock() / SLOT_MS)
    const last = slots.at(-1)
    if (last?.at === at) return last
    const slot = { at, traffic: noTraffic(), tenants: new Map() }
    slots.push(slot)
    forget(at)
    return slot
  }

  function forget(now: number): void {
    while (slots[0] && slots[0].at <= now - SLOTS) slots.shift()
  }

  function lastMinute(): Slot[] {
    forget(Math.floor(clock() / SLOT_MS))
    return slots
  }

  function remember(tenantId: Id, request: Counted): void {
    const list = recent.get(tenantId) ?? []
    list.push({ request, at: clock() })
    if (list.length > MOST_RECENT) list.shift()
    recent.delete(tenantId)
    recent.set(tenantId, list)
    if (recent.size > MOST_TENANTS) {
      const [oldest] = recent.keys()
      if (oldest !== undefined) recent.delete(oldest)
    }
  }

  return {
    count(request) {
      const { tenantId } = request
      const slot = current()
      add(slot.traffic, request)
      if (tenantId === null) return
      const tenant = slot.tenants.get(tenantId) ?? { requests: 0, failed: 0 }
      tenant.requests++
      if (request.failed) tenant.failed++
      if (slot.tenants.size < MOST_TENANTS) slot.tenants.set(tenantId, tenant)
      remember(tenantId, request)
    },
    traffic() {
      const total = noTraffic()
      const since = Math.floor(clock() / SLOT_MS) - LATELY_SLOTS
      for (const { at, traffic } of lastMinute()) {
        merge(total, traffic)
        if (at >= since && at < since + LATELY_SLOTS) total.lately += traffic.requests
      }
      return total
    },
    recent() {
      const since = clock() - RECENT_MS
      return [...recent]
        .map(([tenantId, list]) => {
          const late = list.filter(({ at }) => at > since).reverse()
          return late.map((one) => seenRequest(tenantId, one))
        })
        .filter((list) => list.length > 0)
    },
    tenants() {
      const sums = new Map<Id, { tenantId: Id; requests: number; failed: number }>()
      for (const { tenants } of lastMinute()) {
        for (const [tenantId, { requests, failed }] of tenants) {
          const sum = sums.get(tenantId) ?? { tenantId, requests: 0, failed: 0 }
          sum.requests += requests
          sum.failed += failed
          sums.set(tenantId, sum)
        }
      }
      return [...sums.values()]
    },
  }
}

type Answered = { request: Counted; at: number }

function seenRequest(tenantId: Id, { request, at }: Answered): SeenRequest {
  const { bytesIn, bytesOut, waited, refused, ...told } = request
  return { ...told, tenantId, at: new Date(at).toISOString() }
}

function add(traffic: Traffic, request: Counted): void {
  const { http, failed, ms, bytesIn, bytesOut, waited } = request
  traffic.requests++
  if (request.refused) traffic.refused++
  else if (http === 401) return
  else if (http >= 500) traffic.serverErrors++
  else if (http >= 400) traffic.clientErrors++
  else if (failed) traffic.failed++
  traffic.bytesIn += bytesIn
  traffic.bytesOut += bytesOut
  if (waited) return
  const slot = latencySlot(ms)
  traffic.latencies[slot] = (traffic.latencies[slot] ?? 0) + 1
}

function merge(total: Traffic, one: Traffic): void {
  total.requests += one.requests
  total.refused += one.refused
  total.clientErrors += one.clientErrors
  total.serverErrors += one.serverErrors
  total.failed += one.failed
  total.bytesIn += one.bytesIn
  total.bytesOut += one.bytesOut
  for (const [slot, count] of one.latencies.entries()) {
    total.latencies[slot] = (total.latencies[slot] ?? 0) + count
  }
}
