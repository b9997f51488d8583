import { atLeast } from '../../activesync/protocol-version.js'
import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Appointment, AppointmentPatch, Span } from '../../store/model.js'
import { compactDateTime } from '../time/date-time.js'
import { readAttendees, writeAttendees } from './attendees.js'
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
import {
  keepOrganizer,
  meetingStatus,
  writeOrganizer,
  writeResponseType,
} from './calendar-meeting.js'
import { readSeries, writeRecurrence } from './calendar-series.js'
import { readSpan, writeAllDay, writeEnd, writeStart, writeTimezone } from './calendar-span.js'
import { readCategories, writeCategories } from './categories.js'
import { kept } from './client-data.js'
import { clean } from './codecs.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import { readLocation, writeLocation } from './location.js'
import type { ItemMapper, ReadContext } from './mapper.js'
import { joined, type ReadState, type Row, readRows, writeRows } from './rule.js'

/**
 * MS-ASCAL, in the order in which Exchange writes the elements: some phones depend on it
 * (field-guide, "Calendar, general"). What is joined is read by its own pair, below.
 */
export const calendarRules: readonly Row<Appointment>[] = [
  joined(
    'Calendar:Timezone',
    (item, context) => writeTimezone(item.span, item.rrule !== null, context),
    {
      fields: ['span'],
      says: 'a real 172-byte structure; from 16.0 not for all-day. Read: the stored zone if the structure behaves like it, else the user’s, else one that does; an all-zero one says nothing',
      ids: ['R-ONO-110', 'R-ONO-121'],
    },
  ),
  joined(
    'Calendar:DtStamp',
    (item) => element('Calendar:DtStamp', compactDateTime(item.updatedAt.getTime())),
    { fields: ['updatedAt'], direction: 'sent', says: 'always', ids: ['MS-ASCAL'] },
  ),
  joined('Calendar:StartTime', (item, context) => writeStart(item.span, context), {
    fields: ['span'],
    says: 'timed: compact UTC. All-day: up to 14.1 midnights of the user’s zone, from 16.0 the digits of the day; read: midnight UTC is the digits, anything else a local midnight, start = end is one day. Missing in an Add: see below',
    ids: ['R-ONO-110', 'R-ONO-121'],
  }),
  subject as Row<Appointment>,
  joined('Calendar:UID', (item) => element('Calendar:UID', item.uid), {
    fields: ['uid'],
    tags: ['Calendar:ClientUid'],
    says: 'sent always; read in an Add only, from 16.0 its ClientUid before its UID; made if there is none, never changed',
    ids: ['R-ONO-14'],
  }),
  joined('Calendar:OrganizerName', writeOrganizer, {
    fields: [],
    tags: ['Calendar:OrganizerEmail'],
    says: 'the user himself; with `attendees: keep` and up to 14.1 another organizer that a client told of is kept',
    ids: ['R-ONO-114', 'R-ONO-118'],
  }),
  joined('Calendar:Location', writeLocation, {
    fields: ['location'],
    tags: ['AirSyncBase:Location'],
    says: 'one line; the structure from 16.0, whose coordinates come back while the name is the same',
    ids: ['R-ONO-110', 'R-ONO-121'],
  }),
  joined('Calendar:EndTime', (item, context) => writeEnd(item.span, context), {
    fields: ['span'],
    says: 'as StartTime; always',
    ids: ['R-ONO-110', 'R-ONO-121'],
  }),
  joined('Calendar:Attendees', (item, context) => writeAttendees(item.participants, context), {
    fields: ['participants'],
    says: 'see Attendees',
    ids: ['R-ONO-113', 'R-ONO-114', 'R-ONO-115', 'R-ONO-124', 'R-ONO-125'],
  }),
  joined('AirSyncBase:Body', (item, context) => writeBody(shownNote(item, context), context), {
    fields: ['note', 'properties'],
    tags: ['AirSyncBase:NativeBodyType'],
    says: 'see Bodies; with the marked block of linked estates and participants without address',
    ids: ['R-ONO-110', 'R-ONO-116', 'R-ONO-121', 'R-ONO-126'],
  }),
  joined('Calendar:Categories', (item) => writeCategories('Calendar', item), {
    fields: ['type'],
    says: 'the type first, then what the client added; read: the first one of `appointmentTypes`, none known leaves the type; others are kept',
    ids: ['R-ONO-111', 'R-ONO-121'],
  }),
  sensitivityRow as Row<Appointment>,
  joined('Calendar:BusyStatus', (item) => writeBusyStatus(item), {
    fields: ['showAs', 'status'],
    says: '`showAs`; without it tentative appointments 1, others 2; “elsewhere” is sent as busy. Read: only a value that differs from what is shown',
    ids: ['R-ONO-112'],
  }),
  joined('Calendar:AllDayEvent', (item) => writeAllDay(item.span), {
    fields: ['span'],
    says: '1 for whole days, else 0',
    ids: ['R-ONO-110', 'R-ONO-121'],
  }),
  reminderRow as Row<Appointment>,
  joined('Calendar:Recurrence', writeRecurrence, {
    fields: ['rrule', 'rdates'],
    says: 'see Recurrences',
    ids: ['R-ONO-110', 'R-ONO-122'],
  }),
  joined(
    'Calendar:MeetingStatus',
    (item, context) => element('Calendar:MeetingStatus', meetingStatus(item, context)),
    {
      fields: ['participants', 'status'],
      direction: 'sent',
      says: '0, or 1 with an attendee besides the user; 2 more for a meeting of somebody else, 4 more for a cancelled one',
      ids: ['R-ONO-118'],
    },
  ),
  joined('Calendar:ResponseType', writeResponseType, {
    fields: ['participants'],
    direction: 'sent',
    says: 'from 14.0, with MeetingStatus above 0: 1, organizer; for a meeting of somebody else what the user answered (2 to 4), or 5',
    ids: ['R-ONO-118'],
  }),
  kept('Calendar:ResponseRequested', { since: '14.0' }),
  kept('Calendar:DisallowNewTimeProposal', { since: '14.0' }),
  joined('Calendar:Exceptions', writeExceptions, {
    fields: ['overrides'],
    says: 'see Recurrences',
    ids: ['R-ONO-110', 'R-ONO-120'],
  }),
]

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
