import type { AppContext } from '../context.js'
import type { Session } from '../store/session.js'
import { recordLetIn, recordRefused, type SignInReason } from '../store/sign-ins.js'
import { networkOf } from './address-limit.js'

/** Where a proven login comes from. `address` may cost something to find out. */
export type SignInFrom = {
  deviceId: string | null
  userAgent: string
  /** Tells requests of the same origin at no cost: it is compared, never shown. */
  origin: string
  readonly address: string
}

/** Tells who was let in, and who was not in spite of the right password. */
export type SignInLog = {
  /**
   * A device that goes on. Told once a day, after a failure, and from another network: what is
   * remembered here saves looking it up, the database decides.
   */
  letIn(session: Session, from: SignInFrom): Promise<void>
  /** A device that an administrator, a rule or a wipe keeps out. */
  keptOut(session: Session, from: SignInFrom, reason: SignInReason): Promise<void>
  /** The next success of the device is to be told. */
  failed(session: Session, deviceId: string | null): void
}

type Known = { origin: string; network: string; at: number; reason: SignInReason | null }

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000
/** Most devices remembered; the oldest make room. */
const MAX_REMEMBERED = 50_000

export function createSignInLog({
  database,
  now,
}: Pick<AppContext, 'database' | 'now'>): SignInLog {
  const remembered = new Map<string, Known>()

  function keyOf({ tenant, account }: Session, deviceId: string | null): string {
    return `${tenant.id}:${account.id}:${deviceId}`
  }

  function remember(key: string, known: Known): void {
    remembered.delete(key)
    for (const oldest of remembered.keys()) {
      if (remembered.size < MAX_REMEMBERED) break
      remembered.delete(oldest)
    }
    remembered.set(key, known)
  }

  /** True when there is nothing to tell. */
  function isKnown(known: Known | undefined, from: SignInFrom, at: number): boolean {
    if (!known || known.reason !== null || known.at + DAY_MS <= at) return false
    if (known.origin === from.origin) return true
    // A phone between two networks is not told at each of its steps.
    if (known.at + MINUTE_MS > at) return true
    if (known.network !== networkOf(from.address)) return false
    known.origin = from.origin
    return true
  }

  function attemptOf({ tenant, account }: Session, from: SignInFrom, at: Date) {
    const { deviceId, userAgent, address } = from
    const who = { tenantId: tenant.id, accountId: account.id, kind: 'activesync' } as const
    return { ...who, at, deviceId, userAgent, address }
  }

  return {
    async letIn(session, from) {
      const key = keyOf(session, from.deviceId)
      const at = now()
      if (isKnown(remembered.get(key), from, at.getTime())) return
      const { origin, address } = from
      remember(key, { origin, network: networkOf(address), at: at.getTime(), reason: null })
      await recordLetIn(database, attemptOf(session, from, at), session.appPassword)
    },
    async keptOut(session, from, reason) {
      const key = keyOf(session, from.deviceId)
      const at = now()
      const known = remembered.get(key)
      if (known?.reason === reason && known.at + MINUTE_MS > at.getTime()) return
      remember(key, { origin: from.origin, network: '', at: at.getTime(), reason })
      await recordRefused(database, attemptOf(session, from, at), reason)
    },
    failed(session, deviceId) {
      remembered.delete(keyOf(session, deviceId))
    },
  }
}
