import type { AppointmentPatch, AppointmentStatus } from '../store/model.js'
import { daysOff } from './demo-series.js'
import type { DemoAccount, DemoAppointment, DemoParticipant, Office } from './demo-types.js'
import { mondayOf, timed, today } from './office-time.js'
import { MEETINGS, NOTES, PLACES, PRIVATE_TITLES } from './words.js'

/** Weeks before and after this one. */
const WEEKS = 26
const PER_WEEK = 12
const ROOMS = [PLACES[0], PLACES[1]] as const
const OPENS = 9 * 60
const CLOSES = 18 * 60

type Meeting = (typeof MEETINGS)[number]

/** Single appointments: twelve a week within working hours, none of them beside another. */
export function demoAppointments(office: Office): DemoAppointment[] {
  const now = today(office.now, office.timeZone)
  const off = daysOff(office)
  const made: DemoAppointment[] = []
  for (let week = -WEEKS; week < WEEKS; week += 1) {
    const monday = mondayOf(now) + week * 7
    const busy = new Set<string>()
    for (let count = 0; count < PER_WEEK; count += 1) {
      const day = monday + office.chance.whole(5)
      const account = office.chance.chance(0.7) ? office.accounts[0] : lastOf(office.accounts)
      const meeting = weighted(office)
      const minutes = office.chance.pick(meeting.minutes)
      const start = freeStart(office, { day, minutes, account, busy })
      if (start === null || off.has(day)) continue
      const span = timed({ day, start, minutes, timeZone: office.timeZone })
      const past = day < now
      made.push(single(office, { account, meeting, past, number: made.length + 1, span }))
    }
  }
  return made
}

function lastOf(accounts: readonly [DemoAccount, ...DemoAccount[]]): DemoAccount {
  return accounts.at(-1) ?? accounts[0]
}

function weighted({ chance }: Office): Meeting {
  const drawn = chance.whole(20)
  let sum = 0
  return (
    MEETINGS.find((meeting) => {
      sum += meeting.share
      return drawn < sum
    }) ?? MEETINGS[0]
  )
}

type Wish = { day: number; minutes: number; account: DemoAccount; busy: Set<string> }

/** A start on the half hour whose half hours are free, or null after a few tries. */
function freeStart({ chance }: Office, { day, minutes, account, busy }: Wish): number | null {
  for (let tries = 0; tries < 8; tries += 1) {
    const start = OPENS + 30 * chance.whole(Math.floor((CLOSES - OPENS - minutes) / 30) + 1)
    const halves = Math.ceil(minutes / 30)
    const keys = Array.from(
      { length: halves },
      (_, half) => `${account.id} ${day} ${start + half * 30}`,
    )
    // the weekly meeting is on Monday at nine
    if (keys.some((key) => busy.has(key)) || ((day + 3) % 7 === 0 && start < 10 * 60)) continue
    for (const key of keys) busy.add(key)
    return start
  }
  return null
}

type Single = {
  account: DemoAccount
  meeting: Meeting
  past: boolean
  number: number
  span: AppointmentPatch['span'] & object
}

function single(office: Office, { account, meeting, past, number, span }: Single): DemoAppointment {
  const { chance } = office
  const personal = meeting.type === 'Privat'
  const contact = personal ? undefined : chance.some(office.contacts, 1)[0]
  const property =
    meeting.type === 'Besichtigung' ? chance.some(office.properties, 1)[0] : undefined
  const inside = !meeting.away && meeting.type !== 'Telefontermin'
  const place = inside && chance.chance(0.6) ? chance.pick(ROOMS) : undefined
  const participants: DemoParticipant[] = []
  if (contact)
    participants.push({
      kind: 'contact',
      key: contact.key,
      status: answer(office),
      optional: false,
    })
  if (place)
    participants.push({ kind: 'resource', key: place[1], status: 'accepted', optional: false })
  if (meeting.type === 'Besprechung') participants.push(...colleagues(office, account))
  const title = personal
    ? chance.pick(PRIVATE_TITLES)
    : titleOf(meeting, property?.title ?? contact?.name)
  return {
    patch: {
      uid: `demo-appointment-${number}`,
      ownerId: account.id,
      span,
      title,
      location: property?.address ?? place?.[0] ?? '',
      note: personal ? '' : chance.pick(NOTES),
      type: meeting.type,
      showAs: meeting.away ? 'out-of-office' : 'busy',
      privacy: personal ? 'private' : 'normal',
      reminderMinutes: chance.chance(0.6) ? chance.pick([5, 15, 30, 60]) : null,
      status: statusOf(office, past),
    },
    participants,
    propertyKeys: property ? [property.key] : [],
  }
}

function titleOf(meeting: Meeting, what: string | undefined): string {
  return what === undefined ? meeting.title : `${meeting.title}: ${what}`
}

function answer({ chance }: Office): DemoParticipant['status'] {
  return chance.pick(['accepted', 'accepted', 'not-responded', 'tentative', 'declined'])
}

function colleagues(office: Office, account: DemoAccount): DemoParticipant[] {
  return office.accounts
    .filter((other) => other.id !== account.id)
    .map(({ id }) => ({ kind: 'account', id, status: answer(office), optional: false }))
}

/** A few are called off, which takes them from the phone (R-ONO-112). */
function statusOf({ chance }: Office, past: boolean): AppointmentStatus {
  if (chance.chance(0.04)) return 'cancelled'
  if (past) return 'done'
  return chance.pick(['planned', 'confirmed', 'confirmed', 'tentative'])
}
