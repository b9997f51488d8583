import { type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Appointment, AppointmentStatus, OccurrenceFields, ShowAs } from '../../store/model.js'
import { namesForNote } from './attendees.js'
import { readBody } from './body.js'
import { numberOf, reminder, sensitivity, text } from './codecs.js'
import type { MapperContext } from './mapper.js'
import { composeNote, cutNote } from './note-block.js'
import { type ReadState, ruleFor } from './rule.js'

/** Fields that an appointment and an occurrence of its own have in common. */
const rule = ruleFor<OccurrenceFields>()
export const subject = rule('Calendar:Subject', 'title', text, {
  says: 'one line',
  ids: ['R-ONO-110', 'R-ONO-121'],
})
export const sensitivityRow = rule('Calendar:Sensitivity', 'privacy', sensitivity, {
  says: '`private-or-personal`: private and confidential 2, else 1; read: only 2 is private, and what it is already stays. `echo`: 0 to 3 as sent',
  ids: ['R-ONO-110', 'R-ONO-121'],
})
export const reminderRow = rule('Calendar:Reminder', 'reminderMinutes', reminder, {
  says: 'read: rounded up to the next of `reminderSteps`, beyond the last to the last; a stored value is not rounded',
  ids: ['R-ONO-110', 'R-ONO-123'],
})

const BUSY_STATUS = 'Calendar:BusyStatus'
/** MS-ASCAL, BusyStatus. 4 (working elsewhere) is read, but answers may hold 0 to 3 only. */
const SHOW_AS: readonly ShowAs[] = ['free', 'tentative', 'busy', 'out-of-office', 'elsewhere']
const BUSY = 2

type Busy = { showAs?: ShowAs | null | undefined; status?: AppointmentStatus | undefined }

/** R-ONO-112: as it is to be shown, else tentative for a tentative appointment and busy for others. */
export function writeBusyStatus(item: Busy): Element {
  return element(BUSY_STATUS, busyCode(item))
}

/** A value that says what is shown already changes nothing; undefined when nothing is told. */
export function readBusyStatus<T extends Busy>(state: ReadState<T>): ShowAs | null | undefined {
  const told = textOf(state.data, BUSY_STATUS)
  if (told === undefined) return state.absence(BUSY_STATUS) === 'clear' ? null : undefined
  if (told === '') return null
  const code = numberOf(told, BUSY_STATUS)
  if (state.current && busyCode(state.current) === code) return state.current.showAs ?? null
  return SHOW_AS[code] ?? 'busy'
}

function busyCode({ showAs, status }: Busy): number {
  if (!showAs) return status === 'tentative' ? 1 : BUSY
  return showAs === 'elsewhere' ? BUSY : SHOW_AS.indexOf(showAs)
}

type Noted = Pick<Appointment, 'note' | 'properties' | 'participants'>

/** The note as a client gets it, with the marked block. */
export function shownNote(item: Noted, context: MapperContext): string {
  const block = {
    properties: item.properties,
    participants: namesForNote(item.participants, context),
  }
  return composeNote(item.note, block, context.account.language)
}

/** A client's note without the block; undefined when it brings nothing new (R-ONO-116, 126). */
export function readNote(
  data: Element,
  current: Noted | null,
  context: MapperContext,
): string | undefined {
  const told = readBody(data, current ? shownNote(current, context) : '', context)
  if (told === undefined) return undefined
  const note = cutNote(told)
  return note.trimEnd() === current?.note.trimEnd() ? current.note : note
}
