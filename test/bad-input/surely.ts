import type { Element } from '../../src/activesync/wbxml/element.js'
import { HttpStatusError } from '../../src/client/eas-client.js'
import { ConnectionError } from '../../src/client/http.js'
import { type FolderKind, type Phone, PhoneError } from '../support/phone.js'

/** What a phone was told while it tried: HTTP statuses, 0 for no answer at all. */
export type Told = number[]

const PAUSE_MS = 50

/**
 * Adds an item as phones do: the same request again and again until it is acknowledged, or until
 * `signal` says to give up (then false).
 */
export async function addSurely(
  phone: Phone,
  item: { kind: FolderKind; clientId: string; data: Element },
  { told, signal }: { told: Told; signal: AbortSignal },
): Promise<boolean> {
  const { kind, clientId, data } = item
  while (!signal.aborted) {
    try {
      const answer = await phone.send(kind, {
        getChanges: false,
        commands: [{ kind: 'add', clientId, data }],
      })
      const result = answer?.results.find((one) => one.clientId === clientId)
      if (!answer || result?.status !== 1) throw new PhoneError('Add', result?.status ?? 0)
      phone.replica(kind).applyAdded(result, data)
      phone.take(kind, answer)
      return true
    } catch (error) {
      if (error instanceof HttpStatusError) told.push(error.status)
      else if (error instanceof ConnectionError) told.push(0)
      else throw error
      await pause(PAUSE_MS)
    }
  }
  return false
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

/** Waits until it is so; throws after a long while. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 45_000; Date.now() < end; await pause(PAUSE_MS)) {
    if (await isSo()) return
  }
  throw new Error(`It did not come about that ${what}`)
}
