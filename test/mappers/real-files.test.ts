import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { readCalendar } from '../../src/mappers/icalendar/read-calendar.js'
import { decodeBytes } from '../../src/mappers/text/decode-bytes.js'
import { readContacts } from '../../src/mappers/vcard/read-contacts.js'
import type { AppointmentPatch, ContactPatch } from '../../src/store/model.js'
import { occurrencesBetween } from '../../src/store/recurrence.js'

const shared = process.env.TERMINGATE_SHARED ?? resolve(__dirname, '../../../shared')
const folder = resolve(shared, 'fixtures/import')
const available = existsSync(folder)
const real = available ? test : test.skip
const title = (text: string) =>
  available ? text : `${text} (skipped: no ../shared/fixtures/import)`

function read(file: string) {
  const text = decodeBytes(readFileSync(resolve(folder, file)))
  return file.endsWith('.ics')
    ? readCalendar(text, { timeZone: 'Europe/Berlin' })
    : readContacts(text)
}

function timed(start: string, end: string, timeZone = 'America/Los_Angeles') {
  return { allDay: false, start: new Date(start), end: new Date(end), timeZone }
}

function days(startDate: string, endDate: string) {
  return { allDay: true, startDate, endDate }
}

/** What each event of a file must become, in its order. */
const CALENDARS: Record<string, Partial<AppointmentPatch>[]> = {
  'daily_recur.ics': [
    {
      uid: 'tgh9qho17b07pk2n2ji3gluans@google.com',
      title: 'Every day recurring',
      rrule: 'FREQ=DAILY',
      span: timed('2012-08-01T12:00:00Z', '2012-08-01T13:00:00Z') as never,
      reminderMinutes: 30,
      status: 'confirmed',
    },
  ],
  'day_long_recur_yearly.ics': [
    // reminded at 23:30Z, which is half past four in the afternoon before in the file's own zone
    {
      span: days('2012-08-03', '2012-08-04') as never,
      rrule: 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR',
      showAs: 'free',
      reminderMinutes: 450,
    },
  ],
  'duration_instead_of_dtend.ics': [
    { span: timed('2012-06-30T13:00:00Z', '2012-07-01T13:00:00Z') as never },
  ],
  'google_birthday.ics': [
    { span: days('2014-12-10', '2014-12-11') as never, rdates: ['2012-12-10', '2013-12-10'] },
    {
      uid: 'BIRTHDAY_79d389868f96182e@google.com/2012-12-10',
      note: "Today is PErson #2's birthday!",
      span: days('2012-12-10', '2012-12-11') as never,
    },
    { span: days('2013-12-10', '2013-12-11') as never },
    { span: days('2014-12-10', '2014-12-11') as never },
  ],
  'minimal.ics': [
    { span: timed('2012-06-30T13:00:00Z', '2012-06-30T14:00:00Z') as never, rrule: null },
  ],
  'multiple_rrules.ics': [
    { rrule: 'FREQ=WEEKLY;UNTIL=20120730T065959Z', title: 'sahaja <> frashed', reminderMinutes: 5 },
  ],
  'only_dtstart_date.ics': [{ span: days('2012-06-30', '2012-07-01') as never }],
  'only_dtstart_time.ics': [
    { span: timed('2012-06-30T13:00:00Z', '2012-06-30T13:00:00Z') as never },
  ],
  'rdate_exdate.ics': [{ uid: '123', rrule: 'FREQ=DAILY;COUNT=4' }],
  'recur_instances.ics': [
    {
      rrule: 'FREQ=MONTHLY;BYDAY=1TU',
      location: 'PLACE',
      rdates: [
        '2012-11-05T18:00:00Z',
        '2012-11-10T18:00:00Z',
        '2012-11-30T18:00:00Z',
        '2023-11-23T09:00:00Z',
        '2023-11-25T09:00:00Z',
      ],
    },
  ],
  // UNTIL stands in the zone of the start: ten in the morning in Los Angeles
  'recur_instances_finite.ics': [{ rrule: 'FREQ=MONTHLY;UNTIL=20121231T180000Z;BYDAY=1TU' }],
  'timezone_from_file.ics': [
    { span: timed('2023-03-06T21:23:00Z', '2023-03-06T22:23:00Z', 'UTC') as never },
  ],
}

