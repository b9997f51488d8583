import { appointmentMapper } from './calendar.js'
import { contactMapper } from './contacts.js'
import type { ItemMapper } from './mapper.js'
import { taskMapper } from './tasks.js'

export { attendeeAddresses } from './attendees.js'
export { lacksCopy } from './contact-picture.js'
export { isExpressible, singleOccurrence, whyInexpressible } from './expressible.js'
export { occurrenceMapper } from './occurrence.js'

export const itemMappers: {
  appointment: ItemMapper<'appointment'>
  task: ItemMapper<'task'>
  contact: ItemMapper<'contact'>
} = { appointment: appointmentMapper, task: taskMapper, contact: contactMapper }
