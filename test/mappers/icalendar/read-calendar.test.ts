import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { readCalendar } from '../../../src/mappers/icalendar/read-calendar.js'
import { zoneName } from '../../../src/mappers/icalendar/time-zone.js'
import { decodeBytes } from '../../../src/mappers/text/decode-bytes.js'
import type { AppointmentPatch, TaskPatch } from '../../../src/store/model.js'

const ZONE = { timeZone: 'Europe/Berlin' }

function read(file: string) {
  const bytes = readFileSync(resolve(__dirname, '../../fixtures/import', file))
  return readCalendar(decodeBytes(bytes), ZONE)
}

/** One event of these lines, or of the whole file's kind. */
function event(...lines: string[]) {
  const text = ['BEGIN:VCALENDAR', 'BEGIN:VEVENT', 'UID:u', ...lines, 'END:VEVENT', 'END:VCALENDAR']
  const { entries, problems } = readCalendar(text.join('\r\n'), ZONE)
  return { patch: entries[0]?.patch as AppointmentPatch | undefined, problems }
}

function timed(start: string, end: string, timeZone = 'Europe/Berlin') {
  return { allDay: false, start: new Date(start), end: new Date(end), timeZone }
}

describe('an Outlook file', () => {
  const { entries, problems } = read('outlook.ics')
  const [visit, holiday, call] = entries.map((entry) => entry.patch as AppointmentPatch)

  test('arrives whole, with its Windows zone, reminder and marks', () => {
    expect(problems).toEqual([])
    expect(entries).toHaveLength(3)
    expect(visit).toMatchObject({
      uid: '040000008200E00074C5B7101A82E0080000000010',
      span: timed('2026-07-09T12:30:00Z', '2026-07-09T13:30:00Z'),
      title: 'Besichtigung Lindenstraße',
      location: 'Lindenstraße 12, 52062 Aachen',
      note: 'Schlüssel beim Hausmeister, 2. OG.\nBitte pünktlich; der Aufzug ist außer Betrieb.\n',
      type: 'Besichtigung',
      privacy: 'private',
      showAs: 'out-of-office',
      reminderMinutes: 30,
    })
    expect(visit?.clientData).toEqual({
      'ICalendar:Properties': [
        'CATEGORIES:Besichtigung,Rote Kategorie',
        'PRIORITY:5',
        'X-MICROSOFT-CDO-IMPORTANCE:1',
        'X-ALT-DESC;FMTTYPE=text/html:<html><body>Schlüssel</body></html>',
      ],
    })
  })

  test('has midnight to midnight marked as whole days', () => {
    expect(holiday?.span).toEqual({
      allDay: true,
      startDate: '2026-01-01',
      endDate: '2026-01-02',
    })
    expect(holiday?.showAs).toBe('free')
  })

  test('has its own rules matched to a zone, and its series with exceptions', () => {
    expect(call?.span).toEqual(
      timed('2026-03-09T13:00:00Z', '2026-03-09T13:30:00Z', 'America/New_York'),
    )
    expect(call?.rrule).toBe('FREQ=WEEKLY;COUNT=4;BYDAY=MO;WKST=SU')
    expect(call?.overrides).toEqual([
      { recurrenceId: '2026-03-16T13:00:00Z', cancelled: true, changes: {}, clientData: {} },
      {
        recurrenceId: '2026-03-23T13:00:00Z',
        cancelled: false,
        changes: {
          title: 'Anruf New York (verschoben)',
          span: timed('2026-03-24T14:00:00Z', '2026-03-24T14:30:00Z', 'America/New_York'),
        },
        clientData: {},
      },
    ])
  })
})

describe('an Apple file', () => {
  const { entries, problems } = read('apple.ics')

  test('has its participants, its first alarm as reminder and the others kept', () => {
    expect(problems).toEqual([])
    const patch = entries[0]?.patch as AppointmentPatch
    expect(patch.title).toBe('Beratung 🏡 Familie Müller-Lüdenscheidt')
    expect(patch.location).toBe('Marktplatz 3\nAachen')
    expect(patch.status).toBe('tentative')
    expect(patch.reminderMinutes).toBe(15)
    expect(patch.participants).toEqual([
      {
        kind: 'external',
        refId: null,
        name: 'Luchs, Wilhelmine',
        email: 'wilhelmine@example.com',
        status: 'accepted',
        optional: false,
      },
      {
        kind: 'external',
        refId: null,
        name: 'Tom',
        email: 'tom@example.com',
        status: 'declined',
        optional: true,
      },
    ])
    expect(patch.clientData).toEqual({
      'ICalendar:Properties': [
        'ORGANIZER;CN="Luchs, Wilhelmine":mailto:wilhelmine@example.com',
        'URL;VALUE=URI:https://example.com/expose/17',
        'X-APPLE-STRUCTURED-LOCATION;VALUE=URI;X-APPLE-RADIUS=141;X-TITLE="Marktplatz 3":geo:50.776,6.083',
      ],
      'ICalendar:Alarms': [
        'BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Erinnerung\nTRIGGER:-P1D\nEND:VALARM',
      ],
    })
  })

  test('has a yearly birthday on its day, reminded at nine the day before', () => {
    expect(entries[1]?.patch).toMatchObject({
      span: { allDay: true, startDate: '2026-03-14', endDate: '2026-03-15' },
      rrule: 'FREQ=YEARLY',
      showAs: 'free',
      reminderMinutes: 15 * 60,
    })
  })

  test('has a task with deadline, priority and reminder', () => {
    expect(entries[2]).toMatchObject({
      kind: 'task',
      patch: {
        title: 'Exposé prüfen',
        priority: 1,
        dueDate: '2026-06-12',
        deadline: true,
        status: 'open',
        timeZone: 'Europe/Berlin',
        reminderAt: new Date('2026-06-12T15:00:00Z'),
      },
    })
  })
})

