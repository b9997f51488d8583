import type { Logger } from 'pino'
import type { Ending } from './ending.js'
import type { Id } from './model.js'
import type { Sql } from './sql.js'

/** `tenant:collection`, as the journal's trigger notifies it. */
export type CollectionRef = { tenantId: Id; collectionId: Id }

/**
 * Wakes those who wait for collections. A hint, never the truth: a woken waiter asks the journal.
 * A slow poll of the journal backs it up, so that a lost hint only delays.
 */
export type ChangeNotifier = {
  subscribe(collections: readonly CollectionRef[]): Subscription
  /** Number of subscriptions open. */
  readonly size: number
  close(): Promise<void>
}

export type Subscription = {
  /**
   * True when a subscribed collection changed since the subscription or the last call; false
   * when `ending` came first. Changes between two calls are kept.
   */
  next(ending: Ending): Promise<boolean>
  [Symbol.dispose](): void
}

export const CHANNEL = 'termingate'

/** Where notifications come from. `onReconnect`: any number of them may have been missed. */
export type NotificationSource = {
  start(handlers: SourceHandlers): void
  close(): Promise<void>
}
export type SourceHandlers = { onPayload(payload: string): void; onReconnect(): void }

export type NotifierOptions = {
  /** Null: nothing but the poll. */
  source: NotificationSource | null
  sql: Sql
  /** 0 = no poll. */
  pollSeconds: number
  log: Logger
}

type Waiter = { changed: boolean; wake: (() => void) | null }
type Watched = { waiters: Set<Waiter>; revision: number | null }
type WatchMap = Map<string, Watched>

/** A payload is lines of `tenant:collection[,collection…]`. */
export function makeNotifier({ source, sql, pollSeconds, log }: NotifierOptions): ChangeNotifier {
  const watched: WatchMap = new Map()
  let size = 0
  const poll = () => pollRevisions(watched, sql).catch((error) => log.debug(error, 'poll failed'))
  const timer = pollSeconds > 0 ? repeat(poll, pollSeconds * 1000) : null

  source?.start({
    onPayload(payload) {
      for (const key of keysOf(payload)) wakeAll(watched.get(key))
    },
    onReconnect() {
      for (const entry of watched.values()) wakeAll(entry)
    },
  })

  return {
    get size() {
      return size
    },
    subscribe(collections) {
      const waiter: Waiter = { changed: false, wake: null }
      const keys = [...new Set(collections.map(keyOf))]
      for (const key of keys) watch(watched, key).waiters.add(waiter)
      size++
      const leave = () => {
        for (const key of keys) unwatch(watched, key, waiter)
        size--
      }
      return subscription(waiter, leave)
    },
    async close() {
      timer?.stop()
      await source?.close()
    },
  }
}

function subscription(waiter: Waiter, leave: () => void): Subscription {
  let left = false
  return {
    next(ending) {
      return new Promise((resolve) => {
        const finish = () => {
          ending.forget(finish)
          waiter.wake = null
          const { changed } = waiter
          waiter.changed = false
          resolve(changed)
        }
        if (waiter.changed || ending.ended || left) return finish()
        waiter.wake = finish
        ending.onEnd(finish)
      })
    },
    [Symbol.dispose]() {
      if (left) return
      left = true
      leave()
      waiter.wake?.()
    },
  }
}

function keyOf({ tenantId, collectionId }: CollectionRef): string {
  return `${tenantId}:${collectionId}`
}

function* keysOf(payload: string): Generator<string> {
  for (const line of payload.split('\n')) {
    const [tenantId, collectionIds = ''] = line.split(':')
    for (const collectionId of collectionIds.split(',')) yield `${tenantId}:${collectionId}`
  }
}

function watch(watched: WatchMap, key: string): Watched {
  const known = watched.get(key)
  if (known) return known
  const entry: Watched = { waiters: new Set(), revision: null }
  watched.set(key, entry)
  return entry
}

function unwatch(watched: WatchMap, key: string, waiter: Waiter): void {
  const entry = watched.get(key)
  entry?.waiters.delete(waiter)
  if (entry?.waiters.size === 0) watched.delete(key)
}

function wakeAll(entry: Watched | undefined): void {
  for (const waiter of entry?.waiters ?? []) {
    waiter.changed = true
    waiter.wake?.()
  }
}

const REVISIONS = {
  name: 'notifier-revisions',
  text: `
select w.tenant_id, w.id, coalesce(c.revision, -1) as revision
from unnest($1::bigint[], $2::bigint[]) as w (tenant_id, id)
left join collection c on c.tenant_id = w.tenant_id and c.id = w.id`,
}

/** One query for all waited-for collections. The first sight of one counts as a change. */
async function pollRevisions(watched: WatchMap, sql: Sql): Promise<void> {
  if (watched.size === 0) return
  const pairs = [...watched.keys()].map((key) => key.split(':').map(Number))
  const rows = await sql.query<{ tenant_id: number; id: number; revision: number }>(REVISIONS, [
    pairs.map((pair) => pair[0]),
    pairs.map((pair) => pair[1]),
  ])
  for (const row of rows) {
    const entry = watched.get(`${row.tenant_id}:${row.id}`)
    if (!entry || entry.revision === row.revision) continue
    entry.revision = row.revision
    wakeAll(entry)
  }
}

function repeat(action: () => Promise<unknown>, milliseconds: number): { stop(): void } {
  let timer: NodeJS.Timeout
  let stopped = false
  const schedule = () => {
    timer = setTimeout(async () => {
      await action()
      if (!stopped) schedule()
    }, milliseconds).unref()
  }
  schedule()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    },
  }
}
