import fc from 'fast-check'
import { RRuleTemporal } from 'rrule-temporal'
import { Temporal } from 'temporal-polyfill'
import type { Override, Span } from '../../src/store/model.js'
import {
  nearestOccurrence,
  normaliseRrule,
  occurrencesBetween,
  type Series,
  seriesEnd,
  validateRrule,
  windowEdges,
} from '../../src/store/recurrence.js'

const HOUR = 3_600_000

/** A series of one hour that starts at a UTC instant, in Berlin unless told. */
function series(start: string, rrule: string | null, rest: Partial<Series> = {}): Series {
  const span: Span = {
    allDay: false,
    start: new Date(start),
    end: new Date(Date.parse(start) + HOUR),
    timeZone: 'Europe/Berlin',
  }
  return { span, rrule, rdates: [], overrides: [], ...rest }
}

function days(startDate: string, endDate: string, rrule: string | null): Series {
  return { span: { allDay: true, startDate, endDate }, rrule, rdates: [], overrides: [] }
}

function override(recurrenceId: string, rest: Partial<Override> = {}): Override {
  return { recurrenceId, cancelled: false, changes: {}, clientData: {}, ...rest }
}

function ids(of: Series, from: string, to: string, zone?: string): string[] {
  const options = zone === undefined ? {} : { zone }
  return occurrencesBetween(of, new Date(from), new Date(to), options).map((it) => it.recurrenceId)
}

