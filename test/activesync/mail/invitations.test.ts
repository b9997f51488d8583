import ICAL from 'ical.js'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import type { Gateway } from '../../support/gateway.js'
import { withTexts } from '../../support/phone.js'
import type { Received, SmtpServer } from '../../support/smtp-server.js'
import { attendees, recurrence, withElements } from '../sync/elements.js'
import { appointmentData, inDays, onlyItem } from '../sync/support.js'
import { addressOf, calendarIn, gatewayWithMail, mailOffice } from './support.js'

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
const KURT: [string, string] = ['kurt@example.test', 'Kurt']
const LISA: [string, string] = ['lisa@example.test', 'Lisa']

type Told = { to: string; method: string; sequence: number; of: string; summary: string }

/** What a mail tells whom. */
function told({ to, data }: Received): Told {
  const calendar = calendarIn(data)
  const event = calendar.getFirstSubcomponent('vevent')
  const id = event?.getFirstPropertyValue('recurrence-id') as ICAL.Time | null
  return {
    to: to.join(),
    method: String(calendar.getFirstPropertyValue('method')),
    sequence: Number(event?.getFirstPropertyValue('sequence')),
    of: id ? id.toJSDate().toISOString().slice(0, 10) : 'all',
    summary: String(event?.getFirstPropertyValue('summary')),
  }
}

/** What went out since the last look: so many mails, and none more within a while. */
async function sent(count: number): Promise<Told[]> {
  await smtp.waitFor(count)
  await new Promise((next) => setTimeout(next, 400))
  expect(smtp.received).toHaveLength(count)
  return smtp.received
    .splice(0)
    .map(told)
    .sort((a, b) => (a.to < b.to ? -1 : 1))
}

async function planner(version = '16.1', fields = {}) {
  const office = await mailOffice(gateway, fields)
  const phone = await office.phone({ version })
  await phone.sync('Calendar')
  const meeting = (...people: [string, string][]) =>
    withElements(appointmentData('Plan', START), attendees(...people))
  return { office, phone, meeting }
}

test.each(['16.0', '16.1'])(
  'MS-ASCMD_R7478 an Add from %s invites the attendees, each once, with organizer and all names',
  async (version) => {
    const { office, phone, meeting } = await planner(version)
    const own: [string, string] = [addressOf(office), 'Theobald']
    await phone.add('Calendar', meeting(KURT, LISA, own))
    await smtp.waitFor(2)
    const [mail] = smtp.received
    const event = new ICAL.Event(
      calendarIn(mail?.data ?? '').getFirstSubcomponent('vevent') as ICAL.Component,
    )
    expect(mail?.from).toBe(addressOf(office))
    expect(event.organizer).toBe(`mailto:${addressOf(office)}`)
    expect(event.attendees.map((one) => one.getFirstValue()).sort()).toEqual([
      'mailto:kurt@example.test',
      'mailto:lisa@example.test',
    ])
    expect(event.startDate.toJSDate()).toEqual(START)
    expect(event.component.getFirstSubcomponent('valarm')).toBeNull()
    expect(mail?.data).toMatch(/^Subject: Einladung: Plan/m)
    const all = { method: 'REQUEST', sequence: 0, of: 'all', summary: 'Plan' }
    expect(await sent(2)).toEqual([
      { to: 'kurt@example.test', ...all },
      { to: 'lisa@example.test', ...all },
    ])
  },
)

test.each(['12.1', '14.0', '14.1'])(
  'MS-ASCMD_R7479 up to 14.1 (%s) the client invites by itself: nothing goes from here',
  async (version) => {
    const { phone, meeting } = await planner(version)
    const id = await phone.add('Calendar', meeting(KURT))
    await phone.edit('Calendar', id, { 'Calendar:Subject': 'Other' })
    await phone.remove('Calendar', id)
    expect(await sent(0)).toEqual([])
  },
)

test('R-ONO-07 under the rules of the business, which do not take a phone’s attendees, nothing goes', async () => {
  for (const attendees of ['match', 'ignore']) {
    const rules = { rule_set: 'business', rule_settings: JSON.stringify({ attendees }) }
    const { phone, meeting } = await planner('16.1', rules)
    await phone.add('Calendar', meeting(KURT))
  }
  expect(await sent(0)).toEqual([])
})

test('what matters to attendees is told them with the next SEQUENCE, a reminder is not', async () => {
  const { phone, meeting } = await planner()
  const id = await phone.add('Calendar', meeting(KURT))
  await sent(1)
  await phone.edit('Calendar', id, { 'Calendar:Reminder': '15', 'Calendar:Sensitivity': '2' })
  expect(await sent(0)).toEqual([])
  await phone.edit('Calendar', id, { 'Calendar:Subject': 'New plan' })
  const update = { to: 'kurt@example.test', method: 'REQUEST', of: 'all', summary: 'New plan' }
  expect(await sent(1)).toEqual([{ ...update, sequence: 1 }])
})

