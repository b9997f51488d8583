import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  decodeTimeZone,
  encodeTimeZone,
  zoneOfBlob,
} from '../../../src/mappers/activesync/time-zone-blob.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'

const JULY = Date.parse('2026-07-01T00:00:00Z')
const shared = process.env.TERMINGATE_SHARED ?? join(process.cwd(), '..', 'shared')

/** Bytes by hand: bias, two SYSTEMTIMEs (month, weekday, week, hour, minute) and the summer bias. */
function bytes(
  bias: number,
  standard: readonly number[],
  daylight: readonly number[],
  daylightBias: number,
): Buffer {
  const blob = Buffer.alloc(172)
  blob.writeInt32LE(bias, 0)
  standard.forEach((value, at) => {
    blob.writeUInt16LE(value, 70 + 2 * at)
  })
  daylight.forEach((value, at) => {
    blob.writeUInt16LE(value, 154 + 2 * at)
  })
  blob.writeInt32LE(daylightBias, 168)
  return blob
}

const VECTORS: [string, Buffer][] = [
  ['Europe/Berlin', bytes(-60, [10, 0, 5, 3, 0], [3, 0, 5, 2, 0], -60)],
  ['America/New_York', bytes(300, [11, 0, 1, 2, 0], [3, 0, 2, 2, 0], -60)],
  ['Asia/Kolkata', bytes(-330, [], [], 0)],
  ['Pacific/Kiritimati', bytes(-840, [], [], 0)],
  ['Pacific/Pago_Pago', bytes(660, [], [], 0)],
  ['Australia/Lord_Howe', bytes(-630, [4, 0, 1, 2, 0], [10, 0, 1, 2, 0], -30)],
]

function withoutNames(base64: string): Buffer {
  const blob = Buffer.from(base64, 'base64')
  return blob.fill(0, 4, 68).fill(0, 88, 152)
}

describe('MS-ASDTYPE, TimeZone', () => {
  test.each(VECTORS)('%s has the bytes of its rule and its name', (zone, expected) => {
    const blob = encodeTimeZone(zone, 2026, JULY)
    expect(blob).toHaveLength(232)
    expect(withoutNames(blob).equals(expected)).toBe(true)
    expect(decodeTimeZone(blob).names).toEqual([zone, zone])
  })

  test.each(VECTORS)('%s is found by its rule alone', (zone, blob) => {
    const choice = { stored: undefined, own: zone, instant: JULY, now: JULY }
    expect(zoneOfBlob(blob.toString('base64'), choice)).toBe(zone)
  })

  test('the stored zone counts before the user’s, and that before any other', () => {
    const blob = (VECTORS[0]?.[1] ?? Buffer.alloc(0)).toString('base64')
    const find = (stored: string | undefined, own: string) =>
      zoneOfBlob(blob, { stored, own, instant: JULY, now: JULY })
    expect(find('Europe/Vienna', 'Europe/Paris')).toBe('Europe/Vienna')
    expect(find('Asia/Tokyo', 'Europe/Paris')).toBe('Europe/Paris')
    expect(find(undefined, 'Asia/Tokyo')).toBe('Europe/Berlin')
  })

  test('an all-zero structure says nothing', () => {
    const blob = Buffer.alloc(172).toString('base64')
    expect(decodeTimeZone(blob).blank).toBe(true)
    expect(
      zoneOfBlob(blob, { stored: undefined, own: 'UTC', instant: JULY, now: JULY }),
    ).toBeUndefined()
  })

  test('swapped weekday and week are put right', () => {
    const swapped = bytes(-60, [10, 5, 0, 3, 0], [3, 5, 0, 2, 0], -60).toString('base64')
    const choice = { stored: undefined, own: 'Europe/Berlin', instant: JULY, now: JULY }
    expect(zoneOfBlob(swapped, choice)).toBe('Europe/Berlin')
  })

  test('swapped halves of the year are put right', () => {
    const blob = bytes(-120, [3, 0, 5, 2, 0], [10, 0, 5, 3, 0], 60).toString('base64')
    const choice = { stored: undefined, own: 'Europe/Berlin', instant: JULY, now: JULY }
    expect(zoneOfBlob(blob, choice)).toBe('Europe/Berlin')
  })

  test('a summer bias without dates counts for nothing', () => {
    const blob = bytes(-60, [], [], -60).toString('base64')
    expect(decodeTimeZone(blob).rule).toEqual({
      standard: 60,
      daylight: 60,
      toStandard: null,
      toDaylight: null,
    })
  })

  test('a name decides among zones of one rule', () => {
    const blob = Buffer.from(VECTORS[0]?.[1] ?? [])
    blob.write('Romance Standard Time', 4, 'utf16le')
    const choice = { stored: undefined, own: 'Asia/Tokyo', instant: JULY, now: JULY }
    expect(zoneOfBlob(blob.toString('base64'), choice)).toBe('Europe/Paris')
  })

  test.each(['', 'AAAA', '!', 'A'.repeat(100_000)])('%.8s is refused', (text) => {
    expect(() => decodeTimeZone(text)).toThrow(MappingError)
  })

  const recorded = join(shared, 'fixtures', 'clients', 'tbsync-5.3.4.jsonl')
  const given = existsSync(recorded) ? test : test.skip
  given('structures recorded from a client are Berlin and UTC (needs the shared fixtures)', () => {
    const text = decodeURIComponent(
      readFileSync(recorded, 'utf8').replace(/%(?![0-9A-F]{2})/gi, '%25'),
    )
    const blobs = new Set(
      [...text.matchAll(/<TimeZone[^>]*>([^<]+)</g)].map((match) => match[1] ?? ''),
    )
    const zones = [...blobs].map((blob) =>
      zoneOfBlob(blob, { stored: undefined, own: 'Europe/Berlin', instant: JULY, now: JULY }),
    )
    expect(new Set(zones)).toEqual(new Set(['Europe/Berlin', 'UTC', undefined]))
  })
})
