import type {
  AppointmentPatch,
  ContactPatch,
  Id,
  ParticipantStatus,
  TaskPatch,
} from '../store/model.js'
import type { Random } from './random.js'

export type DemoAccount = { id: Id; name: string; displayName: string; email: string }

/** Whoever takes part, before contacts and places have ids: those are meant by key. */
export type DemoParticipant = { status: ParticipantStatus; optional: boolean } & (
  | { kind: 'account'; id: Id }
  | { kind: 'contact' | 'resource'; key: string }
)

export type DemoAppointment = {
  patch: AppointmentPatch
  participants: DemoParticipant[]
  propertyKeys: string[]
}

export type DemoContact = {
  key: string
  name: string
  patch: ContactPatch
  /** Accounts in whose sync it is (R-ONO-150). */
  flaggedFor: Id[]
}

export type DemoItems = {
  properties: { key: string; title: string; address: string }[]
  places: { key: string; name: string; email: string }[]
  contacts: DemoContact[]
  tasks: TaskPatch[]
  appointments: DemoAppointment[]
}

export type DemoRequest = {
  now: Date
  /** IANA zone of the office. */
  timeZone: string
  /** The first is the main one; at least one. */
  accounts: readonly [DemoAccount, ...DemoAccount[]]
  seed?: number
}

/** What the makers of items share. */
export type Office = DemoRequest & {
  chance: Random
  contacts: readonly DemoContact[]
  properties: DemoItems['properties']
}
