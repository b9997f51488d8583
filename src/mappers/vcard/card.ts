import { createHash } from 'node:crypto'
import { type Component, propertyOf } from '../text/component.js'
import { type ContentLine, clean, param, splitEscaped, unescapeText } from '../text/content-line.js'
import { decodeCharset } from '../text/decode-bytes.js'

/** One card: its properties, values decoded, and the labels that Apple gives to groups. */
export type Card = {
  line: number
  properties: ContentLine[]
  /** `item1` to the text of its X-ABLabel. */
  labels: Map<string, string>
}

/** The card can't be taken; the message says why, in words for the user. */
export class CardRefused extends Error {
  override name = 'CardRefused'
}

const MOST_PROPERTIES = 5_000

/** vCard 2.1 writes text in quoted-printable and any charset: from here on it is plain text. */
export function cardOf(component: Component): Card {
  const properties = component.properties.slice(0, MOST_PROPERTIES).map(decoded)
  const labels = new Map<string, string>()
  for (const property of properties) {
    if (property.name === 'X-ABLABEL' && property.group !== '') {
      labels.set(property.group, unescapeText(property.value).replace(/^_\$!<(.*)>!\$_$/, '$1'))
    }
  }
  return { line: component.line, properties, labels }
}

function decoded(property: ContentLine): ContentLine {
  const encoding = param(property, 'ENCODING')?.toUpperCase()
  if (encoding !== 'QUOTED-PRINTABLE') return property
  const bytes = quotedPrintable(property.value)
  const text = decodeCharset(bytes, param(property, 'CHARSET'))
  // Line breaks come as =0D=0A here; the escapes of version 3 are what the readers expect.
  const value = text.replace(/\r\n?|\n/g, '\\n')
  return { ...property, value, raw: `${property.name}:${value}` }
}

/** RFC 2045, Quoted-Printable; a broken escape stands for itself. */
function quotedPrintable(text: string): Uint8Array {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    const hex = text.slice(at + 1, at + 3)
    if (code === 0x3d && /^[0-9a-f]{2}$/i.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else if (code < 0x80) bytes.push(code)
    else bytes.push(...Buffer.from(text.charAt(at)))
  }
  return Uint8Array.from(bytes)
}

/** Upper-case TYPEs of a property, also those in one quoted list, and PREF=1 as `PREF`. */
export function typesOf(property: ContentLine): Set<string> {
  const listed = property.params.get('TYPE') ?? []
  const types = new Set(
    listed.flatMap((text) => text.toUpperCase().split(',')).map((t) => t.trim()),
  )
  const preference = param(property, 'PREF')
  if (preference !== undefined && preference.trim() !== '') types.add('PREF')
  return types
}

/** The preferred one first: by PREF, otherwise in the order of the card. */
export function byPreference(properties: readonly ContentLine[]): ContentLine[] {
  const rank = (property: ContentLine) => {
    const number = Number(param(property, 'PREF') ?? Number.NaN)
    if (number >= 1 && number <= 100) return number
    return typesOf(property).has('PREF') ? 1 : 101
  }
  return [...properties].sort((a, b) => rank(a) - rank(b))
}

export function all(card: Card, name: string): ContentLine[] {
  return card.properties.filter((property) => property.name === name)
}

/** Trimmed text of the first property of a name; '' when there is none. */
export function textOf(card: Card, name: string): string {
  const property = card.properties.find((one) => one.name === name)
  return property ? unescapeText(property.value).trim() : ''
}

/** Components of a structured value, each trimmed; lists within a component joined by a space. */
export function partsOf(value: string, separator = ' '): string[] {
  return splitEscaped(value, ';').map((part) =>
    splitEscaped(part, ',')
      .map((piece) => unescapeText(piece).trim())
      .filter((piece) => piece !== '')
      .join(separator),
  )
}

const VOLATILE = new Set(['REV', 'PRODID', 'VERSION', 'UID'])

/** The card's own UID, or one derived from what it says: the same card, the same UID. */
export function uidOf(component: Component): string {
  const own = clean(propertyOf(component, 'UID')?.value ?? '').trim()
  if (own !== '' && own.length <= 500) return own.replace(/^urn:uuid:/i, '')
  const lines = component.properties
    .filter((property) => own !== '' || !VOLATILE.has(property.name))
    .map((property) => property.raw)
  return `termingate-${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32)}`
}
