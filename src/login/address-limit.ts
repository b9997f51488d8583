import { isIPv6 } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { AppContext } from '../context.js'

const PERIOD_MS = 15 * 60_000
const DELAY_MS = 1_000
/** Answers that one door holds back, at most. */
const MAX_DELAYED = 200

/**
 * Slows guessing across many users from one address. An office behind one address has few users
 * failing at once, and whoever logs in right is never delayed: only a wrong login waits. All doors
 * count together, and with Redis all gateways.
 */
export type AddressLimit = {
  /** Counts a wrong login; resolves at once, or after a delay when the address is over the limit. */
  failed(address: string, user: string, now: number): Promise<void>
}

export type LimitedApp = {
  config: { login: Pick<AppContext['config']['login'], 'addressFailures' | 'addressUsers'> }
  database: Pick<AppContext['database'], 'limiter'>
  metrics: Pick<AppContext['metrics'], 'slowedLogin'>
}

/** One for each door, so that none uses up the delays of another. */
export function createAddressLimit(
  { config, database, metrics }: LimitedApp,
  pause: () => Promise<unknown> = () => setTimeout(DELAY_MS, null, { ref: false }),
): AddressLimit {
  const { addressFailures, addressUsers } = config.login
  const limit = { name: 'addresses', periodMs: PERIOD_MS, mostMembers: addressUsers }
  let delayed = 0

  return {
    async failed(address, user, now) {
      const event = { key: networkOf(address), member: user, now }
      const { times, members } = await database.limiter.count(limit, event)
      const exceeds = times >= addressFailures && members >= addressUsers
      if (!exceeds || delayed >= MAX_DELAYED) return
      metrics.slowedLogin()
      delayed++
      await pause()
      delayed--
    },
  }
}

/** One subscriber: an IPv4 address, or the /64 of an IPv6 address. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped) return mapped
  const [bare = ''] = address.split('%')
  if (!isIPv6(bare)) return bare
  const [head = '', tail] = bare.split('::')
  const left = head === '' ? [] : head.split(':')
  if (tail === undefined) return left.slice(0, 4).join(':')
  const right = tail === '' ? [] : tail.split(':')
  const zeros = Array<string>(Math.max(8 - left.length - right.length, 0)).fill('0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