/** Contacts of a file: name, company, number of telephones, faxes and addresses of mail. */
const CONTACTS: Record<string, string[]> = {
  'John_Doe_ANDROID.vcf': [
    '||0 0 1',
    '||0 0 1',
    'Ñ Ñ Ñ Ñ||1 0 0',
    'Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ Ñ||4 0 0',
    'Ñ Ñ Ñ Ñ Ñ|ÑÑÑÑÑÑÑÑÑÑÑÑ|2 1 2',
    `ÑÑÑÑ|${'Ñ'.repeat(44)}|1 0 1`,
  ],
  'John_Doe_EVOLUTION.vcf': ['John Doe|IBM|2 0 1'],
  'John_Doe_IPHONE.vcf': ['John Doe|IBM|5 2 1'],
  'John_Doe_MS_OUTLOOK.vcf': ['John Doe|IBM|2 0 1'],
  'gmail-list.vcf': ['Arnold Smith||0 0 1', 'Chris Beatle||0 0 1', 'Doug White||0 0 1'],
  'thunderbird-MoreFunctionsForAddressBook-extension.vcf': ['John Doe|TheOrganization|4 1 5'],
}

real(title('every file is expected here, so that a new one is not overlooked'), () => {
  expect([...Object.keys(CALENDARS), ...Object.keys(CONTACTS)].sort()).toEqual(
    readdirSync(folder).sort(),
  )
})

for (const [file, expected] of Object.entries(CALENDARS)) {
  real(title(`${file}: every event arrives`), () => {
    const { entries, problems } = read(file)
    expect(problems).toEqual([])
    expect(entries.map((entry) => entry.patch)).toMatchObject(expected)
  })
}

for (const [file, expected] of Object.entries(CONTACTS)) {
  real(title(`${file}: every card arrives`), () => {
    const { entries, problems } = read(file)
    expect(problems).toEqual([])
    const found = entries.map((entry) => {
      const { firstName, lastName, company, numbers = [] } = entry.patch as ContactPatch
      const counts = ['phone', 'fax', 'email'].map(
        (kind) => numbers.filter((one) => one.kind === kind).length,
      )
      return `${`${firstName} ${lastName}`.trim()}|${company}|${counts.join(' ')}`
    })
    expect(found).toEqual(expected)
  })
}

real(title('a picture of 32,531 bytes arrives whole from an iPhone'), () => {
  const patch = read('John_Doe_IPHONE.vcf').entries[0]?.patch as ContactPatch
  expect(patch.picture?.length).toBe(32_531)
})

real(title('the occurrences of a series with everything are those the file says'), () => {
  const patch = read('recur_instances.ics').entries[0]?.patch as Required<AppointmentPatch>
  const found = occurrencesBetween(patch, new Date('2012-10-01'), new Date('2013-05-01'))
  expect(
    found.map(({ span }) => (span.allDay ? '' : span.start.toISOString().slice(0, 16))),
  ).toEqual([
    '2012-10-02T22:00', // moved by an exception
    '2012-11-06T18:00',
    '2012-11-07T04:00', // an RDATE, moved by an exception
    '2012-11-10T18:00',
    '2012-11-30T18:00',
    '2013-01-01T18:00',
    '2013-03-05T18:00',
  ])
})

real(title('the days of two rules, and a day taken out by its date'), () => {
  const two = read('multiple_rrules.ics').entries[0]?.patch as Required<AppointmentPatch>
  const range = [new Date('2012-01-01'), new Date('2013-01-01')] as const
  expect(occurrencesBetween(two, ...range)).toHaveLength(18 + 18) // Mondays and Sundays to 29 July
  const four = read('rdate_exdate.ics').entries[0]?.patch as Required<AppointmentPatch>
  const ids = occurrencesBetween(four, new Date('2024-01-01'), new Date('2025-01-01'))
  expect(ids.map((one) => one.recurrenceId.slice(8, 10))).toEqual(['09', '10', '12'])
})
