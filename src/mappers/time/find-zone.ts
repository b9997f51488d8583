import { MINUTE } from './date-time.js'
import { commonZones, windowsZone } from './windows-zones.js'
import { isTimeZone, offsetAt } from './zone.js'
import { followsRule, sameZoneRule, type ZoneRule, zoneRule } from './zone-rule.js'

export type ZoneWish = {
  /** Names that came with the rule: Windows names or IANA names, best first. */
  names: readonly string[]
  /** Zones to take if the rule fits them, best first. */
  prefer: readonly string[]
  /** Instant at which the rule must hold. */
  instant: number
  /** A second moment at which it may hold instead: clients send the rule of their own year. */
  now: number
}

/** Old phones round the hour of a change; better a near zone than none. */
const LENIENT = 240 * MINUTE

/** Asked before all others when several zones share a rule. */
const POPULAR = [
  'Europe/Berlin',
  'Europe/London',
  'Europe/Athens',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'UTC',
]

/**
 * The zone that a rule means: one of the preferred ones if it fits, else the named one, else one
 * with the same rule, else one with the same offset. Undefined when nothing comes near.
 */
export function findZone(rule: ZoneRule, wish: ZoneWish): string | undefined {
  const named = wish.names.map(zoneOfName).filter((zone) => zone !== undefined)
  const first = [...wish.prefer.filter(isTimeZone), ...named]
  return (
    first.find((zone) => fits(zone, rule, wish, MINUTE) || isWritten(zone, rule, wish)) ??
    others().find((zone) => fits(zone, rule, wish, MINUTE)) ??
    first.find((zone) => fits(zone, rule, wish, LENIENT)) ??
    named[0] ??
    (rule.toStandard ? undefined : fixedZone(rule, wish.instant))
  )
}

/** IANA name behind a Windows or IANA name, as far as this runtime knows it. */
export function zoneOfName(name: string): string | undefined {
  const text = name.trim()
  const zone = windowsZone(text) ?? (text.includes('/') ? text : undefined)
  return zone && isTimeZone(zone) ? zone : undefined
}

function fits(zone: string, rule: ZoneRule, wish: ZoneWish, tolerance: number): boolean {
  return [wish.instant, wish.now].some((instant) =>
    followsRule(zone, rule, { year: new Date(instant).getUTCFullYear(), tolerance }),
  )
}

/**
 * Whether the rule is what is written for the zone: in a year in which a zone changed for good it
 * follows no rule, and what is written is one half of the truth.
 */
function isWritten(zone: string, rule: ZoneRule, wish: ZoneWish): boolean {
  return [wish.instant, wish.now].some((instant) =>
    sameZoneRule(rule, zoneRule(zone, new Date(instant).getUTCFullYear(), instant)),
  )
}

let otherZones: string[] | undefined

function others(): readonly string[] {
  otherZones ??= [...new Set([...POPULAR, ...commonZones(), ...Intl.supportedValuesOf('timeZone')])]
  return otherZones
}

function fixedZone(rule: ZoneRule, instant: number): string | undefined {
  const hours = rule.standard / 60
  if (Number.isInteger(hours) && hours >= -12 && hours <= 14) {
    return hours === 0 ? 'UTC' : `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`
  }
  return others().find((zone) => offsetAt(zone, instant) === rule.standard * MINUTE)
}
