import type { Id } from '../../store/model.js'

/** The Ping parked for each device in this process. */
const parked = new Map<Id, AbortController>()

export type ParkedPing = { signal: AbortSignal; [Symbol.dispose](): void }

/** Parks a device's Ping; an older one of the same device ends (field-guide §2.3). */
export function parkPing(deviceId: Id, signal: AbortSignal): ParkedPing {
  parked.get(deviceId)?.abort()
  const mine = new AbortController()
  parked.set(deviceId, mine)
  const end = () => mine.abort()
  if (signal.aborted) end()
  signal.addEventListener('abort', end, { once: true })
  return {
    signal: mine.signal,
    [Symbol.dispose]() {
      signal.removeEventListener('abort', end)
      if (parked.get(deviceId) === mine) parked.delete(deviceId)
    },
  }
}