describe('occurrencesBetween', () => {
  test('keeps the time on the wall over both changes of the clock', () => {
    // 09:00 in Berlin: 08:00Z in winter, 07:00Z from 29 March to 25 October 2026
    const weekly = series('2026-03-23T08:00:00Z', 'FREQ=WEEKLY')
    expect(ids(weekly, '2026-03-20T00:00:00Z', '2026-04-07T00:00:00Z')).toEqual([
      '2026-03-23T08:00:00Z',
      '2026-03-30T07:00:00Z',
      '2026-04-06T07:00:00Z',
    ])
    expect(ids(weekly, '2026-10-18T00:00:00Z', '2026-10-28T00:00:00Z')).toEqual([
      '2026-10-19T07:00:00Z',
      '2026-10-26T08:00:00Z',
    ])
  })

  test('moves a skipped time on by the gap and takes a repeated one once', () => {
    const daily = series('2026-03-28T01:30:00Z', 'FREQ=DAILY') // 02:30
    expect(ids(daily, '2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-28T01:30:00Z',
      '2026-03-29T01:30:00Z',
      '2026-03-30T00:30:00Z',
    ])
    expect(ids(daily, '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00Z',
      '2026-10-26T01:30:00Z',
    ])
  })

  test('counts an occurrence that runs into the window, not one that ends where it begins', () => {
    const daily = series('2026-01-01T22:30:00Z', 'FREQ=DAILY')
    expect(ids(daily, '2026-01-03T23:00:00Z', '2026-01-04T22:30:00Z')).toEqual([
      '2026-01-03T22:30:00Z',
    ])
    expect(ids(daily, '2026-01-03T23:30:00Z', '2026-01-04T22:30:00Z')).toEqual([])
  })

  test('places all-day dates in the zone it is told', () => {
    const daily = days('2026-05-01', '2026-05-02', 'FREQ=DAILY;COUNT=3')
    // in Berlin 2 May lasts from 1 May 22:00Z to 2 May 22:00Z
    expect(ids(daily, '2026-05-01T22:00:00Z', '2026-05-02T22:00:00Z', 'Europe/Berlin')).toEqual([
      '2026-05-02',
    ])
    expect(ids(daily, '2026-05-01T22:00:00Z', '2026-05-02T22:00:00Z')).toEqual([
      '2026-05-01',
      '2026-05-02',
    ])
  })

  test('applies overrides: cancelled, changed, moved into and out of the window', () => {
    const moved: Span = {
      allDay: false,
      start: new Date('2026-06-10T07:00:00Z'),
      end: new Date('2026-06-10T08:00:00Z'),
      timeZone: 'Europe/Berlin',
    }
    const weekly = series('2026-06-01T07:00:00Z', 'FREQ=WEEKLY', {
      overrides: [
        override('2026-06-08T07:00:00Z', { changes: { title: 'other' } }),
        override('2026-06-15T07:00:00Z', { cancelled: true }),
        override('2026-08-03T07:00:00Z', { changes: { span: moved } }),
      ],
    })
    const found = occurrencesBetween(weekly, new Date('2026-06-05'), new Date('2026-06-30'))
    expect(found.map((it) => [it.recurrenceId, it.override?.changes.title ?? null])).toEqual([
      ['2026-06-08T07:00:00Z', 'other'],
      ['2026-08-03T07:00:00Z', null],
      ['2026-06-22T07:00:00Z', null],
      ['2026-06-29T07:00:00Z', null],
    ])
    expect(found[1]?.span).toEqual(moved)
    expect(ids(weekly, '2026-08-02T00:00:00Z', '2026-08-05T00:00:00Z')).toEqual([])
  })

  test('adds RDATEs, each start once, also before the first start', () => {
    const some = series('2026-06-01T07:00:00Z', 'FREQ=DAILY;COUNT=2', {
      rdates: ['2026-05-01T07:00:00Z', '2026-06-02T07:00:00Z', '2026-07-01T07:00:00Z'],
    })
    expect(ids(some, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toEqual([
      '2026-05-01T07:00:00Z',
      '2026-06-01T07:00:00Z',
      '2026-06-02T07:00:00Z',
      '2026-07-01T07:00:00Z',
    ])
  })

  test('reads UNTIL as a date, a local time or an instant', () => {
    const until = (text: string) => series('2026-06-01T07:00:00Z', `FREQ=DAILY;UNTIL=${text}`)
    const range = ['2026-05-01T00:00:00Z', '2026-07-01T00:00:00Z'] as const
    expect(ids(until('20260603'), ...range)).toHaveLength(3)
    expect(ids(until('20260603T090000'), ...range)).toHaveLength(3) // 09:00 in Berlin
    expect(ids(until('20260603T085959'), ...range)).toHaveLength(2)
    expect(ids(until('20260603T070000Z'), ...range)).toHaveLength(3)
    expect(ids(until('20260603T065959Z'), ...range)).toHaveLength(2)
    const dates = days('2026-06-01', '2026-06-02', 'FREQ=DAILY;UNTIL=20260603T220000Z')
    expect(ids(dates, ...range)).toEqual(['2026-06-01', '2026-06-02', '2026-06-03'])
  })

  test('takes a rule it cannot read for none, and an unknown zone for UTC', () => {
    const broken = series('2026-06-01T07:00:00Z', 'FREQ=SOMETIMES')
    expect(ids(broken, '2026-01-01T00:00:00Z', '2027-01-01T00:00:00Z')).toEqual([
      '2026-06-01T07:00:00Z',
    ])
    const nowhere = series('2026-06-01T07:00:00Z', 'FREQ=YEARLY;COUNT=2')
    nowhere.span = { ...nowhere.span, timeZone: 'Nowhere/Middle' } as Span
    expect(ids(nowhere, '2027-01-01T00:00:00Z', '2028-01-01T00:00:00Z')).toEqual([
      '2027-06-01T07:00:00Z',
    ])
  })
})

describe('seriesEnd', () => {
  test('is the end of the last occurrence, moved ones included', () => {
    expect(seriesEnd(series('2026-06-01T07:00:00Z', null))).toEqual(
      new Date('2026-06-01T08:00:00Z'),
    )
    const three = series('2026-06-01T07:00:00Z', 'FREQ=WEEKLY;COUNT=3')
    expect(seriesEnd(three)).toEqual(new Date('2026-06-15T08:00:00Z'))
    const span: Span = {
      allDay: false,
      start: new Date('2026-09-01T07:00:00Z'),
      end: new Date('2026-09-01T09:30:00Z'),
      timeZone: 'Europe/Berlin',
    }
    const moved = [override('2026-06-08T07:00:00Z', { changes: { span } })]
    expect(seriesEnd({ ...three, overrides: moved })).toEqual(new Date('2026-09-01T09:30:00Z'))
    const cancelled = [override('2026-06-15T07:00:00Z', { cancelled: true })]
    expect(seriesEnd({ ...three, overrides: cancelled })).toEqual(new Date('2026-06-08T08:00:00Z'))
  })

  test('is null without an end and at midnight of the zone for all-day series', () => {
    expect(seriesEnd(series('2026-06-01T07:00:00Z', 'FREQ=WEEKLY'))).toBeNull()
    const dates = days('2026-06-01', '2026-06-02', 'FREQ=DAILY;UNTIL=20260603')
    expect(seriesEnd(dates, { zone: 'Europe/Berlin' })).toEqual(new Date('2026-06-03T22:00:00Z'))
  })
})

describe('nearestOccurrence and windowEdges', () => {
  const yearly = series('2020-12-24T17:00:00Z', 'FREQ=YEARLY')

  test('R-ONO-09 ranks a series by its occurrence nearest to now within the window', () => {
    const window = { from: new Date('2026-05-01'), to: new Date('2027-01-31') }
    const nearest = nearestOccurrence(yearly, new Date('2026-06-01T00:00:00Z'), window)
    expect(nearest?.recurrenceId).toBe('2026-12-24T17:00:00Z')
    const none = { from: new Date('2026-05-01'), to: new Date('2026-11-01') }
    expect(nearestOccurrence(yearly, new Date('2026-06-01'), none)).toBeNull()
    const running = new Date('2026-12-24T17:30:00Z')
    expect(nearestOccurrence(yearly, running, { from: null, to: null })?.distanceMs).toBe(0)
  })

  test('R-ONO-10 R-ONO-11 tells when a series enters and leaves a sliding window', () => {
    const summer = { from: new Date('2026-05-01'), to: new Date('2026-11-01') }
    expect(windowEdges(yearly, summer)).toEqual({
      inside: false,
      lastEnd: null,
      nextStart: new Date('2026-12-24T17:00:00Z'),
    })
    const winter = { from: new Date('2026-11-01'), to: new Date('2027-05-01') }
    expect(windowEdges(yearly, winter)).toEqual({
      inside: true,
      lastEnd: new Date('2026-12-24T18:00:00Z'),
      nextStart: new Date('2027-12-24T17:00:00Z'),
    })
  })

  test('R-ONO-11 an endless series never leaves a window without an end', () => {
    const always = { from: new Date('2026-05-01'), to: null }
    const edges = { inside: true, lastEnd: null, nextStart: null }
    expect(windowEdges(yearly, always)).toEqual(edges)
    const five = series('2026-04-28T08:00:00Z', 'FREQ=DAILY;COUNT=5')
    const last = new Date('2026-05-02T09:00:00Z')
    expect(windowEdges(five, always)).toMatchObject({ inside: true, lastEnd: last })
    expect(windowEdges(series('2026-04-28T08:00:00Z', 'FREQ=DAILY;COUNT=2'), always).inside).toBe(
      false,
    )
  })
})

describe('a hostile rule ends', () => {
  const everyTime = `BYHOUR=${range(24)};BYMINUTE=${range(60)};BYSECOND=${range(60)}`
  test.each([
    ['FREQ=SECONDLY', 1_000],
    ['FREQ=SECONDLY;COUNT=1000000000', 0],
    ['FREQ=DAILY;COUNT=1000000000', 181],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31', 0],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31', 0],
    ['FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=31', 0],
    ['FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6', 0],
    ['FREQ=YEARLY;INTERVAL=999999999', 0],
    ['FREQ=DAILY;INTERVAL=999999999', 0],
    ['FREQ=MINUTELY;INTERVAL=999999999;BYSETPOS=-366;BYHOUR=3', 0],
    ['FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=-7', 0],
    [`FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1;${everyTime}`, 0],
  ])('%s', (rrule, expected) => {
    const hostile = series('2012-01-02T08:00:00Z', rrule)
    const found = ids(hostile, '2026-01-01T00:00:00Z', '2026-07-01T00:00:00Z')
    expect(found).toHaveLength(expected)
    seriesEnd(hostile)
    const nearest = nearestOccurrence(hostile, new Date('2026-05-01'), { from: null, to: null })
    expect(nearest === null || nearest.distanceMs >= 0).toBe(true)
  })

  test('whatever its text, also in a series of the year 1 or 9999', () => {
    const part = fc.constantFrom(
      'FREQ=DAILY',
      'FREQ=MONTHLY',
      'FREQ=YEARLY',
      'FREQ=HOURLY',
      'INTERVAL=7',
      'INTERVAL=99999999999',
      'COUNT=5',
      'UNTIL=20270101',
      'UNTIL=00010101T000000Z',
      'UNTIL=99991231',
      'BYDAY=-1FR,2MO',
      'BYMONTHDAY=-31',
      'BYYEARDAY=-366',
      'BYWEEKNO=-53',
      'BYSETPOS=-366',
      'BYHOUR=23',
      'WKST=SU',
      ';;=',
    )
    const starts = ['0001-01-01T00:00:00Z', '2026-02-28T23:30:00Z', '9999-12-31T23:00:00Z']
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.constantFrom(...starts), (parts, start) => {
        const one = series(start, parts.join(';'))
        const found = occurrencesBetween(one, new Date('2026-01-01'), new Date('2028-01-01'))
        const times = found.map((it) => Date.parse(it.recurrenceId))
        expect([...times].sort((a, b) => a - b)).toEqual(times)
        seriesEnd(one)
      }),
      { numRuns: 80 },
    )
  })
})

