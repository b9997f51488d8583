import { DAY, MINUTE } from '../time/date-time.js'
import { offsetAt } from '../time/zone.js'
import { type Transition, type ZoneRule, zoneRule } from '../time/zone-rule.js'

const WEEKDAYS = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'] as const

/**
 * RFC 5545, Time Zone Component, of an IANA zone: the rules it follows around an instant. Readers
 * that know the name use their own data; the rules are for those that don't.
 */
export function writeZone(timeZone: string, around: number): string[] {
  const year = new Date(around).getUTCFullYear()
  const rule = zoneRule(timeZone, year, around)
  return [
    'BEGIN:VTIMEZONE',
    `TZID:${timeZone}`,
    `X-LIC-LOCATION:${timeZone}`,
    ...writeRules(rule, offsetAt(timeZone, Date.UTC(1970, 0, 1)) / MINUTE),
    'END:VTIMEZONE',
  ]
}

function writeRules(rule: ZoneRule, early: number): string[] {
  const { standard, daylight, toStandard, toDaylight } = rule
  if (!toStandard || !toDaylight) {
    return observance('STANDARD', { from: early, to: standard, transition: null })
  }
  return [
    ...observance('DAYLIGHT', { from: standard, to: daylight, transition: toDaylight }),
    ...observance('STANDARD', { from: daylight, to: standard, transition: toStandard }),
  ]
}

type Observance = { from: number; to: number; transition: Transition | null }

function observance(name: string, { from, to, transition }: Observance): string[] {
  const start = transition ? firstOf(transition) : '19700101T000000'
  return [
    `BEGIN:${name}`,
    `TZOFFSETFROM:${offsetText(Math.round(from))}`,
    `TZOFFSETTO:${offsetText(to)}`,
    `DTSTART:${start}`,
    ...(transition
      ? [`RRULE:FREQ=YEARLY;BYMONTH=${transition.month};BYDAY=${byDay(transition)}`]
      : []),
    `END:${name}`,
  ]
}

function byDay({ week, dayOfWeek }: Transition): string {
  return `${week === 5 ? -1 : week}${WEEKDAYS[dayOfWeek] ?? 'SU'}`
}

/** The change of the year 1970, as a wall time. */
function firstOf({ month, week, dayOfWeek, minutes }: Transition): string {
  const first = Date.UTC(1970, month - 1, 1)
  const length = new Date(Date.UTC(1970, month, 0)).getUTCDate()
  let day = 1 + ((dayOfWeek - new Date(first).getUTCDay() + 7) % 7) + (week - 1) * 7
  while (day > length) day -= 7
  const wall = new Date(first + (day - 1) * DAY + minutes * MINUTE).toISOString()
  return wall.slice(0, 19).replace(/[-:]/g, '')
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes)
  const digits = [Math.floor(size / 60), size % 60].map((part) => String(part).padStart(2, '0'))
  return `${minutes < 0 ? '-' : '+'}${digits.join('')}`
}
