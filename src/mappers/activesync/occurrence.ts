import type { Element } from '../../activesync/wbxml/element.js'
import type { Appointment } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { parseDateTime } from '../time/date-time.js'
import { safeZone } from './all-day.js'
import { cancelled, readOverride, recurrenceIdOf } from './calendar-exceptions.js'
import { instantOf } from './codecs.js'
import { refuseUnknown } from './ghosting.js'
import type { OccurrenceMapper, ReadContext } from './mapper.js'
import { seriesStart } from './recurrence-pattern.js'

const INSTANCE_ID = 'AirSyncBase:InstanceId'

/** MS-ASAIRS, InstanceId (16.x): occurrences that are changed or deleted one by one. */
export const occurrenceMapper: OccurrenceMapper = {
  readOccurrence(data: Element, instanceId, context) {
    refuseUnknown(data)
    const series = seriesIn(context)
    const recurrenceId = idOf(instanceId, series, context)
    return readOverride(data, { series, recurrenceId, absent: 'keep' }, context)
  },

  cancelOccurrence(instanceId, context) {
    return cancelled(idOf(instanceId, seriesIn(context), context))
  },
}

/** The id of the occurrence of a series that an InstanceId names; null when that is no date. */
export function occurrenceIdOf(
  series: Appointment,
  instanceId: string,
  timeZone: string,
): string | null {
  const instant = parseDateTime(instanceId)
  if (instant === undefined) return null
  const ownZone = safeZone(timeZone)
  return recurrenceIdOf(instant, seriesStart(series.span), { allDay: true, ownZone })
}

function seriesIn({ existing }: ReadContext<'appointment'>): Appointment {
  const isSeries = existing && (existing.rrule !== null || existing.rdates.length > 0)
  if (!isSeries) throw new MappingError(INSTANCE_ID, 'not of a series')
  return existing
}

function idOf(
  instanceId: string,
  series: Appointment,
  context: ReadContext<'appointment'>,
): string {
  const instant = instantOf(instanceId, INSTANCE_ID)
  const ownZone = safeZone(context.account.timeZone)
  return recurrenceIdOf(instant, seriesStart(series.span), { allDay: true, ownZone })
}
