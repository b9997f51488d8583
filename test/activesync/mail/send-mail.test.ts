import { element } from '../../../src/activesync/wbxml/element.js'
import type { Gateway } from '../../support/gateway.js'
import type { SmtpServer } from '../../support/smtp-server.js'
import { attendees, withElements } from '../sync/elements.js'
import { appointmentData, inDays, type Office } from '../sync/support.js'
import {
  addressOf,
  gatewayWithMail,
  gatewayWithoutMail,
  LETTER,
  mailOffice,
  mime,
  post,
  sendMail,
  sendMailElement,
  statusOf,
} from './support.js'

const OLD = 'User=x&DeviceId=old1&DeviceType=SmartPhone'

describe('without a mail server', () => {
  let gateway: Gateway
  let office: Office
  beforeAll(async () => {
    gateway = await gatewayWithoutMail()
    office = await mailOffice(gateway)
  })

  test.each(['14.0', '14.1', '16.0', '16.1'])(
    'R-ONO-06 a mail from %s is answered with 120, again and again, and kept nowhere',
    async (version) => {
      const phone = await office.phone({ version })
      expect(await sendMail(phone, 'a', LETTER)).toBe(120)
      expect(await sendMail(phone, 'a', LETTER)).toBe(120)
      expect(await office.count('mail_outbox')).toBe(0)
    },
  )

  test('R-ONO-06 up to 12.1 it is HTTP 400: not 500, nor one that asks for another try', async () => {
    const body = { body: LETTER, type: 'message/rfc822' }
    for (const command of ['SendMail', 'SmartForward', 'SmartReply']) {
      const query = `Cmd=${command}&${OLD}&SaveInSent=T&ItemId=x&CollectionId=cal-1`
      expect((await post(gateway, office.account.login, { query, ...body })).status).toBe(400)
    }
  })

  test('R-ONO-06 the appointment is stored all the same, R-ONO-07 and nothing leaves', async () => {
    for (const version of ['12.1', '14.1', '16.1']) {
      const phone = await office.phone({ version })
      await phone.sync('Calendar')
      const invited = attendees(['kurt@example.test', 'Kurt'])
      await phone.add('Calendar', withElements(appointmentData(version, inDays(2)), invited))
    }
    expect(await office.count('appointment')).toBe(3)
    expect(await office.count('appointment_participant')).toBe(3)
    expect(await office.count('mail_outbox')).toBe(0)
  })

  test('what is wrong with a mail is told before that none is sent', async () => {
    const phone = await office.phone()
    const noRecipient = mime('Subject: x', 'To: nobody', '', 'x')
    expect(await sendMail(phone, 'b', Buffer.from('no mail at all'))).toBe(107)
    expect(await sendMail(phone, 'b', noRecipient)).toBe(119)
    expect(await sendMail(phone, '', LETTER)).toBe(103)
    expect(await sendMail(phone, 'x'.repeat(41), LETTER)).toBe(103)
    const withAccount = sendMailElement('b', LETTER)
    withAccount.children.push(element('ComposeMail:AccountId', 'other'))
    const answer = await phone.client.command('SendMail', withAccount)
    expect(statusOf(answer)).toBe(166)
    expect(statusOf(await phone.client.command('SendMail', null))).toBe(103)
    const none = element('ComposeMail:SendMail', [element('ComposeMail:ClientId', 'c')])
    expect(statusOf(await phone.client.command('SendMail', none))).toBe(103)
  })

  test('GetAttachment is 400 up to 12.1 and 501 after, in both forms of the query', async () => {
    const { login } = office.account
    const ask = (query: string, version: string) =>
      post(gateway, login, { query, version, body: Buffer.alloc(0) })
    const plain = `Cmd=GetAttachment&${OLD}&AttachmentName=a%3a1`
    expect((await ask(plain, '12.1')).status).toBe(400)
    expect((await ask(plain, '14.1')).status).toBe(501)
    // 12.1, GetAttachment, en-US, device "old2", no key, type "x", tag 0 AttachmentName "a:1"
    const bytes = [121, 4, 9, 4, 4, 111, 108, 100, 50, 0, 1, 120, 0, 3, 97, 58, 49]
    expect((await ask(Buffer.from(bytes).toString('base64'), '')).status).toBe(400)
  })
})

