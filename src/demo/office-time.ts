import type { AllDaySpan, CalendarDate, TimedSpan } from '../store/model.js'
import { DAY_MS, dayNumber } from '../store/recurrence-days.js'
import { dateOfWall, wallClock } from '../store/recurrence-zone.js'

/** Days since 1970 of the day it is in a zone. */
export function today(now: Date, timeZone: string): number {
  return Math.floor(wallClock(timeZone).toWall(now.getTime()) / DAY_MS)
}

/** The Monday of the day's week. */
export function mondayOf(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7)
}

export function dateOfDay(day: number): CalendarDate {
  return dateOfWall(day * DAY_MS)
}

/** `minutes` long from a time of day (minutes after midnight) on the wall. */
export function timed(at: {
  day: number
  start: number
  minutes: number
  timeZone: string
}): TimedSpan {
  const { day, start, minutes, timeZone } = at
  const begin = wallClock(timeZone).toInstant(day * DAY_MS + start * 60_000)
  return {
    allDay: false,
    start: new Date(begin),
    end: new Date(begin + minutes * 60_000),
    timeZone,
  }
}

export function allDay(day: number, days = 1): AllDaySpan {
  return { allDay: true, startDate: dateOfDay(day), endDate: dateOfDay(day + days) }
}

/** Public holidays of North Rhine-Westphalia in a year: day and name. */
export function holidays(year: number): { day: number; name: string }[] {
  const easter = easterSunday(year)
  return [
    { day: dayNumber(year, 1, 1), name: 'Neujahr' },
    { day: easter - 2, name: 'Karfreitag' },
    { day: easter + 1, name: 'Ostermontag' },
    { day: dayNumber(year, 5, 1), name: 'Tag der Arbeit' },
    { day: easter + 39, name: 'Christi Himmelfahrt' },
    { day: easter + 50, name: 'Pfingstmontag' },
    { day: easter + 60, name: 'Fronleichnam' },
    { day: dayNumber(year, 10, 3), name: 'Tag der Deutschen Einheit' },
    { day: dayNumber(year, 11, 1), name: 'Allerheiligen' },
    { day: dayNumber(year, 12, 25), name: '1. Weihnachtstag' },
    { day: dayNumber(year, 12, 26), name: '2. Weihnachtstag' },
  ]
}

/** Gauss's rule, in the form of Lichtenberg. */
function easterSunday(year: number): number {
  const century = Math.floor(year / 100)
  const moon = 15 + Math.floor((3 * century + 3) / 4) - Math.floor((8 * century + 13) / 25)
  const sun = 2 - Math.floor((3 * century + 3) / 4)
  const cycle = year % 19
  const seed = (19 * cycle + moon) % 30
  const mend = Math.floor((seed + Math.floor(cycle / 11)) / 29)
  const full = 21 + seed - mend
  const sunday = 7 - ((year + Math.floor(year / 4) + sun) % 7)
  return dayNumber(year, 3, full + 7 - ((full - sunday) % 7))
}
