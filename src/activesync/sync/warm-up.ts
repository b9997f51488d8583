import { setImmediate as nextTurn } from 'node:timers/promises'
import { itemMappers } from '../../mappers/activesync/index.js'
import type { MapperContext } from '../../mappers/activesync/mapper.js'
import type { Sql } from '../../store/database.js'
import type { Appointment } from '../../store/model.js'
import { windowEdges } from '../../store/recurrence.js'
import { ruleSet } from '../../store/rule-set.js'
import { zonesInUse } from '../../store/time-zones.js'
import { profileOf } from '../client-profile.js'
import { encode } from '../wbxml/encode.js'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MOST_ZONES = 20

/**
 * Makes a series in each zone in use once and throws it away: Node reads its time-zone data when it
 * first needs them, which takes a tenth of a second that the first phone would wait for. Yields
 * between zones.
 */
export async function warmUp(sql: Sql, now: Date): Promise<void> {
  for (const zone of await zonesInUse(sql, MOST_ZONES)) {
    await nextTurn()
    const item = sample(zone, now)
    const window = {
      from: new Date(now.getTime() - 30 * DAY_MS),
      to: new Date(now.getTime() + 180 * DAY_MS),
    }
    windowEdges(item, window, { zone })
    encode(itemMappers.appointment.write(item, contextIn(zone, now)))
  }
}

function contextIn(timeZone: string, now: Date): MapperContext {
  return {
    version: '16.1',
    rules: ruleSet('business', {}),
    quirks: profileOf('', ''),
    account: { id: 0, displayName: '', email: '', timeZone },
    bodyPreferences: [{ type: 1 }],
    now,
  }
}

function sample(timeZone: string, now: Date): Appointment {
  const span = { allDay: false, start: now, end: new Date(now.getTime() + HOUR_MS), timeZone }
  return {
    ...{ id: 0, uid: '0', title: '', location: '', note: '', type: null, showAs: null },
    ...{ privacy: 'normal', reminderMinutes: 60, status: 'planned', rdates: [], overrides: [] },
    ...{ rrule: 'FREQ=WEEKLY', ownerId: null, participants: [], properties: [], clientData: {} },
    ...{ span, createdAt: now, updatedAt: now },
  } as Appointment
}
