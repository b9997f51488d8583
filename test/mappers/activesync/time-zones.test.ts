import { Temporal } from 'temporal-polyfill'
import { encodeTimeZone, zoneOfBlob } from '../../../src/mappers/activesync/time-zone-blob.js'

const ALL = Intl.supportedValuesOf('timeZone')
const YEARS = Array.from({ length: 16 }, (_, index) => 2020 + index)
/** The search for a zone without a name looks at many: all of them only on demand. */
const SEARCHED = process.env.TERMINGATE_ALL_ZONES ? ALL : ALL.filter((_, index) => index % 29 === 7)
/** The only one with its offset. */
const NOWHERE = 'Pacific/Marquesas'
const NOW = Date.parse('2026-11-21T10:00:00Z')

const minutesAt = (zone: string, instant: number) =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 6e10

/** Instants within a year at which the clock of a zone changes. */
function changesIn(zone: string, year: number): number[] {
  const found: number[] = []
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0, 1) - 1).toZonedDateTimeISO(zone)
  for (;;) {
    const next = at.getTimeZoneTransition('next')
    if (!next || next.epochMilliseconds >= Date.UTC(year + 1, 0, 1)) return found
    if (next.offsetNanoseconds !== next.subtract({ seconds: 1 }).offsetNanoseconds) {
      found.push(next.epochMilliseconds)
    }
    at = next
  }
}

/** Moments of a year that tell zones apart: its ends, and the seconds around each change. */
function moments(zones: readonly string[], year: number): number[] {
  const ends = [Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1) - 1]
  const changes = zones.flatMap((zone) => changesIn(zone, year)).flatMap((at) => [at - 1000, at])
  return [...ends, ...changes]
}

/** Years without a change, or with a pair of them: what a structure can say. */
const isRegular = (zone: string, year: number) => [0, 2].includes(changesIn(zone, year).length)

function withoutNames(base64: string): Buffer {
  return Buffer.from(base64, 'base64').fill(0, 4, 68).fill(0, 88, 152)
}

/** Offset by the bytes of a structure, read by hand. */
function offsetByBytes(blob: Buffer, instant: number): number {
  const bias = blob.readInt32LE(0)
  if (blob.readUInt16LE(70) === 0) return -bias
  const changes = [
    { at: 68, before: blob.readInt32LE(168), after: 0 },
    { at: 152, before: 0, after: blob.readInt32LE(168) },
  ].map(({ at, before, after }) => {
    const [month, weekday, week, hour, minute] = [2, 4, 6, 8, 10].map((by) =>
      blob.readUInt16LE(at + by),
    ) as [number, number, number, number, number]
    const year = new Date(instant).getUTCFullYear()
    const first = new Date(Date.UTC(year, month - 1, 1)).getUTCDay()
    const last = new Date(Date.UTC(year, month, 0)).getUTCDate()
    let day = 1 + ((weekday - first + 7) % 7) + 7 * (week - 1)
    while (day > last) day -= 7
    const wall = Date.UTC(year, month - 1, day, hour, minute)
    return { instant: wall + (bias + before) * 60_000, after: -(bias + after) }
  })
  changes.sort((a, b) => a.instant - b.instant)
  const passed = changes.filter((change) => change.instant <= instant)
  return (passed.at(-1) ?? changes.at(-1))?.after ?? -bias
}

test('every zone, in every year from 2020 to 2035, comes back as itself', () => {
  const wrong: string[] = []
  for (const zone of ALL) {
    for (const year of YEARS) {
      for (const month of [0, 6]) {
        const instant = Date.UTC(year, month, 15)
        const choice = { stored: zone, own: 'Europe/Berlin', instant, now: NOW }
        const found = zoneOfBlob(encodeTimeZone(zone, year, instant), choice)
        if (found !== zone) wrong.push(`${zone} in ${year}/${month + 1}: ${found}`)
      }
    }
  }
  expect(wrong).toEqual([])
  expect(ALL.length).toBeGreaterThan(400)
})

test('its bytes say what the clock does, all year long', () => {
  const wrong: string[] = []
  for (const zone of SEARCHED) {
    for (const year of YEARS) {
      const instant = Date.UTC(year, 5, 15)
      const blob = Buffer.from(encodeTimeZone(zone, year, instant), 'base64')
      for (const at of isRegular(zone, year) ? moments([zone], year) : [instant]) {
        if (offsetByBytes(blob, at) === minutesAt(zone, at)) continue
        wrong.push(`${zone} at ${new Date(at).toISOString()}`)
        break
      }
    }
  }
  expect(wrong).toEqual([])
})

