import type {
  AppointmentPatch,
  ContactPatch,
  Id,
  ParticipantStatus,
  TaskPatch,
} from '../store/model.js'
import { demoAppointments } from './demo-appointments.js'
import { demoContacts } from './demo-contacts.js'
import { demoSeries } from './demo-series.js'
import { demoTasks } from './demo-tasks.js'
import { random } from './random.js'
import { PLACES, PROPERTIES } from './words.js'

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

/**
 * An invented estate agency: a year of appointments around `now` with several series, tasks of all
 * kinds, 200 contacts. The same request gives the same items.
 */
export function demoItems(request: DemoRequest): DemoItems {
  const chance = random(request.seed ?? 20_261_103)
  const contacts = demoContacts(request.accounts, chance)
  const properties = PROPERTIES.map(([title, address], index) => ({
    key: `property-${index + 1}`,
    title,
    address,
  }))
  const domain = request.accounts[0].email.split('@')[1] ?? 'example.com'
  const places = PLACES.map(([name, key]) => ({ key, name, email: `${key}@${domain}` }))
  const office = { ...request, chance, contacts, properties }
  return {
    properties,
    places,
    contacts,
    tasks: demoTasks(office),
    appointments: [...demoSeries(office), ...demoAppointments(office)],
  }
}

/** What the makers of items share. */
export type Office = DemoRequest & {
  chance: ReturnType<typeof random>
  contacts: readonly DemoContact[]
  properties: DemoItems['properties']
}
