import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import { MappingError } from '../mapping-error.js'
import { clean } from './codecs.js'
import { htmlToText, textToHtml } from './html-text.js'
import type { BodyPreference, MapperContext } from './mapper.js'

const BODY = 'AirSyncBase:Body'
const PLAIN = 1
const HTML = 2

type Delivery = { type: number; data: string; size: number; truncated: boolean }

/**
 * MS-ASAIRS, Body and NativeBodyType. Nothing for an empty text: clients break on an empty Body.
 * @param text lines divided by LF
 */
export function writeBody(text: string, context: MapperContext): Element[] {
  if (text === '') return []
  return [
    bodyElement(deliver(text, context.bodyPreferences)),
    element('AirSyncBase:NativeBodyType', 1),
  ]
}

/** Body of an exception whose text was cleared: an empty one says that nothing is inherited. */
export function clearedBody(): Element {
  return element(BODY, [element('AirSyncBase:Type', PLAIN), element('AirSyncBase:Data', '')])
}

/**
 * New text of an uploaded body (LF), or undefined when it says nothing new: it is absent, or an echo
 * of what was sent, or the beginning of a text that was sent truncated (field-guide, "Calendar,
 * general": some phones upload what they were given and would destroy the rest).
 * @param sent the whole text that the client's item stands for, with what the mapper added to it
 */
export function readBody(data: Element, sent: string, context: MapperContext): string | undefined {
  const body = childOf(data, BODY)
  if (!body) return undefined
  const received = plainText(body)
  const given = deliver(sent, context.bodyPreferences)
  if (textOf(body, 'AirSyncBase:Data') === given.data && given.data !== '') return undefined
  const shown = normalised(given.type === HTML ? htmlToText(given.data) : given.data)
  const text = normalised(received)
  const alike = typeOf(body) === HTML ? unspaced : normalised
  if ([shown, sent].some((known) => alike(text) === alike(known))) return undefined
  const cut = given.truncated || textOf(body, 'AirSyncBase:Truncated') === '1'
  const whole = given.truncated ? shown : normalised(sent)
  if (cut && text !== '' && whole.startsWith(text)) return undefined
  if (textOf(body, 'AirSyncBase:Truncated') === '1' && text === '') return undefined
  return received
}

function plainText(body: Element): string {
  const type = typeOf(body)
  const data = clean(textOf(body, 'AirSyncBase:Data') ?? '')
  if (type === HTML) return clean(htmlToText(data)).replace(/\r\n?/g, '\n')
  if (type !== PLAIN) throw new MappingError(`${BODY}/AirSyncBase:Type`, `no body of type ${type}`)
  return data.replace(/\r\n?/g, '\n')
}

function typeOf(body: Element): number {
  return Number(textOf(body, 'AirSyncBase:Type') ?? PLAIN)
}

/** HTML says nothing of how many blanks or empty lines there were. */
function unspaced(text: string): string {
  const lines = normalised(text).split('\n')
  return lines
    .map((line) => line.replace(/[ \t\u00a0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
}

/** Texts that differ in line ends, trailing blanks or trailing lines only are the same. */
function normalised(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd()
}

function deliver(text: string, preferences: readonly BodyPreference[]): Delivery {
  const preference = chosen(preferences)
  const type = preference?.type === HTML ? HTML : PLAIN
  const whole = clean(text).replace(/\r\n?|\n/g, '\r\n')
  const data = type === HTML ? textToHtml(whole) : whole
  const size = Buffer.byteLength(data)
  const limit = preference?.truncationSize
  if (limit === undefined || size <= limit) return { type, data, size, truncated: false }
  if (preference?.allOrNone) return { type, data: '', size, truncated: true }
  const cut = cutBytes(data, limit)
  return { type, data: type === HTML ? cut.replace(/[<&][^>;]*$/, '') : cut, size, truncated: true }
}

/** Plain text, as it is stored, if the client takes it at all; else HTML if it asks for that. */
function chosen(preferences: readonly BodyPreference[]): BodyPreference | undefined {
  return (
    preferences.find((preference) => preference.type === PLAIN) ??
    preferences.find((preference) => preference.type === HTML) ??
    preferences[0]
  )
}

/** At most `limit` bytes of UTF-8, no character and no line end torn. */
export function cutBytes(text: string, limit: number): string {
  const bytes = Buffer.from(text)
  let end = Math.min(limit, bytes.length)
  while (end > 0 && end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1
  if (end > 0 && end < bytes.length && bytes[end - 1] === 0x0d) end -= 1
  return bytes.subarray(0, end).toString('utf8')
}

/** MS-ASAIRS, Body: Type, EstimatedDataSize, Truncated, Data in this order. */
function bodyElement({ type, data, size, truncated }: Delivery): Element {
  return element(BODY, [
    element('AirSyncBase:Type', type),
    element('AirSyncBase:EstimatedDataSize', size),
    truncated ? element('AirSyncBase:Truncated', 1) : null,
    data === '' ? null : element('AirSyncBase:Data', data),
  ])
}
