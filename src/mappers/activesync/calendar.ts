import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Appointment, AppointmentPatch, Span } from '../../store/model.js'
import { compactDateTime } from '../time/date-time.js'
import { hasAttendees, readAttendees, writeAttendees } from './attendees.js'
import { writeBody } from './body.js'
import { writeExceptions } from './calendar-exceptions.js'
import {
  readBusyStatus,
  readNote,
  reminderRow,
  sensitivityRow,
  shownNote,
  subject,
  writeBusyStatus,
} from './calendar-fields.js'
import { readSeries, writeRecurrence } from './calendar-series.js'
import { readSpan, writeAllDay, writeEnd, writeStart, writeTimezone } from './calendar-span.js'
import { readCategories, writeCategories } from './categories.js'
import { kept, keptText, withEntry } from './client-data.js'
import { clean } from './codecs.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import { readLocation, writeLocation } from './location.js'
import type { ItemMapper, MapperContext, ReadContext } from './mapper.js'
import { joined, type ReadState, type Row, readRows, writeRows } from './rule.js'

/**
 * MS-ASCAL, in the order in which Exchange writes the elements: some phones depend on it
 * (field-guide, "Calendar, general"). What is joined is read by its own pair, below.
 */
export const calendarRules: readonly Row<Appointment>[] = [
  joined('Calendar:Timezone', (item, context) =>
    writeTimezone(item.span, item.rrule !== null, context),
  ),
  joined('Calendar:DtStamp', (item) =>
    element('Calendar:DtStamp', compactDateTime(item.updatedAt.getTime())),
  ),
  joined('Calendar:StartTime', (item, context) => writeStart(item.span, context)),
  subject as Row<Appointment>,
  joined('Calendar:UID', (item) => element('Calendar:UID', item.uid)),
  joined('Calendar:OrganizerName', writeOrganizer),
  joined('Calendar:Location', writeLocation),
  joined('Calendar:EndTime', (item, context) => writeEnd(item.span, context)),
  joined('Calendar:Attendees', (item, context) => writeAttendees(item.participants, context)),
  joined('AirSyncBase:Body', (item, context) => writeBody(shownNote(item, context), context)),
  joined('Calendar:Categories', (item) => writeCategories('Calendar', item)),
  sensitivityRow as Row<Appointment>,
  joined('Calendar:BusyStatus', (item) => writeBusyStatus(item)),
  joined('Calendar:AllDayEvent', (item) => writeAllDay(item.span)),
  reminderRow as Row<Appointment>,
  joined('Calendar:Recurrence', writeRecurrence),
  joined('Calendar:MeetingStatus', (item, context) =>
    element('Calendar:MeetingStatus', meetingStatus(item, context)),
  ),
  joined('Calendar:ResponseType', writeResponseType),
  kept('Calendar:ResponseRequested', { since: '14.0' }),
  kept('Calendar:DisallowNewTimeProposal', { since: '14.0' }),
  joined('Calendar:Exceptions', writeExceptions),
]

const ORGANIZER_EMAIL = 'Calendar:OrganizerEmail'
const ORGANIZER_NAME = 'Calendar:OrganizerName'
const MAX_UID = 300

export const appointmentMapper: ItemMapper<'appointment'> = {
  write(item, context) {
    return element('AirSync:ApplicationData', writeRows(calendarRules, item, context))
  },

  read(data, context) {
    refuseUnknown(data)
    const { existing } = context
    const state: ReadState<Appointment> = {
      data,
      current: existing,
      context,
      absence: calendarAbsence(data, context),
      clientData: existing?.clientData ?? {},
    }
    const patch: AppointmentPatch = existing ? {} : newAppointment(data, context)
    Object.assign(patch, readRows(calendarRules, state), joinedFields(state, context))
    Object.assign(patch, readSeries(state, nextAppointment(patch, context), context))
    if (state.clientData !== existing?.clientData) patch.clientData = state.clientData
    return patch
  },
}

/** The pairs of the joined elements that need only themselves. */
function joinedFields(
  state: ReadState<Appointment>,
  context: ReadContext<'appointment'>,
): AppointmentPatch {
  const { data } = state
  const span = readSpan({ data, current: context.existing?.span ?? null, context })
  const location = readLocation(state)
  const showAs = readBusyStatus(state)
  const participants = readParticipants(state, context)
  const note = readNoteOf(state, context)
  const type = readCategories('Calendar', state, context.rules.appointmentTypes)
  keepOrganizer(state, context)
  return {
    ...(span && { span }),
    ...(location !== undefined && { location }),
    ...(showAs !== undefined && { showAs }),
    ...(participants && { participants }),
    ...(note !== undefined && { note }),
    ...(type !== undefined && { type }),
  }
}

