import { childOf, contentOf, type Element, element } from '../../activesync/wbxml/element.js'
import type { CalendarDate, Contact } from '../../store/model.js'
import { addDays, DAY, dashedDateTime, dateOf, dayNumber, HOUR } from '../time/date-time.js'
import { toWall } from '../time/zone.js'
import { safeZone } from './all-day.js'
import { instantOf } from './codecs.js'
import type { MapperContext } from './mapper.js'
import type { ReadState } from './rule.js'

const TAG = 'Contacts:Birthday'

/** A date only, at the hour that this client wants it (R-ONO-130; field-guide, "Contacts"). */
export function writeBirthday(contact: Contact, { quirks }: MapperContext): Element | null {
  if (contact.birthday === null) return null
  return element(
    TAG,
    dashedDateTime(dayNumber(contact.birthday) * DAY + quirks.birthdayHour * HOUR),
  )
}

/** Undefined when nothing is told. */
export function readBirthday(state: ReadState<Contact>): CalendarDate | null | undefined {
  const child = childOf(state.data, TAG)
  if (!child) return state.absence(TAG) === 'clear' ? null : undefined
  const text = contentOf(child).trim()
  if (text === '') return null
  const { account, quirks } = state.context
  return birthdayOf(instantOf(text, TAG), {
    zone: safeZone(account.timeZone),
    current: state.current?.birthday ?? null,
    hour: quirks.birthdayReadHour ?? quirks.birthdayHour,
  })
}

type Teller = {
  /** The user's time zone. */
  zone: string
  /** What is stored. */
  current: CalendarDate | null
  /** Hour (UTC) at which this client's profile says that it tells a day. */
  hour: number
}

/**
 * The day that a client means. Midnight UTC and its own hour are the UTC day; local midnight is the
 * local day, also by the offset of another season; otherwise the UTC day, or the next one for an hour
 * after noon. Where two of these differ, the one that is stored already is meant: an echo must not
 * shift it.
 */
export function birthdayOf(instant: number, { zone, current, hour }: Teller): CalendarDate {
  const utc = dateOf(instant)
  const time = ((instant % DAY) + DAY) % DAY
  if (time === 0 || time === hour * HOUR) return utc
  const wall = toWall(zone, instant)
  const local = dateOf(wall + HOUR)
  const sinceMidnight = (((wall + HOUR) % DAY) + DAY) % DAY
  const isNearMidnight = sinceMidnight <= 2 * HOUR
  if (current !== null && (current === utc || (isNearMidnight && current === local))) return current
  // East of UTC+11 noon UTC is about local midnight: there it is the day only when it is exact.
  if (time === 12 * HOUR && sinceMidnight !== HOUR) return utc
  if (isNearMidnight) return local
  return time > 12 * HOUR ? addDays(utc, 1) : utc
}