function range(length: number): string {
  return Array.from({ length }, (_, index) => index).join(',')
}

describe('a rule from outside', () => {
  test.each([
    ['', 'FREQ is missing'],
    ['FREQ=FORTNIGHTLY', 'unknown FREQ FORTNIGHTLY'],
    ['FREQ=DAILY;COUNT=2;UNTIL=20260101', 'COUNT and UNTIL exclude each other'],
    ['FREQ=DAILY;FREQ=WEEKLY', 'FREQ stands twice'],
    ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY holds a value out of range'],
    ['FREQ=DAILY;UNTIL=20260231', 'UNTIL is not a date'],
    ['FREQ=YEARLY;BYEASTER=0', 'unknown part BYEASTER'],
    ['RSCALE=CHINESE;FREQ=YEARLY', 'the calendar CHINESE is not supported'],
    ['FREQ=SECONDLY', 'it repeats more often than once an hour'],
    ['FREQ=DAILY;BYMINUTE=0;BYHOUR=25', 'BYHOUR holds a value out of range'],
  ])('%s is refused in words', (text, reason) => {
    expect(validateRrule(text)).toBe(reason)
    expect(normaliseRrule(text)).toBeNull()
  })

  test('is brought into one spelling', () => {
    expect(normaliseRrule('rrule:wkst=mo; interval=1;byday=we,mo;freq=weekly;X-NOTE=1;')).toBe(
      'FREQ=WEEKLY;BYDAY=WE,MO',
    )
    expect(normaliseRrule('FREQ=MONTHLY;BYSETPOS=-1;BYDAY=FR,+2MO;COUNT=3;WKST=SU')).toBe(
      'FREQ=MONTHLY;COUNT=3;BYDAY=FR,2MO;BYSETPOS=-1;WKST=SU',
    )
  })

  test('gets an UNTIL of the kind that its series has', () => {
    const { span } = series('2026-06-01T07:00:00Z', null)
    const dates = days('2026-06-01', '2026-06-02', null).span
    expect(normaliseRrule('FREQ=DAILY;UNTIL=20260603', span)).toBe(
      'FREQ=DAILY;UNTIL=20260603T215959Z',
    )
    expect(normaliseRrule('FREQ=DAILY;UNTIL=20260603T090000', span)).toBe(
      'FREQ=DAILY;UNTIL=20260603T070000Z',
    )
    expect(normaliseRrule('FREQ=DAILY;UNTIL=20260603T090000Z', dates)).toBe(
      'FREQ=DAILY;UNTIL=20260603',
    )
  })
})

