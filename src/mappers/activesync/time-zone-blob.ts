import { MappingError } from '../mapping-error.js'
import { findZone } from '../time/find-zone.js'
import { isTimeZone } from '../time/zone.js'
import { type Transition, type ZoneRule, zoneRule } from '../time/zone-rule.js'

/** MS-ASDTYPE, TimeZone: 172 bytes in base64. */
const SIZE = 172
const NAME_LENGTH = 32

/** Offsets of the fields; each date is a SYSTEMTIME of eight 16-bit numbers. */
const FIELDS = {
  bias: 0,
  standardName: 4,
  standardDate: 68,
  standardBias: 84,
  daylightName: 88,
  daylightDate: 152,
  daylightBias: 168,
} as const

const TAG = 'Calendar:Timezone'
/** 232 characters, and room for line breaks. */
const MAX_TEXT = 256
const MAX_KEPT = 2000

const written = new Map<string, string>()
const read = new Map<string, string | undefined>()

export type DecodedZone = {
  rule: ZoneRule
  names: string[]
  /** All zero, as servers and clients write that do not know the zone: it says nothing. */
  blank: boolean
}

/**
 * The structure for a zone as it is in a year. Its names are the IANA name: clients that find no
 * zone by its rule look there.
 * @param instant decides in a year in which the zone changed for good
 */
export function encodeTimeZone(zone: string, year: number, instant: number): string {
  const rule = zoneRule(zone, year, instant)
  const key = `${zone}|${year}|${rule.standard}`
  const known = written.get(key)
  if (known) return known
  if (written.size >= MAX_KEPT) written.clear()
  const blob = encodeRule(rule, zone)
  written.set(key, blob)
  return blob
}

export function encodeRule(rule: ZoneRule, name: string): string {
  const bytes = Buffer.alloc(SIZE)
  bytes.writeInt32LE(-rule.standard, FIELDS.bias)
  writeName(bytes, FIELDS.standardName, name)
  writeName(bytes, FIELDS.daylightName, name)
  if (rule.toStandard && rule.toDaylight) {
    writeTransition(bytes, FIELDS.standardDate, rule.toStandard)
    writeTransition(bytes, FIELDS.daylightDate, rule.toDaylight)
    bytes.writeInt32LE(rule.standard - rule.daylight, FIELDS.daylightBias)
  }
  return bytes.toString('base64')
}

/** Throws MappingError when it is no such structure. */
export function decodeTimeZone(text: string): DecodedZone {
  const bytes = text.length > MAX_TEXT ? Buffer.alloc(0) : Buffer.from(text, 'base64')
  if (bytes.length !== SIZE) throw new MappingError(TAG, 'not 172 bytes of base64')
  const names = [FIELDS.standardName, FIELDS.daylightName].map((at) => readName(bytes, at))
  const bias = bytes.readInt32LE(FIELDS.bias)
  const toStandard = readTransition(bytes, FIELDS.standardDate)
  const toDaylight = readTransition(bytes, FIELDS.daylightDate)
  return {
    rule: ruleOf(bias, bytes, toStandard, toDaylight),
    names: names.filter((name) => name !== ''),
    blank: bytes.every((byte) => byte === 0),
  }
}

export type ZoneChoice = {
  /** The zone that the item has now. */
  stored: string | undefined
  /** The user's zone. */
  own: string
  instant: number
  now: number
}

/**
 * IANA zone of the structure: the stored zone if it behaves so, else the user's, else one that
 * does. Undefined for a blank structure and for one that no zone comes near to.
 */
export function zoneOfBlob(text: string, choice: ZoneChoice): string | undefined {
  if (text.length > MAX_TEXT) throw new MappingError(TAG, 'not 172 bytes of base64')
  const years = [choice.instant, choice.now].map((instant) => new Date(instant).getUTCFullYear())
  const key = [text, choice.stored, choice.own, ...years].join('|')
  if (read.has(key)) return read.get(key)
  const { rule, names, blank } = decodeTimeZone(text)
  const prefer = [choice.stored ?? choice.own, choice.own].filter(isTimeZone)
  const zone = blank ? undefined : findZone(rule, { ...choice, names, prefer })
  if (read.size >= MAX_KEPT) read.clear()
  read.set(key, zone)
  return zone
}

/**
 * Biases without dates contradict themselves and count for nothing. Some zones, and some clients,
 * have the two halves of the year the other way round: the greater offset is summer time.
 */
function ruleOf(
  bias: number,
  bytes: Buffer,
  toStandard: Transition | null,
  toDaylight: Transition | null,
): ZoneRule {
  if (!toStandard || !toDaylight) {
    return { standard: -bias, daylight: -bias, toStandard: null, toDaylight: null }
  }
  const standard = -(bias + bytes.readInt32LE(FIELDS.standardBias))
  const daylight = -(bias + bytes.readInt32LE(FIELDS.daylightBias))
  return standard <= daylight
    ? { standard, daylight, toStandard, toDaylight }
    : { standard: daylight, daylight: standard, toStandard: toDaylight, toDaylight: toStandard }
}

function writeName(bytes: Buffer, at: number, name: string): void {
  bytes.write(name.slice(0, NAME_LENGTH - 1), at, 'utf16le')
}

function readName(bytes: Buffer, at: number): string {
  const name = bytes.toString('utf16le', at, at + NAME_LENGTH * 2)
  const end = name.indexOf('\0')
  return end < 0 ? name : name.slice(0, end)
}

function writeTransition(bytes: Buffer, at: number, transition: Transition): void {
  bytes.writeUInt16LE(transition.month, at + 2)
  bytes.writeUInt16LE(transition.dayOfWeek, at + 4)
  bytes.writeUInt16LE(transition.week, at + 6)
  bytes.writeUInt16LE(Math.floor(transition.minutes / 60), at + 8)
  bytes.writeUInt16LE(transition.minutes % 60, at + 10)
}

/** wDayOfWeek and wDay come swapped from some clients; a week of 0 gives a swapped Sunday away. */
function readTransition(bytes: Buffer, at: number): Transition | null {
  const word = (offset: number) => bytes.readUInt16LE(at + offset)
  const [year, month] = [word(0), word(2)]
  let [dayOfWeek, week] = [word(4), word(6)]
  if (month < 1 || month > 12) return null
  const minutes = word(8) * 60 + word(10) + (word(12) >= 30 ? 1 : 0)
  if (year > 0) {
    dayOfWeek = new Date(Date.UTC(year, month - 1, week)).getUTCDay()
    week = Math.ceil(week / 7)
  } else if (week === 0 || dayOfWeek > 6) [dayOfWeek, week] = [week, dayOfWeek]
  return week < 1 || week > 5 || dayOfWeek > 6 || minutes > 24 * 60
    ? null
    : { month, week, dayOfWeek, minutes }
}
