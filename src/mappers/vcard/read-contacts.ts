import type { CalendarDate, ClientData, ContactPatch } from '../../store/model.js'
import { type Problem, readComponents } from '../text/component.js'
import { clean, splitEscaped, unescapeText } from '../text/content-line.js'
import { readAddresses } from './address.js'
import {
  all,
  byPreference,
  type Card,
  CardRefused,
  cardOf,
  partsOf,
  textOf,
  typesOf,
  uidOf,
} from './card.js'
import { KEPT_PROPERTIES, KEPT_TEXTS, keptProperties, urlOf } from './kept.js'
import { readName } from './name.js'
import { readNumbers } from './number.js'
import { readPicture } from './picture.js'

export type ContactEntry = { kind: 'contact'; uid: string; patch: ContactPatch; line: number }
export type ContactFile = { entries: ContactEntry[]; problems: Problem[] }

const WANTED = new Set(['VCARD'])

/**
 * The cards of an address file as contacts: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), read
 * leniently. What can't be taken is a problem with its line; nothing throws.
 */
export function readContacts(text: string): ContactFile {
  const { components, problems } = readComponents(text, { wanted: WANTED, wrappers: new Set() })
  const entries: ContactEntry[] = []
  const seen = new Set<string>()
  for (const component of components) {
    const { line } = component
    try {
      const uid = uidOf(component)
      if (seen.has(uid)) throw new CardRefused('it stands twice in the file')
      const patch = readCard(cardOf(component), uid)
      seen.add(uid)
      entries.push({ kind: 'contact', uid, patch, line })
    } catch (error) {
      if (!(error instanceof CardRefused)) throw error
      problems.push({ line, reason: error.message, skipped: true })
    }
  }
  problems.sort((a, b) => a.line - b.line)
  return { entries, problems }
}

/** True if the component is a card that stands for a list of others. */
function isGroup(card: Card): boolean {
  const kind = textOf(card, 'KIND') || textOf(card, 'X-ADDRESSBOOKSERVER-KIND')
  return kind.toLowerCase() === 'group'
}

function readCard(card: Card, uid: string): ContactPatch {
  if (isGroup(card)) throw new CardRefused('it is a list of contacts, which is not taken')
  const numbers = readNumbers(card)
  const { clientData: addressData, ...address } = readAddresses(card)
  const { clientData: nameData, ...name } = readName(card)
  const nameless = [name.firstName, name.lastName, name.company].every((text) => text === '')
  if (nameless && numbers.length === 0) throw new CardRefused('it has neither a name nor a number')
  return {
    ...name,
    ...address,
    uid,
    companySuffix: textOf(card, 'X-TERMINGATE-COMPANY-SUFFIX'),
    homepage: homepageOf(card),
    birthday: readDate(textOf(card, 'BDAY')),
    note: all(card, 'NOTE')
      .map((note) => unescapeText(note.value))
      .join('\n'),
    picture: readPicture(all(card, 'PHOTO').find((photo) => readPicture(photo) !== null)),
    numbers,
    clientData: { ...nameData, ...addressData, ...readKept(card) },
  }
}

function homepageOf(card: Card): string {
  const urls = byPreference(all(card, 'URL'))
  const url = urls.find((one) => typesOf(one).has('WORK')) ?? urls[0]
  return url ? urlOf(url.value) : ''
}

/**
 * RFC 6350, BDAY: `1980-03-22`, `19800322`, with a time, or `--0322` without a year. Apple's year
 * for none is 1604, which is also how a phone gets it (field guide, Contacts).
 */
export function readDate(text: string): CalendarDate | null {
  const [, year, month, day] = /^(\d{4}|--)-?(\d\d)-?(\d\d)(?:[T ].*)?$/i.exec(text.trim()) ?? []
  if (year === undefined) return null
  const date = `${year === '--' ? '1604' : year}-${month}-${day}`
  const ms = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) return null
  return Number(date.slice(0, 4)) >= 1600 ? date : null
}

/** What a contact has no field for: by the phone's element where there is one, else as lines. */
function readKept(card: Card): ClientData {
  const data: ClientData = {}
  for (const { property, tag } of KEPT_TEXTS) {
    const text = textOf(card, property)
    if (text !== '' && !(tag in data)) data[tag] = clean(text)
  }
  const [, department = '', ...rest] = partsOf(all(card, 'ORG')[0]?.value ?? '', ', ')
  const units = [department, ...rest].filter((unit) => unit !== '')
  if (units.length > 0) data['Contacts:Department'] = units.join(', ')
  const anniversary = readDate(textOf(card, 'ANNIVERSARY') || anniversaryOf(card))
  if (anniversary !== null) data['Contacts:Anniversary'] = `${anniversary}T00:00:00.000Z`
  const categories = all(card, 'CATEGORIES')
    .flatMap((line) => splitEscaped(line.value, ','))
    .map((category) => unescapeText(category).trim())
    .filter((category) => category !== '')
  if (categories.length > 0) {
    data['Contacts:Categories'] = { 'Contacts:Category': categories.slice(0, 100) }
  }
  const lines = keptProperties(card, homepageOf(card))
  return lines.length > 0 ? { ...data, [KEPT_PROPERTIES]: lines } : data
}

function anniversaryOf(card: Card): string {
  const names = ['X-ANNIVERSARY', 'X-MS-ANNIVERSARY', 'X-EVOLUTION-ANNIVERSARY']
  return names.map((name) => textOf(card, name)).find((text) => text !== '') ?? ''
}