test('a second engine makes the same starts of common rules', () => {
  const rules = fc.record({
    freq: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'),
    interval: fc.integer({ min: 1, max: 4 }),
    limit: fc.constantFrom('', ';COUNT=9', ';UNTIL=20270301T120000Z'),
    by: fc.constantFrom(
      '',
      ';BYDAY=MO,TH',
      ';BYMONTHDAY=1,15,-1',
      ';BYMONTH=2,7',
      ';BYDAY=FR;BYSETPOS=-1',
    ),
    day: fc.integer({ min: 0, max: 700 }),
  })
  fc.assert(
    fc.property(rules, ({ freq, interval, limit, by, day }) => {
      fc.pre(!(freq === 'WEEKLY' && by.includes('MONTHDAY')))
      const rrule = `FREQ=${freq};INTERVAL=${interval}${limit}${by}`
      const start = new Date(Date.UTC(2025, 0, 1 + day, 12)).toISOString()
      const dtstart = Temporal.Instant.from(start).toZonedDateTimeISO('Europe/Berlin')
      const second = new RRuleTemporal({ rruleString: `RRULE:${rrule}`, dtstart })
      const [from, to] = [new Date('2026-01-01'), new Date('2027-06-01')]
      const expected = second.between(from, to, true).map((it) => it.toInstant().toString())
      expect(ids(series(start, rrule), from.toISOString(), to.toISOString())).toEqual(expected)
    }),
    { numRuns: 80 },
  )
})
