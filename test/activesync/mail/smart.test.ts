import ICAL from 'ical.js'
import { element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { Gateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import type { SmtpServer } from '../../support/smtp-server.js'
import { attendees, recurrence, withElements } from '../sync/elements.js'
import { appointmentData, onlyItem } from '../sync/support.js'
import { calendarIn, gatewayWithMail, LETTER, mailOffice, post, statusOf } from './support.js'

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

const START = new Date('2027-03-15T09:00:00Z')
let counter = 0

type Asked = { source?: Partial<Record<string, string>>; more?: Parameters<typeof element>[1] }

async function ask(phone: Phone, command: 'SmartForward' | 'SmartReply', asked: Asked) {
  const source = Object.entries(asked.source ?? {}).map(([name, text]) =>
    element(`ComposeMail:${name}` as Tag, text),
  )
  const more = Array.isArray(asked.more) ? asked.more : [element('ComposeMail:Mime', LETTER)]
  const root = element(`ComposeMail:${command}`, [
    element('ComposeMail:ClientId', `smart${counter++}`),
    element('ComposeMail:Source', source),
    ...more,
  ])
  return statusOf(await phone.client.command(command, root))
}

/** A phone of 14.1, whose user plans a weekly meeting with Kurt. */
async function planner(version = '14.1') {
  const office = await mailOffice(gateway)
  const phone = await office.phone({ version })
  await phone.sync('Calendar')
  const weekly = recurrence({ Type: 1, Interval: 1, DayOfWeek: 2, Occurrences: 4 })
  const invited = attendees(['kurt@example.test', 'Kurt'])
  const data = appointmentData('Jour fixe', START, { 'Calendar:UID': 'uid-1' })
  await phone.add('Calendar', withElements(data, weekly, invited))
  const folderId = phone.folderId('Calendar')
  const itemId = onlyItem(phone, 'Calendar')
  return { office, phone, source: { FolderId: folderId, ItemId: itemId } }
}

test.each(['SmartForward', 'SmartReply'] as const)(
  '%s of what is not there is 150',
  async (name) => {
    const { phone, source } = await planner()
    const unknown = [
      { FolderId: 'mail-inbox', ItemId: 'mail-inbox:1' },
      { FolderId: source.FolderId, ItemId: `${source.FolderId}:999999` },
      { FolderId: source.FolderId },
      { LongId: 'x' },
      { ...source, InstanceId: '2027-03-16T09:00:00.000Z' },
    ]
    for (const source of unknown) expect(await ask(phone, name, { source })).toBe(150)
  },
)

test.each(['SmartForward', 'SmartReply'] as const)(
  '%s with an InstanceId that is no date is 104 (MS-ASCMD_R541), one of no series 146',
  async (name) => {
    const { office, phone, source } = await planner()
    const wrong = { ...source, InstanceId: 'tomorrow' }
    expect(await ask(phone, name, { source: wrong })).toBe(104)
    await office.tenant.sql('update appointment set rrule = null where tenant_id = $1', [
      office.tenant.id,
    ])
    const single = { ...source, InstanceId: '2027-03-15T09:00:00.000Z' }
    expect(await ask(phone, name, { source: single })).toBe(146)
  },
)

test('SmartForward sends the mail with the whole series (MS-ASCMD_R5834), whose organizer stays', async () => {
  const { phone, source } = await planner()
  expect(await ask(phone, 'SmartForward', { source })).toBe('empty')
  const [mail] = await smtp.waitFor(1)
  expect(mail?.data).toContain('Hi there.')
  const calendar = calendarIn(mail?.data ?? '')
  expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST')
  const event = new ICAL.Event(calendar.getFirstSubcomponent('vevent') as ICAL.Component)
  expect(event.uid).toBe('uid-1')
  expect(event.organizer).toMatch(/^mailto:tiger\./)
  expect(event.attendees.map((one) => one.getFirstValue())).toEqual(['mailto:kurt@example.test'])
  expect(event.isRecurring()).toBe(true)
})

test('SmartForward of one occurrence sends only that one', async () => {
  const { phone, source } = await planner()
  const second = { ...source, InstanceId: '2027-03-22T09:00:00.000Z' }
  expect(await ask(phone, 'SmartForward', { source: second })).toBe('empty')
  const [mail] = await smtp.waitFor(1)
  const events = calendarIn(mail?.data ?? '').getAllSubcomponents('vevent')
  expect(events).toHaveLength(1)
  const [event] = events.map((one) => new ICAL.Event(one))
  expect(event?.recurrenceId.toJSDate().toISOString()).toBe('2027-03-22T09:00:00.000Z')
  expect(event?.startDate.toJSDate().toISOString()).toBe('2027-03-22T09:00:00.000Z')
  expect(event?.isRecurring()).toBe(false)
})

test('from 16.0 an appointment is forwarded to forwardees without a mail of the client’s', async () => {
  const { phone, source } = await planner('16.1')
  await smtp.waitFor(1) // its own invitation
  smtp.received.length = 0
  const forwardee = element('ComposeMail:Forwardee', [
    element('ComposeMail:ForwardeeName', 'Lisa'),
    element('ComposeMail:ForwardeeEmail', 'lisa@example.test'),
  ])
  const more = [element('ComposeMail:Forwardees', [forwardee])]
  expect(await ask(phone, 'SmartForward', { source, more })).toBe('empty')
  const [mail] = await smtp.waitFor(1)
  expect(mail?.to).toEqual(['lisa@example.test'])
  expect(mail?.data).toMatch(/^Subject: WG: Jour fixe/m)
  const event = calendarIn(mail?.data ?? '').getFirstSubcomponent('vevent')
  expect(event?.getFirstPropertyValue('summary')).toBe('Jour fixe')
})

test('SmartReply sends the mail with what the appointment says, with ReplaceMime as it is', async () => {
  const { phone, source } = await planner()
  expect(await ask(phone, 'SmartReply', { source })).toBe('empty')
  const [quoted] = await smtp.waitFor(1)
  const part = quoted?.data.split('Content-Transfer-Encoding: base64')[1]?.split('--=_')[0] ?? ''
  expect(Buffer.from(part, 'base64').toString()).toContain('Jour fixe\r\n')
  const more = [element('ComposeMail:ReplaceMime'), element('ComposeMail:Mime', LETTER)]
  expect(await ask(phone, 'SmartReply', { source, more })).toBe('empty')
  const plain = (await smtp.waitFor(2))[1]
  expect(plain?.data).toMatch(/\r\n\r\nHi there\.$/)
  expect(plain?.data).not.toContain('Jour fixe')
})

test('up to 12.1 the query names the source, in both forms', async () => {
  const { office, source } = await planner('12.1')
  const { login } = office.account
  const [device] = await office.tenant.sql(
    'select device_id, device_type from device where tenant_id = $1',
    [office.tenant.id],
  )
  const id = String(device?.device_id)
  const named = `User=x&DeviceId=${id}&DeviceType=${device?.device_type}&SaveInSent=T`
  const old = { body: LETTER, type: 'message/rfc822' }
  const ids = `ItemId=${encodeURIComponent(source.ItemId)}&CollectionId=${source.FolderId}`
  const query = `Cmd=SmartForward&${named}&${ids}`
  expect(await post(gateway, login, { query, ...old })).toEqual({ status: 200, body: '' })
  const lost = `Cmd=SmartForward&${named}&ItemId=x&CollectionId=${source.FolderId}`
  expect((await post(gateway, login, { query: lost, ...old })).status).toBe(400)
  const tlv = (tag: number, text: string) => [tag, text.length, ...Buffer.from(text)]
  // 12.1, SmartReply, en-US, device, no key, type "x", CollectionId, ItemId, SaveInSent
  const bytes = [121, 3, 9, 4, id.length, ...Buffer.from(id), 0, 1, 120]
  bytes.push(...tlv(1, source.FolderId), ...tlv(3, source.ItemId), 7, 1, 1)
  const base64 = Buffer.from(bytes).toString('base64')
  const reply = Buffer.from(LETTER.toString().replace('Hi there', 'Hi again'))
  const answer = await post(gateway, login, { query: base64, version: '', ...old, body: reply })
  expect(answer).toEqual({ status: 200, body: '' })
  const mails = await smtp.waitFor(2)
  expect(calendarIn(mails[0]?.data ?? '').getFirstPropertyValue('method')).toBe('REQUEST')
  expect(mails[1]?.data).toContain('Hi again')
})