test('a Thunderbird file has zones with a path, single dates, cancelled occurrences and tasks', () => {
  const { entries, problems } = read('thunderbird.ics')
  expect(problems).toEqual([])
  const [meeting, extract, done] = entries
  expect(meeting?.patch).toMatchObject({
    span: timed('2026-01-06T08:00:00Z', '2026-01-06T09:30:00Z'),
    rrule: 'FREQ=WEEKLY;UNTIL=20260630T220000Z;BYDAY=TU',
    rdates: ['2026-02-05T08:00:00Z', '2026-02-06T08:00:00Z'],
    reminderMinutes: 10,
  })
  const overrides = (meeting?.patch as AppointmentPatch | undefined)?.overrides
  expect(overrides?.map((one) => [one.recurrenceId, one.cancelled])).toEqual([
    ['2026-01-13T08:00:00Z', true],
    ['2026-01-20T08:00:00Z', true],
    ['2026-01-27T08:00:00Z', true],
  ])
  expect(extract?.patch).toMatchObject({
    startDate: '2026-03-01',
    dueDate: '2026-03-05',
    type: 'Wiedervorlage',
    privacy: 'confidential',
    percentComplete: 50,
    status: 'in-progress',
    priority: 6,
    rrule: 'FREQ=MONTHLY',
  })
  expect(done?.patch).toMatchObject({
    status: 'done',
    percentComplete: 100,
    completedAt: new Date('2026-02-10T10:15:00Z'),
    dueDate: null,
    deadline: false,
  })
})

test('bad entries are named by line and left out, the others arrive', () => {
  const { entries, problems } = read('broken.ics')
  expect(entries.map((entry) => entry.uid)).toEqual(['good', 'nowhere', 'after-open'])
  expect(problems).toEqual([
    { line: 3, reason: 'it has no start', skipped: true },
    { line: 11, reason: 'a line without a colon was left out', skipped: false },
    { line: 16, reason: 'it ends before it starts', skipped: true },
    {
      line: 21,
      reason: 'its rule was not taken: it repeats more often than once an hour',
      skipped: true,
    },
    {
      line: 23,
      reason: 'it has several rules, and one of them has no end or is too long',
      skipped: true,
    },
    { line: 29, reason: 'its UID stands twice in the file', skipped: true },
    { line: 33, reason: 'VJOURNAL is a kind of entry that is not taken', skipped: true },
    {
      line: 38,
      reason: 'time zone Atlantis/Centre is not known; taken for Europe/Berlin',
      skipped: false,
    },
    { line: 42, reason: 'its DUE is not a date', skipped: true },
    { line: 44, reason: 'it is not closed', skipped: true },
    { line: 51, reason: 'it is not closed: the file seems to be cut off', skipped: true },
  ])
})

