import { childOf, childrenOf, type Element, textOf } from '../activesync/wbxml/element.js'

/** An appointment as a phone lists it. */
export type ShownAppointment = {
  title: string
  /** Local: `YYYY-MM-DD HH:MM`, or the date alone for a whole day; '' when the server gives none. */
  start: string
  end: string
  allDay: boolean
  series: boolean
}

export type ShownTask = { title: string; due: string; complete: boolean }
export type ShownNote = { title: string; categories: string[] }
export type ShownContact = { name: string; details: string[] }

/** MS-ASDTYPE, Compact DateTime and dateTime: both forms that servers write. */
const DATE_TIME = /^(\d{4})-?(\d\d)-?(\d\d)T(\d\d):?(\d\d):?(\d\d)(\.\d+)?Z?$/

export function shownAppointment(data: Element, timeZone: string): ShownAppointment {
  const allDay = textOf(data, 'Calendar:AllDayEvent') === '1'
  const start = textOf(data, 'Calendar:StartTime') ?? ''
  const end = textOf(data, 'Calendar:EndTime') ?? ''
  return {
    title: textOf(data, 'Calendar:Subject') ?? '',
    start: allDay ? dayOf(start, timeZone) : localTime(start, timeZone),
    end: allDay ? dayOf(end, timeZone) : localTime(end, timeZone),
    allDay,
    series: childOf(data, 'Calendar:Recurrence') !== undefined,
  }
}

export function shownTask(data: Element): ShownTask {
  return {
    title: textOf(data, 'Tasks:Subject') ?? '',
    // A local date, written as if it were UTC (field-guide 3.6).
    due: (textOf(data, 'Tasks:DueDate') ?? '').slice(0, 10),
    complete: textOf(data, 'Tasks:Complete') === '1',
  }
}

export function shownNote(data: Element): ShownNote {
  const categories = childrenOf(childOf(data, 'Notes:Categories'), 'Notes:Category')
  return {
    title: textOf(data, 'Notes:Subject') ?? '',
    categories: categories.map(({ text }) => text ?? ''),
  }
}

const CONTACT_DETAILS = [
  'Contacts:CompanyName',
  'Contacts:BusinessPhoneNumber',
  'Contacts:MobilePhoneNumber',
  'Contacts:HomePhoneNumber',
  'Contacts:Email1Address',
] as const

export function shownContact(data: Element): ShownContact {
  const whole = [textOf(data, 'Contacts:FirstName'), textOf(data, 'Contacts:LastName')]
  const company = textOf(data, 'Contacts:CompanyName')
  const name = whole.filter(Boolean).join(' ') || textOf(data, 'Contacts:FileAs') || company || ''
  const details = CONTACT_DETAILS.map((tag) => textOf(data, tag) ?? '')
  return { name, details: details.filter((detail) => detail !== '' && detail !== name) }
}

function instantOf(text: string): Date | null {
  const found = DATE_TIME.exec(text)
  if (!found) return null
  const [, year, month, day, hour, minute, second] = found
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return Number.isNaN(date.getTime()) ? null : date
}

function localTime(text: string, timeZone: string): string {
  const instant = instantOf(text)
  // Swedish writes dates as ISO does.
  return instant
    ? instant.toLocaleString('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' })
    : ''
}

/** A whole day's date: its digits if it begins at midnight UTC, else the local date. */
function dayOf(text: string, timeZone: string): string {
  const instant = instantOf(text)
  if (!instant) return ''
  const iso = instant.toISOString()
  return iso.slice(11, 19) === '00:00:00'
    ? iso.slice(0, 10)
    : localTime(text, timeZone).slice(0, 10)
}
