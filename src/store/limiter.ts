/** What is limited: how much of it counts within which time. */
export type Limit = {
  name: string
  periodMs: number
  /** Different members of a key are told apart up to this number. */
  mostMembers: number
}

/** Of one key since its first event: how often, and by how many different members. */
export type Counted = { times: number; members: number }

export type CountedEvent = {
  key: string
  member: string
  /** In milliseconds, as `Date` has it. */
  now: number
}

/**
 * Counts what may happen only so often, of each key for a time that begins with its first event.
 * What anybody sends from outside may be a key: their number is bounded.
 */
export type Limiter = {
  /** One more; what there is now. Never rejects. */
  count(limit: Limit, event: CountedEvent): Promise<Counted>
  close(): Promise<void>
}

const MOST_KEYS = 10_000

type Window = { ends: number; times: number; members: Set<string> }

/** Counts for this process alone. The key that came first makes room. */
export function limiterInMemory(): Limiter {
  const windows = new Map<string, Window>()

  function windowOf({ name, periodMs }: Limit, { key, now }: CountedEvent): Window {
    const id = `${name}:${key}`
    const known = windows.get(id)
    if (known && known.ends > now) return known
    windows.delete(id)
    for (const oldest of windows.keys()) {
      if (windows.size < MOST_KEYS) break
      windows.delete(oldest)
    }
    const fresh = { ends: now + periodMs, times: 0, members: new Set<string>() }
    windows.set(id, fresh)
    return fresh
  }

  return {
    async count(limit, event) {
      const window = windowOf(limit, event)
      window.times++
      if (window.members.size < limit.mostMembers) window.members.add(event.member)
      return { times: window.times, members: window.members.size }
    },
    async close() {},
  }
}
