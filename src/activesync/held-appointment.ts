import { occurrenceIdOf } from '../mappers/activesync/index.js'
import { loadAppointments } from '../store/appointments.js'
import type { Sql } from '../store/database.js'
import type { Appointment } from '../store/model.js'
import { occurrencesBetween } from '../store/recurrence.js'
import { heldItem } from '../store/sync-items.js'
import type { CommandContext } from './command.js'
import { foldersFor } from './folders.js'
import { DEFAULT_OPTIONS } from './sync/collection-options.js'
import { scopeOf } from './sync/scope.js'
import { parseServerId } from './sync/server-id.js'

/** An appointment that a device names by its ServerId. */
export type HeldAppointment = {
  item: Appointment
  /** Of a ServerId that stands for one occurrence of a series; else null. */
  recurrenceId: string | null
}

/** The appointment with this ServerId; null unless it is one and the device holds it. */
export async function heldAppointment(
  sql: Sql,
  context: CommandContext,
  { folderId, serverId }: { folderId: string | undefined; serverId: string | undefined },
): Promise<HeldAppointment | null> {
  const folder = foldersFor(context).find((one) => one.serverId === folderId)
  const scope = folder?.className === 'Calendar' ? scopeOf(context, folder, DEFAULT_OPTIONS) : null
  if (!scope || serverId === undefined) return null
  const parts = parseServerId(scope.ref.folderId, serverId)
  if (!parts || !(await heldItem(sql, scope.ref, serverId))) return null
  const [item] = await loadAppointments(sql, scope.ref.tenantId, [parts.itemId])
  return item ? { item, recurrenceId: parts.recurrenceId } : null
}

/** Why an InstanceId names no occurrence: it is no date, it is of no series, there is no such one. */
export type NoOccurrence = 'malformed' | 'not-recurring' | 'absent'

/** The id of the occurrence that a client's InstanceId names. */
export function occurrenceNamed(
  item: Appointment,
  instanceId: string,
  timeZone: string,
): { recurrenceId: string } | NoOccurrence {
  const isSeries = item.rrule !== null || item.rdates.length > 0
  const recurrenceId = occurrenceIdOf(item, instanceId, timeZone)
  if (recurrenceId === null) return 'malformed'
  if (!isSeries) return 'not-recurring'
  return takesPlace(item, recurrenceId) ? { recurrenceId } : 'absent'
}

function takesPlace(item: Appointment, recurrenceId: string): boolean {
  const override = item.overrides.find((one) => one.recurrenceId === recurrenceId)
  if (override) return !override.cancelled
  const start = Date.parse(recurrenceId)
  const series = { ...item, overrides: [] }
  return occurrencesBetween(series, new Date(start), new Date(start + 60_000)).some(
    (one) => one.recurrenceId === recurrenceId,
  )
}
