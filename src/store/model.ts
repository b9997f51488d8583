/**
 * The neutral items of the store: what a calendar, a task list, an address list and notes hold, in no
 * protocol's words. Leaf module: types and tables only. Mappers join these to each wire form.
 *
 * Instants are `Date`; calendar dates are `YYYY-MM-DD` strings; zones are IANA names.
 */

/** Row id, unique per table and tenant (a bigint column, always below 2^53). */
export type Id = number
export type CalendarDate = string

/** The kinds of collection, in the order in which they are listed, and the item each holds. */
export const KIND_OF_COLLECTION = {
  calendar: 'appointment',
  tasks: 'task',
  contacts: 'contact',
  notes: 'note',
} as const

export type CollectionKind = keyof typeof KIND_OF_COLLECTION
export type ItemKind = (typeof KIND_OF_COLLECTION)[CollectionKind]
export const COLLECTION_KINDS = Object.keys(KIND_OF_COLLECTION) as readonly CollectionKind[]
export const ITEM_KINDS: readonly ItemKind[] = Object.values(KIND_OF_COLLECTION)

/** What the ids of a kind's folders begin with, before `-` and the collection's id. */
export const FOLDER_PREFIX: Readonly<Record<CollectionKind, string>> = {
  calendar: 'cal',
  tasks: 'tasks',
  contacts: 'contacts',
  notes: 'notes',
}

/** The field that says whose an item is. */
export const OWNER_FIELD = {
  appointment: 'ownerId',
  task: 'responsibleId',
  contact: 'responsibleId',
  note: 'ownerId',
} as const satisfies { [K in ItemKind]: keyof Items[K] }

/** What a client sent and we do not model: wire tag (`Calendar:MeetingStatus`) to its content. */
export type ClientData = Record<string, unknown>

export type TimedSpan = { allDay: false; start: Date; end: Date; timeZone: string }
/** `endDate` is exclusive: a one-day event has endDate = startDate + 1. */
export type AllDaySpan = { allDay: true; startDate: CalendarDate; endDate: CalendarDate }
export type Span = TimedSpan | AllDaySpan

export type AppointmentStatus = 'planned' | 'tentative' | 'confirmed' | 'done' | 'cancelled'
export type ShowAs = 'free' | 'tentative' | 'busy' | 'out-of-office' | 'elsewhere'
export type Privacy = 'normal' | 'personal' | 'private' | 'confidential'
export type ParticipantKind = 'account' | 'contact' | 'resource' | 'external'
export type ParticipantStatus = 'unknown' | 'tentative' | 'accepted' | 'declined' | 'not-responded'

export type Participant = {
  kind: ParticipantKind
  /** Id of the account, contact or resource; null for `external`. */
  refId: Id | null
  name: string
  email: string | null
  status: ParticipantStatus
  optional: boolean
}

/** Fields that a single occurrence of a series may have of its own. */
export type OccurrenceFields = {
  span: Span
  title: string
  location: string
  note: string
  /** Kind of appointment in the application's words (Terminart); a category on the phone. */
  type: string | null
  showAs: ShowAs | null
  privacy: Privacy
  /** Minutes before the start; null = no reminder. */
  reminderMinutes: number | null
}

export type Override = {
  /** Original start: ISO instant (`2026-11-03T09:00:00Z`) or, in an all-day series, a date. */
  recurrenceId: string
  cancelled: boolean
  /** Only the fields that differ from the series. */
  changes: Partial<OccurrenceFields>
  clientData: ClientData
}

export type Appointment = OccurrenceFields & {
  id: Id
  uid: string
  status: AppointmentStatus
  /** RFC 5545 RRULE value without the `RRULE:` prefix; null = a single appointment. */
  rrule: string | null
  /** Additional starts (RDATE), in the form of `recurrenceId`. */
  rdates: string[]
  overrides: Override[]
  /** The account that owns it (shown as organizer to that account). */
  ownerId: Id | null
  /** The user-made calendar of its owner that it lies in; null or absent = the default one. */
  homeId?: Id | null
  participants: Participant[]
  /** Titles of linked properties (estates), shown in a marked block of the note. */
  properties: string[]
  createdAt: Date
  updatedAt: Date
  clientData: ClientData
}

export type TaskStatus = 'open' | 'in-progress' | 'done' | 'cancelled'

