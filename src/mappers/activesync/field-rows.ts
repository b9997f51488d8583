import { calendarRules } from './calendar.js'
import { contactRules } from './contacts.js'
import { appointmentApart, contactApart, noteApart, taskApart } from './fields-apart.js'
import { noteRules } from './notes.js'
import { taskRules } from './tasks.js'

/** All that docs/field-mapping.md tells, class by class. */
export const fieldRows = {
  Appointments: { rows: calendarRules, apart: appointmentApart },
  Tasks: { rows: taskRules, apart: taskApart },
  Contacts: { rows: contactRules, apart: contactApart },
  Notes: { rows: noteRules, apart: noteApart },
} as const
