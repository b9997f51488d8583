import type { AppointmentPatch, Override, TimedSpan } from '../store/model.js'
import { recurrenceIdOf } from '../store/recurrence.js'
import { DAY_MS, dayNumber, weekdayOf } from '../store/recurrence-days.js'
import { wallClock } from '../store/recurrence-zone.js'
import type { DemoAppointment, DemoParticipant, Office } from './demo-types.js'
import { allDay, holidays, mondayOf, timed, today } from './office-time.js'

const HALF_YEAR = 26 * 7
/** The first account's holiday: this many weeks ahead, this many days. */
const LEAVE = { weeks: 9, days: 12 }

/** Days on which nothing single is planned: public holidays and the first account's leave. */
export function daysOff(office: Office): Set<number> {
  const start = leaveStart(office)
  const leave = Array.from({ length: LEAVE.days }, (_, index) => start + index)
  return new Set([...publicHolidays(office).map(({ day }) => day), ...leave])
}

/** Series of every shape, whole days, and the leave. */
export function demoSeries(office: Office): DemoAppointment[] {
  return [
    teamMeeting(office),
    monthEnd(office),
    birthday(office),
    siteVisits(office),
    tradesmen(office),
    marketReport(office),
    leave(office),
    ...publicHolidays(office).map((holiday, index) => publicHoliday(office, { ...holiday, index })),
  ]
}

function own(
  office: Office,
  patch: AppointmentPatch,
  people: DemoParticipant[] = [],
): DemoAppointment {
  return {
    patch: { ownerId: office.accounts[0].id, status: 'confirmed', ...patch },
    participants: people,
    propertyKeys: [],
  }
}

function colleagues(office: Office): DemoParticipant[] {
  return office.accounts
    .slice(1)
    .map(({ id }) => ({ kind: 'account', id, status: 'accepted', optional: false }))
}

/** Weekly; once moved to Tuesday, once elsewhere, once called off. */
function teamMeeting(office: Office): DemoAppointment {
  const monday = mondayOf(today(office.now, office.timeZone))
  const at = (day: number, start = 9 * 60): TimedSpan =>
    timed({ day, start, minutes: 60, timeZone: office.timeZone })
  const id = (weeks: number) => recurrenceIdOf(at(monday + weeks * 7))
  const overrides: Override[] = [
    change(id(1), { span: at(monday + 8, 10 * 60), title: 'Teambesprechung (verschoben)' }),
    { ...change(id(2), {}), cancelled: true },
    change(id(3), { location: 'Café am Markt', note: 'Frühstück!' }),
  ]
  const place: DemoParticipant = {
    kind: 'resource',
    key: 'raum-dom',
    status: 'accepted',
    optional: false,
  }
  return own(
    office,
    {
      uid: 'demo-series-team',
      span: at(monday - HALF_YEAR),
      rrule: 'FREQ=WEEKLY;BYDAY=MO',
      overrides,
      title: 'Teambesprechung',
      location: 'Besprechungsraum Dom',
      type: 'Besprechung',
      reminderMinutes: 15,
    },
    [...colleagues(office), place],
  )
}

function change(recurrenceId: string, changes: Override['changes']): Override {
  return { recurrenceId, cancelled: false, changes, clientData: {} }
}

/** First Friday of the month. */
function monthEnd(office: Office): DemoAppointment {
  const { day } = monthBefore(office)
  const first = day + ((4 - weekdayOf(day) + 7) % 7)
  return own(office, {
    uid: 'demo-series-month',
    span: timed({ day: first, start: 15 * 60, minutes: 90, timeZone: office.timeZone }),
    rrule: 'FREQ=MONTHLY;BYDAY=1FR',
    title: 'Monatsabschluss',
    type: 'Besprechung',
    reminderMinutes: 60,
  })
}

/** First day of the month half a year ago. */
function monthBefore(office: Office): { year: number; month: number; day: number } {
  const wall = new Date(wallClock(office.timeZone).toWall(office.now.getTime()))
  const year = wall.getUTCFullYear()
  const month = wall.getUTCMonth() + 1 - 6
  return { year, month, day: dayNumber(year, month, 1) }
}

/** Yearly, a whole day. */
function birthday(office: Office): DemoAppointment {
  const { year } = monthBefore(office)
  const who = office.accounts.at(-1)?.displayName ?? ''
  return own(office, {
    uid: 'demo-series-birthday',
    span: allDay(dayNumber(year - 3, 6, 17)),
    rrule: 'FREQ=YEARLY',
    title: `Geburtstag ${who}`,
    type: 'Privat',
    showAs: 'free',
    privacy: 'private',
    reminderMinutes: 15 * 60,
  })
}

/** Daily for a working week, with an end. */
function siteVisits(office: Office): DemoAppointment {
  const monday = mondayOf(today(office.now, office.timeZone)) + 14
  const start = { start: 8 * 60, minutes: 30, timeZone: office.timeZone }
  const last = timed({ day: monday + 4, ...start }).start.toISOString()
  const until = `${last.slice(0, 19).replace(/[-:]/g, '')}Z`
  return own(office, {
    uid: 'demo-series-site',
    span: timed({ day: monday, ...start }),
    rrule: `FREQ=DAILY;UNTIL=${until}`,
    title: 'Baustelle: Abnahme Neubau',
    location: 'Waldstraße 8b, 52146 Würselen',
    type: 'Besichtigung',
    showAs: 'out-of-office',
  })
}

/** Every other Thursday, twenty times. */
function tradesmen(office: Office): DemoAppointment {
  const day = mondayOf(today(office.now, office.timeZone)) - 10 * 7 + 3
  return own(office, {
    uid: 'demo-series-craft',
    span: timed({ day, start: 16 * 60, minutes: 45, timeZone: office.timeZone }),
    rrule: 'FREQ=WEEKLY;COUNT=20;INTERVAL=2;BYDAY=TH',
    title: 'Jour fixe Handwerker',
    type: 'Telefontermin',
    reminderMinutes: 5,
  })
}

/** The last working day of the month. */
function marketReport(office: Office): DemoAppointment {
  const { year, month } = monthBefore(office)
  let day = dayNumber(year, month + 1, 1) - 1
  while (weekdayOf(day) > 4) day -= 1
  return own(office, {
    uid: 'demo-series-report',
    span: timed({ day, start: 11 * 60, minutes: 30, timeZone: office.timeZone }),
    rrule: 'FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    title: 'Marktbericht versenden',
    type: 'Besprechung',
    privacy: 'confidential',
  })
}

function leaveStart(office: Office): number {
  return mondayOf(today(office.now, office.timeZone)) + LEAVE.weeks * 7
}

function leave(office: Office): DemoAppointment {
  return own(office, {
    uid: 'demo-leave',
    span: allDay(leaveStart(office), LEAVE.days),
    title: 'Urlaub',
    type: 'Urlaub',
    showAs: 'out-of-office',
  })
}

function publicHolidays(office: Office): { day: number; name: string }[] {
  const now = today(office.now, office.timeZone)
  const year = new Date(now * DAY_MS).getUTCFullYear()
  return [year - 1, year, year + 1]
    .flatMap(holidays)
    .filter(({ day }) => Math.abs(day - now) <= HALF_YEAR)
}

function publicHoliday(
  office: Office,
  holiday: { day: number; name: string; index: number },
): DemoAppointment {
  return own(
    office,
    {
      uid: `demo-holiday-${holiday.index + 1}`,
      span: allDay(holiday.day),
      title: holiday.name,
      showAs: 'free',
    },
    colleagues(office),
  )
}
