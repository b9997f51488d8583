import { type Component, propertyOf } from '../text/component.js'
import { clean, param } from '../text/content-line.js'
import { MINUTE } from '../time/date-time.js'
import { readDuration, readMoment } from './date-time.js'
import type { EntryContext } from './entry.js'

/** Instants that triggers refer to; null where the entry has none. */
export type Anchors = { start: number | null; end: number | null }

export type Alarms = {
  /** Instant of the first alarm shown; null = none. */
  at: number | null
  /** The other alarms, each as its lines, joined by line breaks. */
  kept: string[]
}

const MOST_ALARMS = 10
const LONGEST_ALARM = 4_000
/** RFC 5545, Action: those that a phone can show. A missing one is taken for DISPLAY. */
const SHOWN = new Set(['DISPLAY', 'AUDIO', ''])

/** RFC 5545, Alarm Component: the first alarm shown at or before the start becomes the reminder. */
export function readAlarms(entry: Component, anchors: Anchors, context: EntryContext): Alarms {
  let at: number | null = null
  const kept: string[] = []
  for (const alarm of entry.children.filter((child) => child.name === 'VALARM')) {
    const action = propertyOf(alarm, 'ACTION')?.value.trim().toUpperCase() ?? ''
    // Apple writes its default alarms as placeholders of the year 1976.
    if (action === 'NONE' || propertyOf(alarm, 'X-APPLE-DEFAULT-ALARM')) continue
    const shown: boolean = SHOWN.has(action) && at === null
    const instant: number | null = shown ? triggerOf(alarm, anchors, context) : null
    if (instant !== null && instant <= (anchors.start ?? instant)) at = instant
    else kept.push(linesOf(alarm))
  }
  return { at, kept: kept.filter((text) => text.length <= LONGEST_ALARM).slice(0, MOST_ALARMS) }
}

/** Whole minutes between a reminder and the start; null when it is more than a year. */
export function minutesBefore(at: number | null, start: number): number | null {
  if (at === null) return null
  const minutes = Math.round((start - at) / MINUTE)
  return minutes >= 0 && minutes <= 366 * 24 * 60 ? minutes : null
}

function triggerOf(alarm: Component, anchors: Anchors, context: EntryContext): number | null {
  const trigger = propertyOf(alarm, 'TRIGGER')
  if (!trigger) return null
  const duration = readDuration(trigger.value)
  if (duration !== null) {
    const related = param(trigger, 'RELATED')?.toUpperCase() === 'END'
    const anchor = related ? anchors.end : (anchors.start ?? anchors.end)
    return anchor === null ? null : anchor + duration
  }
  const moment = readMoment(trigger, trigger.value, context.zones)
  return moment === null || moment.allDay ? null : moment.instant
}

function linesOf(alarm: Component): string {
  const lines = alarm.properties.map((property) => clean(property.raw).replace(/\n/g, ' '))
  return ['BEGIN:VALARM', ...lines, 'END:VALARM'].join('\n')
}
