import { isIPv6 } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { Config } from '../config.js'

const PERIOD_MS = 15 * 60_000
const DELAY_MS = 1_000
/** Addresses watched, and answers held back, at most. */
const MAX_ADDRESSES = 10_000
const MAX_DELAYED = 200

type Window = { ends: number; failures: number; users: Set<string> }

/**
 * Slows guessing across many users from one address. An office behind one address has few users
 * failing at once, and whoever logs in right is never delayed: only a wrong login waits.
 */
export type AddressLimit = {
  /** Counts a wrong login; resolves at once, or after a delay when the address is over the limit. */
  failed(address: string, user: string, now: number): Promise<void>
}

export function createAddressLimit(
  config: Config['login'],
  pause: () => Promise<unknown> = () => setTimeout(DELAY_MS, null, { ref: false }),
): AddressLimit {
  const windows = new Map<string, Window>()
  let delayed = 0

  function windowOf(network: string, now: number): Window {
    const known = windows.get(network)
    if (known && known.ends > now) return known
    windows.delete(network)
    for (const oldest of windows.keys()) {
      if (windows.size < MAX_ADDRESSES) break
      windows.delete(oldest)
    }
    const fresh = { ends: now + PERIOD_MS, failures: 0, users: new Set<string>() }
    windows.set(network, fresh)
    return fresh
  }

  const exceeds = ({ failures, users }: Window) =>
    failures >= config.addressFailures && users.size >= config.addressUsers

  return {
    async failed(address, user, now) {
      const window = windowOf(networkOf(address), now)
      window.failures++
      if (window.users.size < config.addressUsers) window.users.add(user)
      if (!exceeds(window) || delayed >= MAX_DELAYED) return
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
