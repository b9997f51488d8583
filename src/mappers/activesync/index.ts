import { appointmentMapper } from './calendar.js'
import { contactMapper } from './contacts.js'
import type { ItemMapper } from './mapper.js'
import { noteMapper } from './notes.js'
import { taskMapper } from './tasks.js'

export { attendeeAddresses } from './attendees.js'
export { foreignOrganizer } from './calendar-meeting.js'
export { lacksCopy } from './contact-picture.js'
export { isExpressible, singleOccurrence, whyInexpressible } from './expressible.js'
export { withResponse } from './meeting-response.js'
export { occurrenceIdOf, occurrenceMapper } from './occurrence.js'

export const itemMappers: {
  appointment: ItemMapper<'appointment'>
  task: ItemMapper<'task'>
  contact: ItemMapper<'contact'>
  note: ItemMapper<'note'>
} = {
  appointment: appointmentMapper,
  task: taskMapper,
  contact: contactMapper,
  note: noteMapper,
}