describe('a zone name', () => {
  test.each([
    ['Europe/Berlin', 'Europe/Berlin'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['/mozilla.org/20050126_1/America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ['/freeassociation.sourceforge.net/Europe/Berlin', 'Europe/Berlin'],
    ['(UTC+01:00) Amsterdam, Berlin, Bern', 'Europe/Amsterdam'],
    ['(UTC+05:30) Chennai, Kolkata, Mumbai', 'Asia/Kolkata'],
    ['(GMT-08:00) Pacific Standard Time', 'America/Los_Angeles'],
  ])('%s is %s', (tzid, zone) => {
    expect(zoneName(tzid)).toBe(zone)
  })

  test('of nowhere with an offset of its own keeps the instant, but not a series', () => {
    const zone = [
      'BEGIN:VTIMEZONE',
      'TZID:Ship',
      'BEGIN:STANDARD',
      'DTSTART:16010101T000000',
      'TZOFFSETFROM:+0017',
      'TZOFFSETTO:+0017',
      'END:STANDARD',
      'END:VTIMEZONE',
    ]
    const one = ['BEGIN:VEVENT', 'UID:1', 'DTSTART;TZID=Ship:20260401T100000', 'END:VEVENT']
    const two = [
      'BEGIN:VEVENT',
      'UID:2',
      'DTSTART;TZID=Ship:20260401T100000',
      'RRULE:FREQ=DAILY',
      'END:VEVENT',
    ]
    const { entries, problems } = readCalendar([...zone, ...one, ...two].join('\n'), ZONE)
    expect(entries.map((entry) => (entry.patch as AppointmentPatch).span)).toEqual([
      timed('2026-04-01T09:43:00Z', '2026-04-01T09:43:00Z', 'UTC'),
    ])
    expect(problems).toEqual([
      { line: 13, reason: 'its rule would need a time zone that is not known', skipped: true },
    ])
  })
})

describe('an event', () => {
  test.each([
    [
      'a start alone lasts no time',
      ['DTSTART:20260401T100000'],
      timed('2026-04-01T08:00:00Z', '2026-04-01T08:00:00Z'),
    ],
    [
      'a date alone lasts the day',
      ['DTSTART;VALUE=DATE:20260401'],
      { allDay: true, startDate: '2026-04-01', endDate: '2026-04-02' },
    ],
    [
      'an end on the same date is that day',
      ['DTSTART:20260401', 'DTEND:20260401'],
      { allDay: true, startDate: '2026-04-01', endDate: '2026-04-02' },
    ],
    [
      'a duration in days counts days of the calendar',
      ['DTSTART:20260328T120000', 'DURATION:P1D'],
      timed('2026-03-28T11:00:00Z', '2026-03-29T10:00:00Z'),
    ],
    [
      'a duration in hours is exact',
      ['DTSTART:20260328T120000', 'DURATION:PT24H'],
      timed('2026-03-28T11:00:00Z', '2026-03-29T11:00:00Z'),
    ],
    [
      'days may have a duration in weeks',
      ['DTSTART;VALUE=DATE:20260401', 'DURATION:P1W'],
      { allDay: true, startDate: '2026-04-01', endDate: '2026-04-08' },
    ],
    [
      'a time in UTC is of UTC',
      ['DTSTART:20260401T100000Z', 'DTEND:20260401T110000Z'],
      timed('2026-04-01T10:00:00Z', '2026-04-01T11:00:00Z', 'UTC'),
    ],
    [
      'dashes and colons are read, too',
      ['DTSTART:2026-04-01T10:00:00Z', 'DURATION:PT1H'],
      timed('2026-04-01T10:00:00Z', '2026-04-01T11:00:00Z', 'UTC'),
    ],
  ])('%s', (_, lines, span) => {
    expect(event(...lines).patch?.span).toEqual(span)
  })

  test.each([
    ['DTSTART:20260230', 'its start is not a date'],
    ['DTSTART:00000101T000000', 'its start is not a date'],
    ['DTSTART:99990101T000000', 'its start is not a date'],
    ['DTSTART;VALUE=DATE:', 'its start is not a date'],
  ])('%s is refused in words', (line, reason) => {
    expect(event(line).problems).toEqual([{ line: 4, reason, skipped: true }])
  })

  test('with a second rule that ends has its dates written out', () => {
    const { patch } = event(
      'DTSTART:20260105T080000Z',
      'RRULE:FREQ=WEEKLY;BYDAY=MO',
      'RRULE:FREQ=MONTHLY;BYMONTHDAY=1;COUNT=2',
      'EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2',
    )
    expect(patch?.rdates).toEqual(['2026-02-01T08:00:00Z', '2026-03-01T08:00:00Z'])
    expect(patch?.overrides?.map((one) => one.recurrenceId)).toEqual([
      '2026-01-05T08:00:00Z',
      '2026-01-19T08:00:00Z',
    ])
  })

  test('without a UID gets the same one again, another event another one', () => {
    const text = (title: string) =>
      `BEGIN:VEVENT\nDTSTAMP:${Date.now()}\nDTSTART:20260401T100000Z\nSUMMARY:${title}\nEND:VEVENT`
    const uid = (title: string) => readCalendar(text(title), ZONE).entries[0]?.uid
    expect(uid('a')).toMatch(/^termingate-[0-9a-f]{32}$/)
    expect(uid('a')).toBe(uid('a'))
    expect(uid('a')).not.toBe(uid('b'))
  })

  test('of which only a changed occurrence is in the file stands for itself', () => {
    const { patch } = event('RECURRENCE-ID:20260401T100000Z', 'DTSTART:20260401T120000Z')
    expect(patch?.uid).toBe('u/2026-04-01T10:00:00Z')
    expect(patch?.span).toEqual(timed('2026-04-01T12:00:00Z', '2026-04-01T12:00:00Z', 'UTC'))
  })

  test('with a change of all later occurrences keeps the others and says so', () => {
    const text = [
      'BEGIN:VEVENT',
      'UID:u',
      'DTSTART:20260401T100000Z',
      'RRULE:FREQ=DAILY',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:u',
      'RECURRENCE-ID;RANGE=THISANDFUTURE:20260403T100000Z',
      'DTSTART:20260403T120000Z',
      'END:VEVENT',
    ]
    const { entries, problems } = readCalendar(text.join('\n'), ZONE)
    expect(entries).toHaveLength(1)
    expect(problems).toEqual([
      { line: 8, reason: 'a change of all later occurrences is not taken', skipped: true },
    ])
  })
})

describe('bytes of a file', () => {
  const text = 'BEGIN:VEVENT\r\nDTSTART:20260401\r\nSUMMARY:Größe\r\nEND:VEVENT\r\n'
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le')
  test.each([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16, little end first', utf16],
    ['UTF-16, big end first', Buffer.from(utf16).swap16()],
    ['Latin-1', Buffer.from(text, 'latin1')],
  ])('are read as %s', (_, bytes) => {
    const [entry] = readCalendar(decodeBytes(bytes), ZONE).entries
    expect(entry?.patch.title).toBe('Größe')
  })
})

describe('a hostile file', () => {
  const wrapped = (...lines: string[]) =>
    readCalendar(
      ['BEGIN:VEVENT', 'UID:u', 'DTSTART:20260101', ...lines, 'END:VEVENT'].join('\n'),
      ZONE,
    )

  test('with an entry beyond 1 MB loses that one alone', () => {
    const large = ['BEGIN:VEVENT', `SUMMARY:${'x'.repeat(1024 * 1024)}`, 'END:VEVENT']
    const { entries, problems } = readCalendar(
      [...large, 'BEGIN:VEVENT', 'DTSTART:20260101', 'END:VEVENT'].join('\n'),
      ZONE,
    )
    expect(entries).toHaveLength(1)
    expect(problems).toEqual([{ line: 1, reason: 'it is larger than 1 MB', skipped: true }])
  })

  test('with hundreds of thousands of parameters, rules, attendees or levels is read all the same', () => {
    expect(wrapped(`SUMMARY;X="${'a;"'.repeat(100_000)}:t`).entries).toHaveLength(1)
    expect(wrapped('ATTENDEE:mailto:a@b.example\n'.repeat(10_000)).entries).toHaveLength(1)
    expect(readCalendar('BEGIN:VALARM\n'.repeat(50_000), ZONE).entries).toEqual([])
    expect(wrapped('RRULE:FREQ=DAILY;COUNT=1\n'.repeat(1_000)).problems).toEqual([
      { line: 1, reason: 'it has several rules, of which the file has too many', skipped: true },
    ])
    const never = 'RRULE:FREQ=YEARLY;UNTIL=44991231;BYMONTHDAY=31;BYMONTH=2\n'
    expect(wrapped(never.repeat(1_000)).problems).toEqual([
      {
        line: 1,
        reason: 'it has several rules, and one of them has no end or is too long',
        skipped: true,
      },
    ])
  })

  test('of more than 50 MB is not decoded at all', () => {
    expect(() => decodeBytes(new Uint8Array(50 * 1024 * 1024 + 1))).toThrow('larger than 50 MB')
  })
})

test('whatever the text, reading ends with entries and problems, and tasks stay in bounds', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'END:VEVENT',
      'BEGIN:VTODO',
      'END:VTODO',
      'BEGIN:VALARM',
      'END:VALARM',
      'TRIGGER:-PT5M',
      'RRULE:FREQ=DAILY;COUNT=999999999',
      'PRIORITY:77',
      'PERCENT-COMPLETE:900',
      'DTSTART;TZID=":20260101T000000',
      'DTEND:19000101',
      'RDATE:,,/,x/y',
      'EXDATE;VALUE=DATE:20260101',
      'RECURRENCE-ID:20260101T000000Z',
      'UID:1',
      'DURATION:-P9999W',
      'BEGIN:VTIMEZONE',
      'END:VTIMEZONE',
      'TZID:Europe/Berlin',
      'ATTENDEE;CN="x:y',
      '\u0000:\u0001',
    ),
    fc.string({ maxLength: 20 }),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const { entries } = readCalendar(lines.join('\n'), ZONE)
      for (const { kind, patch } of entries) {
        if (kind !== 'task') continue
        const { priority = 0, percentComplete = -1 } = patch as TaskPatch
        expect(priority >= 1 && priority <= 6).toBe(true)
        expect(percentComplete >= 0 && percentComplete <= 100).toBe(true)
      }
    }),
    { numRuns: 200 },
  )
})
