import type { Appointment, Contact, Note, Task } from '../../store/model.js'
import type { About } from './rule.js'

/** Fields of the application that no element stands for: no client changes them. */
export type Apart<T> = Pick<About<T>, 'fields' | 'says' | 'ids'> & {
  /** Fields in words, where the store has none for them. */
  words?: string
}

export const appointmentApart: readonly Apart<Appointment>[] = [
  { fields: ['ownerId'], says: 'a new item is the user’s, and planned', ids: ['R-ONO-127'] },
  { fields: ['homeId'], says: 'its folder: moved with MoveItems only', ids: ['MS-ASCMD'] },
  { fields: ['id', 'createdAt', 'clientData'], says: 'the gateway’s own', ids: ['R-ONO-63'] },
  {
    fields: [],
    words: 'follow-up, files, project, travel time',
    says: 'in `details`, the application’s own: never sent, never changed',
    ids: ['R-ONO-117'],
  },
]

export const taskApart: readonly Apart<Task>[] = [
  {
    fields: ['responsibleId', 'editorIds'],
    says: 'who of them uses the phone sees the task; a new one is the user’s, without editors',
    ids: ['R-ONO-36', 'R-ONO-75', 'R-ONO-94', 'R-ONO-95'],
  },
  {
    fields: ['details'],
    words:
      'department, tags, linked items, internal deadline, who entered it, prices, files, efforts, comment, tracking, invoice, addresses, projects, public, favourite: `details`',
    says: 'the application’s own: never sent, changed by no client',
    ids: ['R-ONO-81', 'R-ONO-82', 'R-ONO-103', 'R-ONO-104'],
  },
  { fields: ['uid', 'homeId'], says: 'its name in files, and its folder', ids: ['R-ONO-14'] },
  {
    fields: ['createdAt', 'updatedAt'],
    says: 'when it was entered and last changed',
    ids: ['R-ONO-82', 'R-ONO-103'],
  },
  { fields: ['id', 'clientData'], says: 'the gateway’s own', ids: ['R-ONO-63'] },
]

export const noteApart: readonly Apart<Note>[] = [
  { fields: ['ownerId'], says: 'a new note is the user’s', ids: ['R-ONO-28'] },
  {
    fields: ['status'],
    says: 'a Delete cancels it; cancelled notes are on no device',
    ids: ['R-ONO-28'],
  },
  { fields: ['uid', 'homeId'], says: 'its name in files, and its folder', ids: ['R-ONO-14'] },
  { fields: ['id', 'createdAt', 'clientData'], says: 'the gateway’s own', ids: ['R-ONO-63'] },
]

export const contactApart: readonly Apart<Contact>[] = [
  {
    fields: ['salutation', 'companySuffix'],
    says: 'never sent',
    ids: ['R-ONO-131', 'R-ONO-134'],
  },
  {
    fields: [],
    words:
      'P. O. box, last contact, letter salutation, entry date, preferred way of contact, language, second fax line',
    says: 'in `details`, the application’s own: never sent, never changed',
    ids: ['R-ONO-133', 'R-ONO-134', 'R-ONO-140'],
  },
  {
    fields: [],
    words: 'customer logo',
    says: 'in `logo`; sent as Picture only with the rule `logoAsPicture`, never changed',
    ids: ['R-ONO-135'],
  },
  { fields: ['responsibleId'], says: 'a new contact is the user’s', ids: ['R-ONO-169'] },
  {
    fields: ['id', 'uid', 'createdAt', 'updatedAt', 'clientData'],
    says: 'the gateway’s own',
    ids: ['R-ONO-63'],
  },
]
