import { createHash } from 'node:crypto'

/** What a user does with a phone, or the phone by itself. */
export type Deed =
  | 'options'
  | 'folders'
  | 'all folders'
  | 'estimate'
  | 'look'
  | 'add'
  | 'edit'
  | 'delete'
  | 'set up again'

/** What the application does in one user's data. */
export type OfficeDeed = 'appointment' | 'new appointment' | 'cancelled' | 'task' | 'contact'

/** `at`: 0 is the beginning of the day, 1 its end. `draw`: chooses among what there is, 0 to 1. */
export type Planned<D> = { at: number; deed: D; draw: number }

export type PhoneKind = {
  name: string
  deviceType: string
  userAgent: string
  version: string
  windowSize: number
  /** Null: it never waits for changes, but asks now and then. */
  heartbeatMinutes: number | null
  /** How often in a day. */
  deeds: Partial<Record<Deed, number>>
}

export const DAY_HOURS = 10

/**
 * How clients ask is read from their sources (field-guide §1.3, §2.2, §2.3); how often their users do
 * something is assumed, nobody has counted it.
 */
const IPHONE: PhoneKind = {
  ...{ name: 'iPhone', deviceType: 'iPhone', userAgent: 'Apple-iPhone14C2/1901.346' },
  ...{ version: '16.1', windowSize: 25, heartbeatMinutes: 59 },
  deeds: { look: 12, edit: 3, add: 2, delete: 1, folders: 2, options: 1 },
}
/** It asks for all folders on ordinary refreshes (field-guide §2.5). */
const GMAIL: PhoneKind = {
  ...{ name: 'Gmail', deviceType: 'Android', userAgent: 'Android-Mail/2026.06.15' },
  ...{ version: '16.0', windowSize: 10, heartbeatMinutes: 15 },
  deeds: { look: 10, edit: 2, add: 2, delete: 1, 'all folders': 6, options: 2 },
}
/** It polls every half hour. */
const THUNDERBIRD: PhoneKind = {
  ...{ name: 'Thunderbird', deviceType: 'Thunderbird', userAgent: 'Thunderbird ActiveSync' },
  ...{ version: '16.1', windowSize: 25, heartbeatMinutes: null },
  deeds: { options: 20, folders: 20, estimate: 20, look: 20, edit: 2, add: 1 },
}
const OUTLOOK: PhoneKind = {
  ...{ name: 'Outlook', deviceType: 'WindowsOutlook15', userAgent: 'Outlook/16.0 (16.0.17928)' },
  ...{ version: '14.0', windowSize: 512, heartbeatMinutes: 28 },
  deeds: { look: 16, edit: 4, add: 3, delete: 1, folders: 4, estimate: 4 },
}

/** Of ten phones. */
const FLEET: readonly PhoneKind[] = [
  ...[IPHONE, GMAIL, IPHONE, THUNDERBIRD, IPHONE],
  ...[GMAIL, IPHONE, OUTLOOK, IPHONE, GMAIL],
]
/** Of so many phones, one is set up during the day. */
const ONE_NEW_OF = 20

const OFFICE: Record<OfficeDeed, number> = {
  ...{ appointment: 12, 'new appointment': 4, cancelled: 2, task: 1, contact: 1 },
}

export function kindOfPhone(index: number): PhoneKind {
  return FLEET[index % FLEET.length] ?? IPHONE
}

export function planOfPhone(index: number): Planned<Deed>[] {
  const { deeds } = kindOfPhone(index)
  const isNew = index % ONE_NEW_OF === 0
  return plan<Deed>(`phone ${index}`, { ...deeds, ...(isNew && { 'set up again': 1 }) })
}

/** For the user of the phone with this number. */
export function planOfOffice(index: number): Planned<OfficeDeed>[] {
  return plan<OfficeDeed>(`office ${index}`, OFFICE)
}

/** The same in every run. */
function plan<D extends string>(whose: string, deeds: Partial<Record<D, number>>): Planned<D>[] {
  const planned = Object.entries<number | undefined>(deeds).flatMap(([deed, times = 0]) =>
    Array.from({ length: times }, (_, time) => ({
      at: drawn(`${whose} ${deed} ${time} at`),
      ...{ deed: deed as D, draw: drawn(`${whose} ${deed} ${time}`) },
    })),
  )
  return planned.sort((a, b) => a.at - b.at)
}

/** A number from 0 to below 1 that looks like chance. */
function drawn(words: string): number {
  return createHash('sha256').update(words).digest().readUInt32BE() / 2 ** 32
}
