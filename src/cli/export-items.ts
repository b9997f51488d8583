import { writeCalendar } from '../mappers/icalendar/write-calendar.js'
import { writeContacts } from '../mappers/vcard/write-contacts.js'
import type { Appointment, Contact, Note, Task } from '../store/model.js'

export type ExportedItems = {
  appointments?: readonly Appointment[]
  tasks?: readonly Task[]
  contacts?: readonly Contact[]
  notes?: readonly Note[]
}

/** Items as texts of files: one iCalendar for all but contacts, vCards 4.0 for contacts. */
export function exportItems(items: ExportedItems): { calendar: string; contacts: string } {
  return { calendar: writeCalendar(items), contacts: writeContacts(items.contacts ?? []) }
}
