import fc from 'fast-check'
import { compactDateTime, parseDateTime } from '../../../src/mappers/time/date-time.js'
import { findZone } from '../../../src/mappers/time/find-zone.js'
import { windowsZone } from '../../../src/mappers/time/windows-zones.js'
import {
  dateIn,
  fromWall,
  isTimeZone,
  offsetAt,
  startOfDay,
  toWall,
} from '../../../src/mappers/time/zone.js'
import { type ZoneRule, zoneRule } from '../../../src/mappers/time/zone-rule.js'

const utc = (text: string) => Date.parse(text)
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16)

describe('zone arithmetic', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29T00:59:59Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 60],
    ['America/New_York', '2026-03-08T06:59:59Z', -300],
    ['America/New_York', '2026-03-08T07:00:00Z', -240],
    ['Asia/Kolkata', '2026-06-01T00:00:00Z', 330],
    ['Pacific/Kiritimati', '2026-06-01T00:00:00Z', 840],
    ['Pacific/Pago_Pago', '2026-06-01T00:00:00Z', -660],
    ['Australia/Lord_Howe', '2026-06-01T00:00:00Z', 630],
    ['Australia/Lord_Howe', '2026-12-01T00:00:00Z', 660],
  ])('%s at %s is %i minutes east', (zone, at, minutes) => {
    expect(offsetAt(zone, utc(at)) / 60_000).toBe(minutes)
  })

  test('a skipped wall-clock time moves on by the gap, a doubled one is the first', () => {
    expect(iso(fromWall('Europe/Berlin', utc('2026-03-29T02:30:00Z')))).toBe('2026-03-29T01:30')
    expect(iso(fromWall('Europe/Berlin', utc('2026-10-25T02:30:00Z')))).toBe('2026-10-25T00:30')
  })

  test('a day begins at local midnight', () => {
    expect(iso(startOfDay('Pacific/Kiritimati', '2026-01-02'))).toBe('2026-01-01T10:00')
    expect(dateIn('Pacific/Pago_Pago', utc('2026-01-02T10:59:00Z'))).toBe('2026-01-01')
  })

  test('every instant survives the way to the wall clock and back, but for doubled hours', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC')
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 })
    fc.assert(
      fc.property(zones, seconds, (zone, second) => {
        const instant = second * 1000
        const back = fromWall(zone, toWall(zone, instant))
        expect(toWall(zone, back)).toBe(toWall(zone, instant))
        expect(
          instant - back === 0 || instant - back === 3_600_000 || instant - back === 1_800_000,
        ).toBe(true)
      }),
    )
  })

  test('names from outside never throw', () => {
    for (const name of [
      '',
      'Mars/Olympus',
      '../etc',
      'x'.repeat(500),
      '+01:00',
      'Europe/Berlin ',
    ]) {
      expect(isTimeZone(name)).toBe(false)
    }
  })
})

describe('date-times', () => {
  test.each([
    ['20260309T090000Z', '2026-03-09T09:00'],
    ['2026-03-09T09:00:00.000Z', '2026-03-09T09:00'],
    ['2026-03-09T09:00:00Z', '2026-03-09T09:00'],
    ['20260309', '2026-03-09T00:00'],
  ])('%s is read', (text, expected) => {
    expect(iso(parseDateTime(text) ?? 0)).toBe(expected)
  })

  test.each(['', '20260231T000000Z', '20260301T250000Z', '99990101T000000Z', 'tomorrow'])(
    '%s is refused',
    (text) => {
      expect(parseDateTime(text)).toBeUndefined()
    },
  )

  test('compact has no punctuation', () => {
    expect(compactDateTime(utc('2026-03-09T09:05:07Z'))).toBe('20260309T090507Z')
  })
})

describe('zone rules', () => {
  const berlin: ZoneRule = {
    standard: 60,
    daylight: 120,
    toStandard: { month: 10, week: 5, dayOfWeek: 0, minutes: 180 },
    toDaylight: { month: 3, week: 5, dayOfWeek: 0, minutes: 120 },
  }
  const fixed = (minutes: number): ZoneRule => ({
    standard: minutes,
    daylight: minutes,
    toStandard: null,
    toDaylight: null,
  })

  test('the last Sunday is the last also in a year in which it is the fourth', () => {
    for (const year of [2024, 2025, 2026, 2027, 2028]) {
      expect(zoneRule('Europe/Berlin', year, 0)).toEqual(berlin)
    }
  })

  test.each([
    ['America/New_York', -300, -240, [11, 1, 0, 120], [3, 2, 0, 120]],
    ['Australia/Lord_Howe', 630, 660, [4, 1, 0, 120], [10, 1, 0, 120]],
    ['Europe/London', 0, 60, [10, 5, 0, 120], [3, 5, 0, 60]],
  ])('%s', (zone, standard, daylight, back, forth) => {
    const rule = zoneRule(zone, 2026, 0)
    const parts = (t: ZoneRule['toStandard']) => t && [t.month, t.week, t.dayOfWeek, t.minutes]
    expect([rule.standard, rule.daylight]).toEqual([standard, daylight])
    expect(parts(rule.toStandard)).toEqual(back)
    expect(parts(rule.toDaylight)).toEqual(forth)
  })

  test('a zone that left summer time for good has the offset of the moment', () => {
    expect(zoneRule('Europe/Istanbul', 2016, utc('2016-01-15T00:00:00Z'))).toEqual(fixed(120))
    expect(zoneRule('Europe/Istanbul', 2026, utc('2026-01-15T00:00:00Z'))).toEqual(fixed(180))
  })

  test('a rule is taken for the preferred zone that fits, then by name, then by itself', () => {
    const at = { instant: utc('2026-06-01T00:00:00Z'), now: utc('2026-06-01T00:00:00Z') }
    const find = (rule: ZoneRule, prefer: string[], names: string[]) =>
      findZone(rule, { ...at, prefer, names })
    expect(find(berlin, ['Europe/Vienna'], [])).toBe('Europe/Vienna')
    expect(find(berlin, ['America/New_York'], ['Romance Standard Time'])).toBe('Europe/Paris')
    expect(find(berlin, ['America/New_York'], [])).toBe('Europe/Berlin')
    expect(find(fixed(840), [], [])).toBe('Pacific/Kiritimati')
    expect(find(fixed(-720), [], [])).toBe('Etc/GMT+12')
    expect(find(fixed(17), [], [])).toBeUndefined()
  })

  test('Windows names are known in any case', () => {
    expect(windowsZone('w. europe standard time')).toBe('Europe/Berlin')
    expect(windowsZone('no such time')).toBeUndefined()
  })
})