export type Task = {
  id: Id
  uid: string
  title: string
  note: string
  /** Kind of task in the application's words (Art); a category on the phone. */
  type: string | null
  /** 1 (highest) to 6. */
  priority: number
  /** Put off until (Zurückgestellt). */
  startDate: CalendarDate | null
  /** Due date (Fällig am); goes to a phone only with `deadline` (R-ONO-76, 77). */
  dueDate: CalendarDate | null
  deadline: boolean
  privacy: Privacy
  reminderAt: Date | null
  status: TaskStatus
  percentComplete: number
  completedAt: Date | null
  rrule: string | null
  /** Zone in which the dates of this task are meant; null = the account's. */
  timeZone: string | null
  responsibleId: Id | null
  /** The user-made task list of the responsible account; null or absent = the default one. */
  homeId?: Id | null
  editorIds: Id[]
  /** What else the application keeps of it; on no phone, changed by none (R-ONO-81, 82, 103, 104). */
  details: Record<string, unknown>
  createdAt: Date
  updatedAt: Date
  clientData: ClientData
}

export type NumberKind = 'phone' | 'fax' | 'email'

/** The protocol's fixed places for numbers (R-ONO-136 to 138). */
export const SYNC_SLOTS = {
  phone: [
    'home',
    'home2',
    'business',
    'business2',
    'mobile',
    'car',
    'radio',
    'pager',
    'assistant',
    'company',
  ],
  fax: ['home-fax', 'business-fax'],
  email: ['email1', 'email2', 'email3'],
} as const
export type SyncSlot = (typeof SYNC_SLOTS)[NumberKind][number]

export type ContactNumber = {
  id: Id
  kind: NumberKind
  /** Type in the application's words (`office`, `mobile`, …); never touched by a sync. */
  type: string
  value: string
  isDefault: boolean
  slot: SyncSlot | null
}

export type Contact = {
  id: Id
  uid: string
  salutation: string
  title: string
  firstName: string
  lastName: string
  company: string
  companySuffix: string
  street: string
  postalCode: string
  city: string
  country: string
  homepage: string
  birthday: CalendarDate | null
  note: string
  /** JPEG or PNG bytes as the application keeps them. */
  picture: Uint8Array | null
  /** The customer's logo; loaded for contacts without a picture. Only the application changes it. */
  logo?: Uint8Array | null
  /**
   * What devices get of a picture or logo that is too large for the protocol: null = none can be
   * made of it, absent = none was made yet.
   */
  pictureCopy?: Uint8Array | null
  numbers: ContactNumber[]
  responsibleId: Id | null
  createdAt: Date
  updatedAt: Date
  clientData: ClientData
}

export type Note = {
  id: Id
  uid: string
  title: string
  body: string
  categories: string[]
  status: 'active' | 'cancelled'
  ownerId: Id | null
  /** The user-made folder of its owner that it lies in; null or absent = the default one. */
  homeId?: Id | null
  createdAt: Date
  updatedAt: Date
  clientData: ClientData
}

/** Of a contact: what the application and the gateway itself change. */
type OnlyRead = 'logo' | 'pictureCopy'

/** What a client may change of an item. An absent key leaves the field alone. */
export type AppointmentPatch = Partial<
  Omit<Appointment, 'id' | 'properties' | 'createdAt' | 'updatedAt'>
>
export type TaskPatch = Partial<Omit<Task, 'id' | 'details' | 'createdAt' | 'updatedAt'>>
export type NotePatch = Partial<Omit<Note, 'id' | 'createdAt' | 'updatedAt'>>
export type ContactPatch = Partial<
  Omit<Contact, 'id' | 'numbers' | 'createdAt' | 'updatedAt' | OnlyRead>
> & {
  /** Slot to its new value; null takes the number out of the sync (R-ONO-161, 162). */
  slots?: Partial<Record<SyncSlot, string | null>>
  /** The whole list of numbers, as an import brings them. */
  numbers?: Omit<ContactNumber, 'id'>[]
}

type Items = { appointment: Appointment; task: Task; contact: Contact; note: Note }
type Patches = {
  appointment: AppointmentPatch
  task: TaskPatch
  contact: ContactPatch
  note: NotePatch
}

export type ItemOf<K extends ItemKind> = Items[K]
export type PatchOf<K extends ItemKind> = Patches[K]
