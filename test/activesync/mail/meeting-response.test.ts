import ICAL from 'ical.js'
import {
  childOf,
  childrenOf,
  type Element,
  element,
  type Tag,
  textOf,
} from '../../../src/activesync/wbxml/element.js'
import type { Gateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import type { SmtpServer } from '../../support/smtp-server.js'
import { attendees, recurrence, withElements } from '../sync/elements.js'
import { appointmentData, between, inDays, onlyItem } from '../sync/support.js'
import {
  addressOf,
  calendarIn,
  gatewayWithMail,
  gatewayWithoutMail,
  mailOffice,
} from './support.js'

let gateway: Gateway
let smtp: SmtpServer
beforeAll(async () => {
  const made = await gatewayWithMail()
  gateway = made.gateway
  smtp = made.smtp
})
beforeEach(() => {
  smtp.received.length = 0
})

const START = inDays(7)
const day = (days: number) => inDays(days, START).toISOString()

type Asked = Partial<Record<string, string | Element[]>>

async function answer(phone: Phone, ...requests: Asked[]) {
  const root = element(
    'MeetingResponse:MeetingResponse',
    requests.map((request) =>
      element(
        'MeetingResponse:Request',
        Object.entries(request).map(([name, value]) =>
          element(`MeetingResponse:${name}` as Tag, value),
        ),
      ),
    ),
  )
  const { status, body } = await phone.client.command('MeetingResponse', root)
  expect(status).toBe(200)
  return childrenOf(body, 'MeetingResponse:Result').map((result) => ({
    status: Number(textOf(result, 'MeetingResponse:Status')),
    requestId: textOf(result, 'MeetingResponse:RequestId'),
    calendarId: textOf(result, 'MeetingResponse:CalendarId'),
    instanceId: textOf(result, 'MeetingResponse:InstanceId'),
  }))
}

const body = (text: string) => [
  element('AirSyncBase:Body', [element('AirSyncBase:Type', 1), element('AirSyncBase:Data', text)]),
]

/** A phone of 16.1 that holds a meeting of Berta's, as a phone of 14.1 told of it. */
async function invited(on = gateway, ...more: Element[]) {
  const office = await mailOffice(on)
  const old = await office.phone({ version: '14.1' })
  await old.sync('Calendar')
  const data = appointmentData('Jour fixe', START, {
    'Calendar:UID': 'uid-of-berta',
    'Calendar:OrganizerEmail': 'berta@example.test',
    'Calendar:OrganizerName': 'Berta',
  })
  await old.add('Calendar', withElements(data, ...more))
  const phone = await office.phone()
  await phone.sync('Calendar')
  const request = {
    CollectionId: phone.folderId('Calendar'),
    RequestId: onlyItem(phone, 'Calendar'),
  }
  const shown = async () => {
    await phone.sync('Calendar')
    return phone.items('Calendar').get(request.RequestId)
  }
  return { office, phone, old, request, shown }
}

const DAILY = recurrence({ Type: 0, Interval: 1, Occurrences: 5 })

test.each([
  ['1', '3', 'ACCEPTED', 'Zugesagt'],
  ['2', '2', 'TENTATIVE', 'Mit Vorbehalt'],
])(
  'UserResponse %s is kept and shown, and with SendResponse the organizer gets a REPLY (MS-ASCMD_R6062)',
  async (UserResponse, responseType, partstat, subject) => {
    const { office, phone, request, shown } = await invited()
    const asked = { UserResponse, ...request, SendResponse: body('I am looking forward') }
    const { RequestId: requestId } = request
    expect(await answer(phone, asked)).toEqual([
      { status: 1, requestId, calendarId: requestId, instanceId: undefined },
    ])
    const item = await shown()
    expect(textOf(item, 'Calendar:ResponseType')).toBe(responseType)
    expect(textOf(item, 'Calendar:MeetingStatus')).toBe('3')
    const [mail] = await smtp.waitFor(1)
    expect(mail).toMatchObject({ from: addressOf(office), to: ['berta@example.test'] })
    expect(mail?.data).toMatch(new RegExp(`^Subject: ${subject}: Jour fixe`, 'm'))
    const calendar = calendarIn(mail?.data ?? '')
    expect(calendar.getFirstPropertyValue('method')).toBe('REPLY')
    const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') as ICAL.Component)
    expect(event.uid).toBe('uid-of-berta')
    expect(event.organizer).toBe('mailto:berta@example.test')
    expect(event.attendees).toHaveLength(1)
    expect(event.attendees[0]?.getFirstValue()).toBe(`mailto:${addressOf(office)}`)
    expect(event.attendees[0]?.getParameter('partstat')).toBe(partstat)
    expect(event.component.getFirstPropertyValue('comment')).toBe('I am looking forward')
  },
)

test('without SendResponse (MS-ASCMD_R7113), and up to 14.1, no mail goes', async () => {
  const { phone, old, request } = await invited()
  expect(await answer(phone, { UserResponse: '1', ...request })).toMatchObject([{ status: 1 }])
  const sends = { UserResponse: '2', ...request, SendResponse: [] }
  expect(await answer(old, sends)).toMatchObject([{ status: 1 }])
  await new Promise((next) => setTimeout(next, 400))
  expect(smtp.received).toHaveLength(0)
})

test('declined, it leaves the phones, and the answer has no CalendarId (MS-ASCMD_R837)', async () => {
  const { office, phone, request, shown } = await invited()
  const asked = { UserResponse: '3', ...request, SendResponse: [] }
  const declined = [{ status: 1, requestId: request.RequestId, calendarId: undefined }]
  expect(await answer(phone, asked)).toMatchObject(declined)
  expect(await answer(phone, asked)).toMatchObject(declined)
  expect(await shown()).toBeUndefined()
  const rows = await office.tenant.sql('select status from appointment where tenant_id = $1', [
    office.tenant.id,
  ])
  expect(rows).toEqual([{ status: 'cancelled' }])
  expect((await smtp.waitFor(1))[0]?.data).toMatch(/^Subject: Abgelehnt/m)
})

test('the same request again gets the same answer and one mail; a change of mind gets another', async () => {
  const { phone, request } = await invited()
  const yes = { UserResponse: '1', ...request, SendResponse: [] }
  const all = await Promise.all([answer(phone, yes), answer(phone, yes), answer(phone, yes)])
  expect(all.map(([one]) => one?.status)).toEqual([1, 1, 1])
  await answer(phone, { ...yes, UserResponse: '2' })
  await answer(phone, yes)
  await smtp.waitFor(3)
  await new Promise((next) => setTimeout(next, 400))
  const subjects = smtp.received.map(({ data }) => /^Subject: ([^:]*)/m.exec(data)?.[1])
  expect(subjects).toEqual(['Zugesagt', 'Mit Vorbehalt', 'Zugesagt'])
})

test('one occurrence is answered alone', async () => {
  const { phone, request, shown } = await invited(gateway, DAILY)
  const second = { ...request, InstanceId: day(1), SendResponse: [] }
  const third = { ...request, InstanceId: day(2), SendResponse: [] }
  const results = await answer(
    phone,
    { UserResponse: '1', ...second },
    { UserResponse: '3', ...third },
  )
  const { RequestId: requestId } = request
  expect(results).toEqual([
    { status: 1, requestId, calendarId: requestId, instanceId: day(1) },
    { status: 1, requestId, calendarId: undefined, instanceId: undefined },
  ])
  const item = await shown()
  expect(textOf(item, 'Calendar:ResponseType')).toBe('5')
  const exceptions = childrenOf(childOf(item, 'Calendar:Exceptions'), 'Calendar:Exception')
  expect(exceptions.map((one) => textOf(one, 'Calendar:Deleted'))).toEqual([undefined, '1'])
  expect(exceptions.map((one) => textOf(one, 'Calendar:ResponseType'))).toEqual(['3', undefined])
  const mails = await smtp.waitFor(2)
  const ids = mails.map(({ data }) => {
    const event = calendarIn(data).getFirstSubcomponent('vevent')
    const id = event?.getFirstPropertyValue('recurrence-id') as ICAL.Time | undefined
    return id?.toJSDate().toISOString()
  })
  expect(ids.sort()).toEqual([day(1), day(2)])
})

test('16.1 another time is proposed to the organizer', async () => {
  const { phone, request } = await invited()
  const compact = (days: number) => day(days).replace(/[-:]|\.\d{3}/g, '')
  const asked = { UserResponse: '2', ...request, SendResponse: [] }
  const incomplete = { ...asked, ProposedStartTime: compact(1) }
  const malformed = { ...incomplete, ProposedEndTime: 'x'.repeat(16) }
  expect(await answer(phone, incomplete, malformed)).toMatchObject([{ status: 2 }, { status: 104 }])
  const proposed = { ...incomplete, ProposedEndTime: compact(2) }
  expect(await answer(phone, proposed)).toMatchObject([{ status: 1 }])
  const [mail] = await smtp.waitFor(1)
  const calendar = calendarIn(mail?.data ?? '')
  expect(calendar.getFirstPropertyValue('method')).toBe('COUNTER')
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') as ICAL.Component)
  expect(event.startDate.toJSDate().toISOString()).toBe(day(1))
  expect(event.endDate.toJSDate().toISOString()).toBe(day(2))
})

test('a colleague’s answer is kept where the organizer sees it, and both keep the appointment', async () => {
  const office = await mailOffice(gateway)
  const anna = await office.tenant.account({ email: 'anna@example.test' })
  const id = await office.appointment({ owner_id: anna.id, ...between(START, 60) })
  const participant = { appointment_id: id, account_id: office.account.id }
  await office.tenant.insert('appointment_participant', participant)
  const mine = await office.phone()
  await mine.sync('Calendar')
  const request = { CollectionId: mine.folderId('Calendar'), RequestId: onlyItem(mine, 'Calendar') }
  const asked = { UserResponse: '3', ...request, SendResponse: [] }
  expect(await answer(mine, asked)).toMatchObject([{ status: 1 }])
  const hers = await office.phone({ user: anna.login })
  await hers.sync('Calendar')
  const item = hers.items('Calendar').get(onlyItem(hers, 'Calendar'))
  const [attendee] = childrenOf(childOf(item, 'Calendar:Attendees'), 'Calendar:Attendee')
  expect(textOf(attendee, 'Calendar:AttendeeStatus')).toBe('4')
  expect((await smtp.waitFor(1))[0]?.to).toEqual(['anna@example.test'])
  const own = { ...request, RequestId: onlyItem(hers, 'Calendar') }
  const organizer = { UserResponse: '1', ...own, CollectionId: hers.folderId('Calendar') }
  expect(await answer(hers, organizer)).toMatchObject([{ status: 2 }])
})

test('what can’t be answered is 2, with an InstanceId 104 or 146 (MS-ASCMD_R4182 to R4186, R3195, R3196)', async () => {
  const { phone, old, office, request } = await invited()
  const yes = { UserResponse: '1', ...request }
  const wrong: [Asked, number][] = [
    [{ ...yes, UserResponse: '4' }, 2],
    [{ CollectionId: request.CollectionId, UserResponse: '1' }, 2],
    [{ ...yes, CollectionId: 'mail-inbox', RequestId: 'mail-inbox:1' }, 2],
    [{ ...yes, CollectionId: phone.folderId('Tasks') }, 2],
    [{ ...yes, RequestId: `${request.CollectionId}:99999` }, 2],
    [{ ...yes, InstanceId: '' }, 2],
    [{ ...yes, InstanceId: 'x'.repeat(24) }, 104],
    [{ ...yes, InstanceId: day(0) }, 146],
  ]
  const results = await answer(phone, ...wrong.map(([asked]) => asked))
  expect(results.map(({ status }) => status)).toEqual(wrong.map(([, status]) => status))
  const many = await answer(phone, ...Array.from({ length: 101 }, () => yes))
  expect(many).toMatchObject([{ status: 103, requestId: undefined }])
  expect(await answer(phone)).toMatchObject([{ status: 103 }])
  const older = await office.phone({ version: '14.0' })
  await older.sync('Calendar')
  expect(await answer(older, yes)).toMatchObject([{ status: 2 }])
  await old.add(
    'Calendar',
    withElements(appointmentData('Mine', START), attendees(['k@x.test', 'K'])),
  )
  const mine = [...old.items('Calendar').keys()].find((id) => id !== request.RequestId) ?? ''
  expect(await answer(old, { ...yes, RequestId: mine })).toMatchObject([{ status: 2 }])
})

test('an occurrence that does not take place is 2 (MS-ASCMD_R4186)', async () => {
  const { phone, request } = await invited(gateway, DAILY)
  const asked = { UserResponse: '1', ...request, InstanceId: day(9) }
  expect(await answer(phone, asked)).toMatchObject([{ status: 2 }])
})

test('R-ONO-06 without a mail server the answer is kept all the same', async () => {
  const { office, phone, request, shown } = await invited(await gatewayWithoutMail())
  const asked = { UserResponse: '1', ...request, SendResponse: [] }
  expect(await answer(phone, asked)).toMatchObject([{ status: 1 }])
  expect(textOf(await shown(), 'Calendar:ResponseType')).toBe('3')
  expect(await office.count('mail_outbox')).toBe(0)
})
