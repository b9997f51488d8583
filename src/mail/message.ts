import { randomUUID } from 'node:crypto'
import addressparser from 'nodemailer/lib/addressparser'

/** RFC 5322, as much as a mail that is passed on needs: its fields, and a body left as it is. */
export type Message = {
  fields: readonly Field[]
  body: Buffer
}

type Field = {
  /** Lower case. */
  name: string
  /** As it came, folded; one character per byte. */
  raw: string
  /** Unfolded. */
  value: string
}

export type Mailbox = { name: string; address: string }

const LARGEST_HEADER = 262_144
const MOST_FIELDS = 1_000
const FIELD = /^([!-9;-~]{1,200})[ \t]*:/
const ADDRESS = /^[^\s@<>()[\]",;:\\]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?$/i
const MESSAGE_ID = /^<[!-;=?-~]{1,500}@[!-;=?-~]{1,250}>$/

/** The message in these bytes; null for what is none (MS-ASCMD, InvalidMIME). */
export function parseMessage(bytes: Uint8Array): Message | null {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const head = whole.subarray(0, LARGEST_HEADER).toString('latin1')
  const end = /\r?\n\r?\n/.exec(head)
  if (!end && whole.length > LARGEST_HEADER) return null
  const header = end ? head.slice(0, end.index) : head.replace(/\r?\n$/, '')
  const fields = readFields(header)
  if (!fields) return null
  return { fields, body: end ? whole.subarray(end.index + end[0].length) : Buffer.alloc(0) }
}

function readFields(header: string): Field[] | null {
  const fields: Field[] = []
  for (const line of header.split(/\r?\n(?![ \t])/)) {
    const name = FIELD.exec(line)
    if (!name?.[1] || line.includes('\0') || fields.length === MOST_FIELDS) return null
    const value = line.slice(name[0].length).replace(/\r?\n/g, '').trim()
    fields.push({ name: name[1].toLowerCase(), raw: line, value })
  }
  return fields
}

function fieldOf({ fields }: Message, name: string): string | undefined {
  return fields.find((field) => field.name === name)?.value
}

/** The addresses of To, Cc and Bcc, each once. What is no address is left out. */
export function recipientsOf(message: Message): string[] {
  const found = new Map<string, string>()
  for (const { name, value } of message.fields) {
    if (name !== 'to' && name !== 'cc' && name !== 'bcc') continue
    for (const { address } of addressparser(value, { flatten: true })) {
      if (isAddress(address)) found.set(address.toLowerCase(), address)
    }
  }
  return [...found.values()]
}

/** An address that may stand in an SMTP command. */
export function isAddress(text: string): boolean {
  return ADDRESS.test(text) && /^[!-~]+$/.test(text)
}

const CALENDAR_PART = /(?:^|\n)content-type:[ \t]*(?:text\/calendar|application\/ics)\b/i

/** Whether it is about an appointment: an invitation, a reply or a cancellation. */
export function isCalendarMail(message: Message): boolean {
  const type = fieldOf(message, 'content-type') ?? ''
  return (
    /^(?:text\/calendar|application\/ics)\b/i.test(type) ||
    CALENDAR_PART.test(message.body.toString('latin1'))
  )
}

/** What a client may not say of a mail, or nobody is to see. */
const NOT_PASSED_ON: ReadonlySet<string> = new Set([
  'bcc',
  'from',
  'sender',
  'return-path',
  'received',
])

/**
 * The mail as it goes out: from this mailbox, whatever its own From says (MS-ASCMD, SendMail), with
 * an id and a date, and without Bcc.
 */
export function outgoing(
  message: Message,
  { from, now }: { from: Mailbox; now: Date },
): { messageId: string; bytes: Buffer } {
  const told = fieldOf(message, 'message-id')
  const messageId = told && MESSAGE_ID.test(told) ? told : newMessageId(from.address)
  const kept = message.fields.filter(
    ({ name }) => !NOT_PASSED_ON.has(name) && !name.startsWith('resent-') && name !== 'message-id',
  )
  const has = (name: string) => kept.some((field) => field.name === name)
  const lines = [
    `From: ${mailboxText(from)}`,
    ...kept.map(({ raw }) => raw),
    `Message-ID: ${messageId}`,
    ...(has('date') ? [] : [`Date: ${mailDate(now)}`]),
    ...(has('mime-version') || !has('content-type') ? [] : ['MIME-Version: 1.0']),
  ]
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
  return { messageId, bytes: Buffer.concat([head, message.body]) }
}

export type Part = { contentType: string; fileName?: string; content: string }

/** The mail with one more part behind what it says. */
export function withPart(message: Message, part: Part): Message {
  const boundary = `=_${randomUUID()}`
  const isContent = ({ name }: Field) => name.startsWith('content-')
  const disposition = part.fileName
    ? [`Content-Disposition: attachment; filename="${part.fileName}"`]
    : []
  const before = [
    `--${boundary}`,
    ...message.fields.filter(isContent).map(({ raw }) => raw),
    '',
    '',
  ]
  const between = [
    ...['', `--${boundary}`, `Content-Type: ${part.contentType}`],
    ...['Content-Transfer-Encoding: base64', ...disposition, ''],
    ...(Buffer.from(part.content)
      .toString('base64')
      .match(/.{1,76}/g) ?? []),
    ...[`--${boundary}--`, ''],
  ]
  const value = `multipart/mixed; boundary="${boundary}"`
  return {
    fields: [
      ...message.fields.filter((field) => !isContent(field)),
      { name: 'content-type', value, raw: `Content-Type: ${value}` },
    ],
    body: Buffer.concat([
      Buffer.from(before.join('\r\n'), 'latin1'),
      message.body,
      Buffer.from(between.join('\r\n'), 'latin1'),
    ]),
  }
}

export function newMessageId(address: string): string {
  return `<${randomUUID()}@${address.slice(address.lastIndexOf('@') + 1)}>`
}

/** RFC 5322, Date and Time Specification. */
function mailDate(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000')
}

function mailboxText({ name, address }: Mailbox): string {
  const plain = name.replace(/\p{Cc}+/gu, ' ').trim()
  if (plain === '') return `<${address}>`
  const quoted = /^[\x20-\x7e]*$/.test(plain)
    ? `"${plain.replace(/["\\]/g, '\\$&')}"`
    : encodedWords(plain)
  return `${quoted} <${address}>`
}

/** RFC 2047: at most 75 characters each, none within a character. */
function encodedWords(text: string): string {
  const words: string[] = []
  let word = ''
  for (const character of text) {
    if (Buffer.byteLength(word + character) > 45) {
      words.push(word)
      word = ''
    }
    word += character
  }
  return [...words, word]
    .map((one) => `=?utf-8?B?${Buffer.from(one).toString('base64')}?=`)
    .join('\r\n ')
}
