import type { Columns } from '../store/columns.js'
import type { AppointmentPatch, ContactPatch, Id, Span, TaskPatch } from '../store/model.js'

/** Rows of the tables from the patches of a demo: `firstName` is the column first_name. */
export function rowOf(
  tenantId: Id,
  { ...patch }: AppointmentPatch | ContactPatch | TaskPatch,
  parts: readonly string[],
): Columns {
  const columns: Columns = { tenant_id: tenantId }
  for (const [field, value] of Object.entries(patch)) {
    if (parts.includes(field)) continue
    columns[field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)] = value
  }
  return columns
}

export function spanRow(span: Span): Columns {
  if (span.allDay) return { all_day: true, start_date: span.startDate, end_date: span.endDate }
  const { start, end, timeZone } = span
  return { all_day: false, starts_at: start, ends_at: end, time_zone: timeZone }
}

/** Fields with a default of their own in the table, which a row among others has to spell out. */
export const APPOINTMENT_DEFAULTS = {
  location: '',
  note: '',
  privacy: 'normal',
  rrule: null,
  type: null,
  showAs: null,
  reminderMinutes: null,
} satisfies AppointmentPatch