test('without a name, and where nobody is, a zone with the same clock is found', () => {
  const wrong: string[] = []
  for (const zone of SEARCHED) {
    for (const year of YEARS) {
      if (!isRegular(zone, year)) continue
      const instant = Date.UTC(year, 5, 15)
      const blob = withoutNames(encodeTimeZone(zone, year, instant))
      // all zero is UTC, and says nothing
      if (blob.every((byte) => byte === 0)) continue
      const choice = { stored: undefined, own: NOWHERE, instant, now: instant }
      const found = zoneOfBlob(blob.toString('base64'), choice)
      const same = (at: number) => found && minutesAt(found, at) === minutesAt(zone, at)
      if (!moments([zone, found ?? zone], year).every(same))
        wrong.push(`${zone} in ${year}: ${found}`)
    }
  }
  expect(wrong).toEqual([])
})

describe('names of Windows', () => {
  /** A zone's structure with the name that Windows gives it. */
  function named(zone: string, name: string): string {
    const blob = withoutNames(encodeTimeZone(zone, 2026, Date.UTC(2026, 6, 1)))
    blob.write(name, 4, 'utf16le')
    return blob.toString('base64')
  }

  test.each([
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Romance Standard Time', 'Europe/Paris'],
    ['GMT Standard Time', 'Europe/London'],
    ['Eastern Standard Time', 'America/New_York'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['India Standard Time', 'Asia/Kolkata'],
    ['AUS Eastern Standard Time', 'Australia/Sydney'],
    ['Line Islands Standard Time', 'Pacific/Kiritimati'],
  ])('%s is %s', (name, zone) => {
    const choice = { stored: undefined, own: NOWHERE, instant: NOW, now: NOW }
    const found = zoneOfBlob(named(zone, name), choice) ?? ''
    const canonical = (text: string) =>
      new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone
    expect(canonical(found)).toBe(canonical(zone))
  })

  test('a name that contradicts its rule counts for nothing', () => {
    const blob = named('Europe/Berlin', 'Tokyo Standard Time')
    const choice = { stored: undefined, own: NOWHERE, instant: NOW, now: NOW }
    expect(zoneOfBlob(blob, choice)).toBe('Europe/Berlin')
  })
})

describe('structures that are a little wrong', () => {
  const berlin = () => withoutNames(encodeTimeZone('Europe/Berlin', 2026, NOW))
  const found = (blob: Buffer, stored?: string, own = NOWHERE) =>
    zoneOfBlob(blob.toString('base64'), { stored, own, instant: NOW, now: NOW })

  test.each(['Europe/Berlin', 'Europe/Vienna'])('a minute less of offset is still %s', (zone) => {
    const blob = berlin()
    blob.writeInt32LE(-59, 0)
    expect(found(blob, zone)).toBe(zone)
  })

  test('changes a minute early are still Berlin', () => {
    const blob = berlin()
    blob.writeUInt16LE(2, 68 + 8)
    blob.writeUInt16LE(59, 68 + 10)
    blob.writeUInt16LE(1, 152 + 8)
    blob.writeUInt16LE(59, 152 + 10)
    expect(found(blob, 'Europe/Berlin')).toBe('Europe/Berlin')
  })

  test('changes at the wrong hour are still the stored zone, or the user’s', () => {
    const blob = berlin()
    blob.writeUInt16LE(0, 68 + 8)
    blob.writeUInt16LE(0, 152 + 8)
    expect(found(blob, 'Europe/Vienna')).toBe('Europe/Vienna')
    expect(found(blob, undefined, 'Europe/Paris')).toBe('Europe/Paris')
  })

  test('an offset that no zone has says nothing', () => {
    const blob = Buffer.alloc(172)
    blob.writeInt32LE(-77, 0)
    expect(found(blob)).toBeUndefined()
  })

  test('any bytes of the right length are read, or say nothing', () => {
    for (let seed = 1; seed < 300; seed++) {
      const blob = Buffer.from(Array.from({ length: 172 }, (_, at) => (seed * (at + 7) ** 3) % 251))
      const zone = found(blob)
      if (zone !== undefined)
        expect(ALL.concat('UTC').includes(zone) || /^Etc/.test(zone)).toBe(true)
    }
  })
})