describe('with a mail server', () => {
  let gateway: Gateway
  let smtp: SmtpServer
  let office: Office
  beforeAll(async () => {
    const made = await gatewayWithMail()
    gateway = made.gateway
    smtp = made.smtp
    office = await mailOffice(gateway)
  })
  beforeEach(() => {
    smtp.received.length = 0
  })

  test('a mail goes out once, from the account’s own address (MS-ASCMD_R448), to all and without Bcc', async () => {
    const phone = await office.phone()
    expect(await sendMail(phone, 'once', LETTER)).toBe('empty')
    const [mail] = await smtp.waitFor(1)
    expect(mail).toMatchObject({
      from: addressOf(office),
      to: ['kurt@example.test', 'lisa@example.test', 'hidden@example.test'],
    })
    const lines = mail?.data.split('\r\n') ?? []
    expect(lines[0]).toBe(`From: "Theobald Tiger" <${addressOf(office)}>`)
    expect(lines.filter((line) => /^(from|bcc):/i.test(line))).toHaveLength(1)
    expect(lines).toContain('Subject: Hello')
    expect(lines.slice(lines.indexOf('') + 1)).toEqual(['Hi there.'])
    expect(mail?.id).toMatch(/^<.+@example.test>$/)
    expect(mail?.data).toMatch(/^Date: /m)
  })

  test('the same ClientId again is 118 (MS-ASCMD_R4848), also at once, and nothing goes twice', async () => {
    const phone = await office.phone()
    const all = await Promise.all(Array.from({ length: 4 }, () => sendMail(phone, 'twice', LETTER)))
    expect(all.sort()).toEqual([118, 118, 118, 'empty'])
    expect(await sendMail(phone, 'twice', LETTER)).toBe(118)
    expect(await sendMail(phone, 'another', LETTER)).toBe('empty')
    await smtp.waitFor(2)
    await new Promise((next) => setTimeout(next, 300))
    expect(smtp.received).toHaveLength(2)
  })

  test('up to 12.1 the body is the mail, in both forms of the query; again it is no second one', async () => {
    const old = { body: LETTER, type: 'message/rfc822; charset=utf-8' }
    const query = `Cmd=SendMail&${OLD}&SaveInSent=T`
    const { login } = office.account
    expect(await post(gateway, login, { query, ...old })).toEqual({ status: 200, body: '' })
    expect(await post(gateway, login, { query, ...old })).toEqual({ status: 200, body: '' })
    // 12.1, SendMail, en-US, device "old2", no key, type "x", tag 7 Options SaveInSent
    const bytes = [121, 1, 9, 4, 4, 111, 108, 100, 50, 0, 1, 120, 7, 1, 1]
    const base64 = Buffer.from(bytes).toString('base64')
    const other = mime('To: kurt@example.test', 'Subject: Other', '', 'x')
    const second = { query: base64, version: '', type: 'message/rfc822', body: other }
    expect(await post(gateway, login, second)).toEqual({ status: 200, body: '' })
    const mails = await smtp.waitFor(2)
    expect(mails.map(({ data }) => /^Subject: (.*)$/m.exec(data)?.[1]?.trim())).toEqual([
      'Hello',
      'Other',
    ])
  })

  test('a mail server that is busy is asked again, with the same Message-ID; a refusal is final', async () => {
    const phone = await office.phone()
    smtp.answers.push('451 busy')
    const ids: string[] = []
    smtp.onData = ({ id }) => void ids.push(id)
    expect(await sendMail(phone, 'busy', LETTER)).toBe('empty')
    while (ids.length === 0) await new Promise((next) => setTimeout(next, 20))
    await waitForRow(office, "key = 'client:busy' and claimed_until is null and attempts = 1")
    await office.tenant.sql('update mail_outbox set next_at = now() where tenant_id = $1', [
      office.tenant.id,
    ])
    smtp.answers.push('554 never')
    // Wakes the sender: this one is refused for good.
    expect(await sendMail(phone, 'refused', LETTER)).toBe('empty')
    await waitForRow(
      office,
      "key = 'client:refused' and failed_at is not null or sent_at is null",
      0,
    )
    smtp.onData = null
    const rows = await office.tenant.sql(
      `select key, failed_at is not null as failed, message is null as emptied from mail_outbox
       where tenant_id = $1 and key in ('client:busy', 'client:refused') order by key`,
      [office.tenant.id],
    )
    expect(rows.filter(({ failed }) => failed)).toHaveLength(1)
    expect(rows.every(({ emptied }) => emptied)).toBe(true)
    expect(ids[0]).toBe(ids[1])
  })
})

async function waitForRow(office: Office, condition: string, most = 1): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    const rows = await office.tenant.sql(
      `select id from mail_outbox where tenant_id = $1 and (${condition})`,
      [office.tenant.id],
    )
    if (most === 0 ? rows.length === 1 : rows.length > 0) return
    if (Date.now() > end) throw new Error(`No row with ${condition}`)
    await new Promise((next) => setTimeout(next, 50))
  }
}

test('MAIL_SEND=calendar sends what is about appointments, and refuses the rest', async () => {
  const { gateway, smtp } = await gatewayWithMail({ MAIL_SEND: 'calendar' })
  const office = await mailOffice(gateway)
  const phone = await office.phone({ version: '14.1' })
  expect(await sendMail(phone, 'letter', LETTER)).toBe(120)
  const invitation = mime(
    'To: kurt@example.test',
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Come',
    '--b',
    'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
    '',
    'BEGIN:VCALENDAR',
    'END:VCALENDAR',
    '--b--',
  )
  expect(await sendMail(phone, 'invitation', invitation)).toBe('empty')
  expect((await smtp.waitFor(1))[0]?.data).toContain('BEGIN:VCALENDAR')
})
