import { createHash } from 'node:crypto'
import type {
  Appointment,
  AppointmentPatch,
  ClientData,
  ItemKind,
  ItemOf,
  Participant,
  PatchOf,
} from '../store/model.js'

/** Key of client data: what an import brought, so that the next one knows it again. */
const FINGERPRINT = 'Import:Fingerprint'
/** Raised when files are read differently: then the same file counts as changed once. */
const READING = 1

/** The patch with a fingerprint of itself among its client data. */
export function withFingerprint<P extends { clientData?: ClientData }>(patch: P): P {
  const text = canonical(patch)
  const print = `${READING}:${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
  return { ...patch, clientData: { ...patch.clientData, [FINGERPRINT]: print } }
}

/**
 * What an import has to change of an item that is there: null = nothing. An item that still bears
 * the same fingerprint is left alone whatever was edited since; one without is compared.
 */
export function changeOf<K extends ItemKind>(
  item: ItemOf<K>,
  patch: PatchOf<K>,
): PatchOf<K> | null {
  const { clientData = {}, ...fields } = keepingLinks(item, patch)
  if (item.clientData[FINGERPRINT] === clientData[FINGERPRINT]) return null
  const current = item as unknown as Record<string, unknown>
  const change = Object.fromEntries(
    Object.entries(fields).filter(([name, value]) => canonical(value) !== canonical(current[name])),
  )
  const { [FINGERPRINT]: _, ...kept } = clientData
  const merged = { ...item.clientData, ...clientData }
  const known = Object.entries(kept).every(
    ([key, value]) => canonical(value) === canonical(item.clientData[key]),
  )
  if (Object.keys(change).length === 0 && known) return null
  return { ...change, clientData: merged } as PatchOf<K>
}

/** A file knows names and addresses only: who is linked to an account or a contact stays so. */
function keepingLinks<K extends ItemKind>(item: ItemOf<K>, patch: PatchOf<K>): PatchOf<K> {
  const linked = (item as Partial<Appointment>).participants ?? []
  const { participants } = patch as AppointmentPatch
  if (!participants || linked.length === 0) return patch
  const known = new Map(linked.map((one) => [personKey(one), one]))
  const kept = participants.map((one) => {
    const before = known.get(personKey(one))
    return before ? { ...before, status: one.status, optional: one.optional } : one
  })
  // The store keeps no order of participants: the same ones in another order are no change.
  const keys = linked.map(personKey)
  const place = (one: Participant) => {
    const at = keys.indexOf(personKey(one))
    return at < 0 ? keys.length : at
  }
  return { ...patch, participants: kept.sort((a, b) => place(a) - place(b)) }
}

function personKey({ email, name }: Participant): string {
  return (email ?? name).toLowerCase()
}

/** One text for equal values: keys in order, dates as instants, bytes by digest, no row ids. */
function canonical(value: unknown): string {
  return JSON.stringify(plain(value)) ?? 'undefined'
}

function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return createHash('sha256').update(value).digest('hex')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'id')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, plain(one)]),
  )
}
