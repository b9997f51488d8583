import type { AppContext } from '../../context.js'
import { addToDeviceLog, type NewLogEntry } from '../../store/device-log.js'
import type { Authenticated } from '../../store/session.js'
import { type Trace, textsOf } from './trace.js'

/** An exchange with a device that is known, when its answer is sent. */
export type LoggedExchange = Pick<
  NewLogEntry,
  'command' | 'version' | 'http' | 'ms' | 'bytesIn' | 'bytesOut'
> & { status?: string; failed: boolean }

/**
 * Keeps what devices said: what failed, always and without contents; everything of a device that an
 * administrator has recorded. Written in the background; under load it leaves out rather than waits.
 */
export type DeviceLog = {
  add(who: Authenticated, exchange: LoggedExchange, trace: Trace): void
  /** Writes what is left. */
  close(): Promise<void>
}

const GATHER_MS = 200
const MOST_WAITING = 300
const MOST_WAITING_CHARACTERS = 8_000_000
/** The same failure of the same device again within this time tells nothing new. */
const SAME_MS = 60_000
const MOST_REMEMBERED = 10_000

type Parts = Pick<AppContext, 'database' | 'log' | 'now'>

export function createDeviceLog({ database, log, now }: Parts): DeviceLog {
  let waiting: NewLogEntry[] = []
  let characters = 0
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const repeats = createRepeats()

  async function write(): Promise<void> {
    const entries = waiting
    waiting = []
    characters = 0
    if (dropped > 0) log.warn({ dropped }, 'exchanges left out of the log of devices')
    dropped = 0
    if (entries.length === 0) return
    try {
      await addToDeviceLog(database, entries)
    } catch (error) {
      log.warn({ err: error, entries: entries.length }, 'the log of devices was not written')
    }
  }

  function start(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(write)
    return writing
  }

  function keep(entry: NewLogEntry): void {
    const size = entry.request.length + entry.response.length
    const full = waiting.length >= MOST_WAITING || characters + size > MOST_WAITING_CHARACTERS
    if (full) dropped++
    else {
      waiting.push(entry)
      characters += size
    }
    timer ??= setTimeout(start, GATHER_MS).unref()
  }

  return {
    add({ session, device }, exchange, trace) {
      const at = now()
      const { record_until, record_contents } = device
      const recorded = record_until !== null && Date.parse(record_until) > at.getTime()
      if (!recorded && !exchange.failed) return
      const { command, version, http, status = null, ms, bytesIn, bytesOut } = exchange
      const same = `${device.id} ${command} ${http} ${status}`
      if (!recorded && repeats.has(same, at.getTime())) return
      const contents = recorded && record_contents
      const key = { tenantId: session.tenant.id, deviceId: device.id }
      const told = { command, version, http, status, ms, bytesIn, bytesOut }
      keep({ ...key, ...told, at, ...textsOf(trace, { contents }), masked: !contents, recorded })
    },
    close: start,
  }
}

function createRepeats() {
  const seen = new Map<string, number>()
  return {
    /** Whether it was there within the last minute; else it is from now on. */
    has(key: string, now: number): boolean {
      const before = seen.get(key)
      if (before !== undefined && Math.abs(now - before) < SAME_MS) return true
      seen.delete(key)
      seen.set(key, now)
      const [oldest] = seen.keys()
      if (seen.size > MOST_REMEMBERED && oldest !== undefined) seen.delete(oldest)
      return false
    },
  }
}
