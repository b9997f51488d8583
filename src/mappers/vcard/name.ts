import type { ClientData, Contact } from '../../store/model.js'
import { escapeText, splitEscaped, unescapeText } from '../text/content-line.js'
import { all, type Card, partsOf, textOf } from './card.js'

/** Prefixes of a name that are a form of address and not a title (R-ONO-131 sends the title only). */
const SALUTATIONS = new Set([
  'herr',
  'herrn',
  'frau',
  'fräulein',
  'familie',
  'eheleute',
  'firma',
  'mr',
  'mrs',
  'ms',
  'miss',
  'mx',
  'sir',
  'madam',
  'm',
  'mme',
  'mlle',
  'monsieur',
  'madame',
])

export type Name = Pick<Contact, 'salutation' | 'title' | 'firstName' | 'lastName' | 'company'> & {
  clientData: ClientData
}

/** RFC 6350, N, FN and ORG. A card with FN alone has its name taken apart at the last space. */
export function readName(card: Card): Name {
  const line = all(card, 'N').find(({ value }) => /[^;,\s]/.test(value))
  const company = partsOf(all(card, 'ORG')[0]?.value ?? '', ', ')[0] ?? ''
  if (!line) return { ...nameOfText(textOf(card, 'FN'), company), company, clientData: {} }
  const [lastName = '', firstName = '', middle = '', , suffix = ''] = partsOf(line.value)
  const prefixes = splitEscaped(splitEscaped(line.value, ';')[3] ?? '', ',')
  const clientData: ClientData = {}
  if (middle !== '') clientData['Contacts:MiddleName'] = middle
  if (suffix !== '') clientData['Contacts:Suffix'] = suffix
  return { ...prefixesOf(card, prefixes), firstName, lastName, company, clientData }
}

function prefixesOf(card: Card, escaped: readonly string[]): Pick<Contact, 'salutation' | 'title'> {
  const own = all(card, 'X-TERMINGATE-SALUTATION')[0]
  const prefixes = escaped
    .map((prefix) => unescapeText(prefix).trim())
    .filter((text) => text !== '')
  if (own) {
    // Our own export says which of its prefixes is the salutation.
    const salutation = unescapeText(own.value).trim()
    const [first, ...others] = prefixes
    return { salutation, title: (first === salutation ? others : prefixes).join(' ') }
  }
  const words = prefixes.flatMap((prefix) => prefix.split(/\s+/))
  const salutations = words.filter(isSalutation)
  return {
    salutation: salutations.join(' '),
    title: words.filter((word) => !isSalutation(word)).join(' '),
  }
}

function isSalutation(word: string): boolean {
  return SALUTATIONS.has(word.replace(/\.$/, '').toLowerCase())
}

type PlainName = Pick<Contact, 'salutation' | 'title' | 'firstName' | 'lastName'>

function nameOfText(text: string, company: string): PlainName {
  const nobody = { salutation: '', title: '', firstName: '', lastName: '' }
  if (text === '' || text === company) return nobody
  const space = text.lastIndexOf(' ')
  return {
    ...nobody,
    firstName: text.slice(0, Math.max(space, 0)).trim(),
    lastName: text.slice(space + 1),
  }
}

export function writeName(contact: Contact): string[] {
  const { salutation, title, firstName, lastName, company, clientData } = contact
  const middle = textIn(clientData, 'Contacts:MiddleName')
  const suffix = textIn(clientData, 'Contacts:Suffix')
  const prefixes = [salutation, title]
    .filter((text) => text !== '')
    .map(escapeText)
    .join(',')
  const parts = [lastName, firstName, middle].map(escapeText)
  const shown = [title, firstName, middle, lastName, suffix].filter((text) => text !== '').join(' ')
  const units = textIn(clientData, 'Contacts:Department')
  return [
    `FN:${escapeText(shown || company || firstNumber(contact))}`,
    `N:${[...parts, prefixes, escapeText(suffix)].join(';')}`,
    `X-TERMINGATE-SALUTATION:${escapeText(salutation)}`,
    ...(company === '' && units === ''
      ? []
      : [`ORG:${escapeText(company)}${units === '' ? '' : `;${escapeText(units)}`}`]),
  ]
}

/** A card must have a name to be shown (RFC 6350, FN). */
function firstNumber(contact: Contact): string {
  return contact.numbers[0]?.value ?? '-'
}

export function textIn(data: ClientData, key: string): string {
  const value = data[key]
  return typeof value === 'string' ? value : ''
}
