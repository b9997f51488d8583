import type { CollectionKind } from '../../store/model.js'

/** What a reason's words are made of. Instants are formatted in the user's zone. */
export type ReasonValues = {
  tenant?: string
  user?: string
  kind?: CollectionKind
  title?: string
  role?: string
  device?: string
  status?: string
  /** A place in an order, and how many of it are taken. */
  rank?: number
  limit?: number
  /** When something enters, was set aside, was changed, … */
  at?: Date | null
  detail?: string
}

/** The rules between an item and a phone, in the order in which they are asked. */
export const REASONS = [
  'item',
  'module',
  'account',
  'notes',
  'switch',
  'assigned',
  'cancelled',
  'done',
  'device',
  'folder-listed',
  'folder-synced',
  'window-past',
  'window-future',
  'filter',
  'limit',
  'set-aside',
  'device-allowed',
  'login',
  'maintenance',
  'up-to-date',
] as const
export type ReasonCode = (typeof REASONS)[number]

/** One rule and whether it lets the item through; the first that does not decides. */
export type Step = { code: ReasonCode; ok: boolean; values: ReasonValues }

/** What comes of the steps for one device. */
export type Verdict =
  | 'on-device'
  /** An older version is there; the next Sync brings the present one. */
  | 'older-version'
  /** Not there yet; the next Sync brings it. */
  | 'waiting'
  /** Not there, for the reason of the last step. */
  | 'not-sent'
  /** Still there, and leaves with the next Sync. */
  | 'leaving'