function readNoteOf(
  state: ReadState<Appointment>,
  context: ReadContext<'appointment'>,
): string | undefined {
  const told = readNote(state.data, context.existing, context)
  if (told !== undefined || childOf(state.data, 'AirSyncBase:Body')) return told
  return state.absence('AirSyncBase:Body') === 'clear' ? '' : undefined
}

function readParticipants(
  state: ReadState<Appointment>,
  context: ReadContext<'appointment'>,
): Appointment['participants'] | undefined {
  const told = readAttendees(state.data, context)
  if (told || context.rules.attendees !== 'keep') return told
  const absent = !childOf(state.data, 'Calendar:Attendees')
  if (!absent || state.absence('Calendar:Attendees') === 'keep') return undefined
  return readAttendees(element('AirSync:ApplicationData', [element('Calendar:Attendees')]), context)
}

/** R-ONO-127: a new appointment belongs to the user and is planned. */
function newAppointment(data: Element, context: ReadContext<'appointment'>): AppointmentPatch {
  const uid = clean(textOf(data, 'Calendar:ClientUid') || textOf(data, 'Calendar:UID') || '').trim()
  return {
    ...(uid !== '' && { uid: uid.slice(0, MAX_UID) }),
    status: 'planned',
    type: null,
    rdates: [],
    overrides: [],
    participants: [],
    ownerId: context.account.id,
    clientData: {},
  }
}

/** What the series is read against: the stored appointment with what is read so far. */
function nextAppointment(
  patch: AppointmentPatch,
  context: ReadContext<'appointment'>,
): Appointment {
  const { now, existing } = context
  const base: Appointment = existing ?? {
    id: 0,
    uid: '',
    status: 'planned',
    span: NO_SPAN,
    title: '',
    location: '',
    note: '',
    type: null,
    showAs: null,
    privacy: 'normal',
    reminderMinutes: null,
    rrule: null,
    rdates: [],
    overrides: [],
    ownerId: null,
    participants: [],
    properties: [],
    createdAt: now,
    updatedAt: now,
    clientData: {},
  }
  return { ...base, ...patch }
}

const NO_SPAN: Span = { allDay: true, startDate: '1970-01-01', endDate: '1970-01-02' }

/** Some clients' Changes are complete: what can only be taken away by leaving it out is gone. */
function calendarAbsence(
  data: Element,
  context: ReadContext<'appointment'>,
): ReadState<Appointment>['absence'] {
  const usual = absenceIn(context)
  const complete =
    context.quirks.completeChanges === true &&
    !atLeast(context.version, '16.0') &&
    context.supported === undefined &&
    ['Calendar:StartTime', 'Calendar:EndTime', 'Calendar:Subject'].every((tag) =>
      data.children.some((child) => child.tag === tag),
    )
  if (!complete) return usual
  return (tag) =>
    tag === 'Calendar:Reminder' || tag === 'Calendar:Recurrence' ? 'clear' : usual(tag)
}

/** The user himself, unless a client under `keep` told of somebody else's meeting. */
function writeOrganizer(item: Appointment, { account }: MapperContext): Element[] {
  const email = keptText(item.clientData, ORGANIZER_EMAIL)
  const name = keptText(item.clientData, ORGANIZER_NAME)
  return [
    element(ORGANIZER_NAME, email ? clean(name ?? email) : clean(account.displayName)),
    element(ORGANIZER_EMAIL, email ?? account.email),
  ]
}

/** R-ONO-118 with MS-ASCAL, MeetingStatus: bit 1 meeting, 2 received, 4 cancelled. */
function meetingStatus(item: Appointment, context: MapperContext): number {
  const received = keptText(item.clientData, ORGANIZER_EMAIL) !== undefined
  const meeting = received || hasAttendees(item.participants, context)
  if (!meeting) return 0
  return 1 + (received ? 2 : 0) + (item.status === 'cancelled' ? 4 : 0)
}

/** MS-ASCAL, ResponseType: 1 organizer, 5 not responded. */
function writeResponseType(item: Appointment, context: MapperContext): Element | null {
  const status = meetingStatus(item, context)
  if (status === 0 || !atLeast(context.version, '14.0')) return null
  return element('Calendar:ResponseType', status & 2 ? 5 : 1)
}

/** From 16.0 clients send no organizer; before, only `keep` believes in another than the user. */
function keepOrganizer(state: ReadState<Appointment>, context: MapperContext): void {
  const email = textOf(state.data, ORGANIZER_EMAIL)?.trim()
  if (!email || context.rules.attendees !== 'keep' || atLeast(context.version, '16.0')) return
  const own = email.toLowerCase() === context.account.email.toLowerCase()
  const name = textOf(state.data, ORGANIZER_NAME)
  const data = withEntry(state.clientData, ORGANIZER_EMAIL, own ? undefined : clean(email))
  state.clientData = withEntry(data, ORGANIZER_NAME, own || !name ? undefined : clean(name))
}