test('newcomers are invited, who is left out gets a cancellation, the others nothing', async () => {
  const { phone, meeting } = await planner()
  const id = await phone.add('Calendar', meeting(KURT, LISA))
  await sent(2)
  await phone.change('Calendar', id, meeting(LISA, ['mo@example.test', 'Mo']))
  const all = { sequence: 1, of: 'all', summary: 'Plan' }
  expect(await sent(2)).toEqual([
    { to: 'kurt@example.test', method: 'CANCEL', ...all },
    { to: 'mo@example.test', method: 'REQUEST', ...all },
  ])
})

test('a Delete cancels; the meeting added again is a new invitation', async () => {
  const { phone, meeting } = await planner()
  const withUid = (data: Element) => withTexts(data, { 'Calendar:ClientUid': 'uid-again' })
  const id = await phone.add('Calendar', withUid(meeting(KURT)))
  await sent(1)
  await phone.remove('Calendar', id)
  const kurt = { to: 'kurt@example.test', of: 'all', summary: 'Plan' }
  expect(await sent(1)).toEqual([{ ...kurt, method: 'CANCEL', sequence: 1 }])
  await phone.add('Calendar', withUid(meeting(KURT)))
  expect(await sent(1)).toEqual([{ ...kurt, method: 'REQUEST', sequence: 2 }])
})

test('one occurrence that moves or goes is told alone', async () => {
  const { phone, meeting } = await planner()
  const daily = recurrence({ Type: 0, Interval: 1, Occurrences: 5 })
  const id = await phone.add('Calendar', withElements(meeting(KURT), daily))
  await sent(1)
  const second = inDays(1, START)
  const third = inDays(2, START)
  const instance = (date: Date) => date.toISOString().replace(/[-:]|\.\d{3}/g, '')
  const title = element('AirSync:ApplicationData', [element('Calendar:Subject', 'Special')])
  await phone.change('Calendar', id, title, instance(second))
  const kurt = { to: 'kurt@example.test', sequence: 1 }
  const day = (date: Date) => date.toISOString().slice(0, 10)
  expect(await sent(1)).toEqual([
    { ...kurt, method: 'REQUEST', of: day(second), summary: 'Special' },
  ])
  await phone.remove('Calendar', id, instance(third))
  expect(await sent(1)).toEqual([
    { ...kurt, sequence: 2, method: 'CANCEL', of: day(third), summary: 'Plan' },
  ])
})

test('the same request again, a second phone and an echo send no second invitation', async () => {
  const { office, phone, meeting } = await planner()
  const add = { kind: 'add', clientId: 'once', data: meeting(KURT) } as const
  const [first] = await phone.sendAtOnce(3, 'Calendar', { commands: [add] })
  if (first?.status !== 'fulfilled' || !first.value) throw new Error('The Add was not answered')
  const [result] = first.value.results
  if (result) phone.replica('Calendar').applyAdded(result, add.data)
  phone.take('Calendar', first.value)
  await sent(1)
  const other = await office.phone()
  await other.sync('Calendar')
  const id = onlyItem(other, 'Calendar')
  await other.edit('Calendar', id, {})
  await phone.sync('Calendar')
  await phone.edit('Calendar', id, {})
  expect(await sent(0)).toEqual([])
  await phone.sync('Calendar')
  await phone.edit('Calendar', id, { 'Calendar:Subject': 'Same' })
  await other.sync('Calendar')
  await other.edit('Calendar', id, { 'Calendar:Subject': 'Same' })
  expect(await sent(1)).toMatchObject([{ summary: 'Same', sequence: 1 }])
})

test('a meeting that is over is changed and deleted in silence', async () => {
  const { phone } = await planner()
  const past = withElements(appointmentData('Past', inDays(-3)), attendees(KURT))
  const id = await phone.add('Calendar', past)
  await phone.remove('Calendar', id)
  expect(await sent(0)).toEqual([])
})

test('a failed Change sends nothing', async () => {
  const { office, phone, meeting } = await planner()
  const id = await phone.add('Calendar', meeting(KURT))
  await sent(1)
  const wrong = withElements(meeting(KURT), recurrence({ Type: 9, Interval: 1 }))
  await expect(phone.change('Calendar', id, wrong)).rejects.toThrow('status 6')
  expect(await sent(0)).toEqual([])
  expect(await office.count('mail_outbox')).toBe(1)
})
