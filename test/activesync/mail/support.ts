import { request } from 'node:http'
import ICAL from 'ical.js'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { type SmtpServer, startSmtpServer } from '../../support/smtp-server.js'
import { PASSWORD, type Row } from '../../support/tenant.js'
import { newOffice, type Office } from '../sync/support.js'

/** A gateway of its own on the embedded database: a mail server gets what its outbox holds. */
export type MailOffice = Office & { gateway: Gateway; smtp: SmtpServer; outbox(): Promise<Row[]> }

const open: { stop(): Promise<void> }[] = []
afterAll(async () => {
  for (const one of open.splice(0)) await one.stop()
})

export async function gatewayWithMail(env: Record<string, string> = {}) {
  const smtp = await startSmtpServer()
  const gateway = await startGateway({ databaseUrl: null, env: { SMTP_URL: smtp.url, ...env } })
  open.push(gateway, { stop: smtp.close })
  return { smtp, gateway }
}

export async function gatewayWithoutMail(): Promise<Gateway> {
  const gateway = await startGateway({ databaseUrl: null })
  open.push(gateway)
  return gateway
}

/** Theobald Tiger's office under the rule set `exchange`, where attendees are kept. */
export async function mailOffice(gateway: Gateway, fields: Row = {}): Promise<Office> {
  const office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange', ...fields })
  await office.tenant.sql('update account set display_name = $2, email = $3 where id = $1', [
    office.account.id,
    'Theobald Tiger',
    `tiger.${office.tenant.id}@example.test`,
  ])
  return office
}

export const addressOf = (office: Office) => `tiger.${office.tenant.id}@example.test`

/** Lines of a mail, with CRLF. */
export function mime(...lines: string[]): Buffer {
  return Buffer.from(`${lines.join('\r\n')}\r\n`)
}

export const LETTER = mime(
  'From: Somebody Else <else@example.test>',
  'To: Kurt <kurt@example.test>, "Lisa, L." <lisa@example.test>',
  'Bcc: hidden@example.test',
  'Subject: Hello',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hi there.',
)

export function sendMailElement(clientId: string, message: Uint8Array): Element {
  return element('ComposeMail:SendMail', [
    element('ComposeMail:ClientId', clientId),
    element('ComposeMail:SaveInSentItems'),
    element('ComposeMail:Mime', message),
  ])
}

/** The status of an answer; 'empty' for none, or the HTTP status if it is not 200. */
export function statusOf(answer: { status: number; body: Element | null }): string | number {
  if (answer.status !== 200) return answer.status
  if (answer.body === null) return 'empty'
  return Number(answer.body.children.find(({ tag }) => tag.endsWith(':Status'))?.text)
}

export async function sendMail(phone: Phone, clientId: string, message: Uint8Array) {
  const answer = await phone.client.command('SendMail', sendMailElement(clientId, message))
  return statusOf(answer)
}

type Posted = { status: number; body: string }

/** A POST as old clients send mails: any query, any body. */
export function post(
  gateway: Gateway,
  login: string,
  { query, body, version = '12.1', type }: PostOptions,
): Promise<Posted> {
  const headers = {
    Authorization: `Basic ${Buffer.from(`${login}:${PASSWORD}`).toString('base64')}`,
    'Content-Length': body.length,
    ...(type && { 'Content-Type': type }),
    ...(version && { 'MS-ASProtocolVersion': version }),
  }
  const url = `${gateway.baseUrl}/Microsoft-Server-ActiveSync?${query}`
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

export type PostOptions = { query: string; body: Buffer; version?: string; type?: string }

/** The iCalendar text in a mail, whose base64 and quoted-printable parts are undone by hand. */
export function calendarIn(data: string): ICAL.Component {
  for (const part of data.split(/\r\n--[^\r\n]+\r\n/)) {
    const [head = '', ...rest] = part.split('\r\n\r\n')
    if (!/content-type: text\/calendar/i.test(head)) continue
    return new ICAL.Component(ICAL.parse(decoded(head, rest.join('\r\n\r\n'))))
  }
  throw new Error(`No calendar in ${data}`)
}

function decoded(head: string, body: string): string {
  if (/encoding: base64/i.test(head)) return Buffer.from(body, 'base64').toString()
  if (!/encoding: quoted-printable/i.test(head)) return Buffer.from(body, 'latin1').toString()
  const bytes = body
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}
