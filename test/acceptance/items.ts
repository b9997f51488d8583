import { type Element, element } from '../../src/activesync/wbxml/element.js'
import { applicationData, type FolderKind } from '../support/phone.js'

const DAY_MS = 86_400_000

/** A day from today on, at an hour (UTC): within every phone's window. */
export function inDays(days: number, hour = 9): Date {
  const date = new Date(Date.now() + days * DAY_MS)
  date.setUTCHours(hour, 0, 0, 0)
  return date
}

/** MS-ASDTYPE, Compact DateTime. */
export function compact(date: Date): string {
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '')
}

/** `YYYY-MM-DD` */
export function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

export function appointment(title: string, start: Date, ...more: Element[]): Element {
  return applicationData(
    element('Calendar:StartTime', compact(start)),
    element('Calendar:Subject', title),
    element('Calendar:EndTime', compact(new Date(start.getTime() + 3_600_000))),
    ...more,
  )
}

export function task(title: string, due: Date): Element {
  const date = `${day(due)}T00:00:00.000Z`
  return applicationData(
    element('Tasks:Subject', title),
    element('Tasks:UtcDueDate', date),
    element('Tasks:DueDate', date),
    element('Tasks:Complete', '0'),
  )
}

export function contact(lastName: string): Element {
  return applicationData(
    element('Contacts:FirstName', 'Ursula'),
    element('Contacts:LastName', lastName),
    element('Contacts:HomePhoneNumber', '+49 241 4700'),
  )
}

/** An item of each kind with its title, and the element that holds it. */
export const KINDS = [
  {
    kind: 'Calendar',
    title: 'Calendar:Subject',
    make: (text: string) => appointment(text, inDays(2)),
  },
  { kind: 'Tasks', title: 'Tasks:Subject', make: (text: string) => task(text, inDays(3)) },
  { kind: 'Contacts', title: 'Contacts:LastName', make: contact },
] as const satisfies readonly {
  kind: FolderKind
  title: string
  make: (text: string) => Element
}[]

/** iCalendar of appointments and tasks that a phone shows whenever the tests run. */
export function diary(): string {
  const start = compact(inDays(5))
  const allDay = day(inDays(6)).replaceAll('-', '')
  return [
    'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Eigen//Test//DE',
    `BEGIN:VEVENT\r\nUID:visit-1\r\nDTSTART:${start}\r\nDURATION:PT1H\r\nSUMMARY:Besichtigung Villa`,
    'LOCATION:Lindenweg 3\r\nEND:VEVENT',
    `BEGIN:VEVENT\r\nUID:fair-1\r\nDTSTART;VALUE=DATE:${allDay}\r\nSUMMARY:Messe\r\nEND:VEVENT`,
    `BEGIN:VEVENT\r\nUID:round-1\r\nDTSTART:${start}\r\nDURATION:PT30M\r\nRRULE:FREQ=WEEKLY;COUNT=4`,
    `EXDATE:${compact(inDays(12))}\r\nSUMMARY:Teamrunde\r\nEND:VEVENT`,
    `BEGIN:VTODO\r\nUID:call-1\r\nDUE;VALUE=DATE:${allDay}\r\nSUMMARY:Notar anrufen\r\nEND:VTODO`,
    'END:VCALENDAR\r\n',
  ].join('\r\n')
}
