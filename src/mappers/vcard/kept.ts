import type { ClientData } from '../../store/model.js'
import { clean, unescapeText } from '../text/content-line.js'
import type { Card } from './card.js'

/** Properties that become a phone's element (MS-ASCNTC, MS-ASWBXML Contacts2), the first counts. */
export const KEPT_TEXTS = [
  { property: 'TITLE', tag: 'Contacts:JobTitle' },
  { property: 'NICKNAME', tag: 'Contacts2:NickName' },
  { property: 'X-SPOUSE', tag: 'Contacts:Spouse' },
  { property: 'X-EVOLUTION-SPOUSE', tag: 'Contacts:Spouse' },
  { property: 'X-MS-SPOUSE', tag: 'Contacts:Spouse' },
  { property: 'X-MANAGER', tag: 'Contacts2:ManagerName' },
  { property: 'X-MS-MANAGER', tag: 'Contacts2:ManagerName' },
  { property: 'X-EVOLUTION-MANAGER', tag: 'Contacts2:ManagerName' },
  { property: 'X-ASSISTANT', tag: 'Contacts:AssistantName' },
  { property: 'X-MS-ASSISTANT', tag: 'Contacts:AssistantName' },
  { property: 'X-EVOLUTION-ASSISTANT', tag: 'Contacts:AssistantName' },
  { property: 'X-MS-IMADDRESS', tag: 'Contacts2:IMAddress' },
] as const

/** Key of client data: the other properties, as unfolded lines. */
export const KEPT_PROPERTIES = 'VCard:Properties'

const MODELLED: ReadonlySet<string> = new Set([
  ...KEPT_TEXTS.map(({ property }) => property),
  'VERSION',
  'UID',
  'REV',
  'PRODID',
  'N',
  'FN',
  'ORG',
  'ADR',
  'LABEL',
  'TEL',
  'EMAIL',
  'BDAY',
  'NOTE',
  'PHOTO',
  'CATEGORIES',
  'ANNIVERSARY',
  'X-ANNIVERSARY',
  'X-MS-ANNIVERSARY',
  'X-EVOLUTION-ANNIVERSARY',
  'X-ABLABEL',
  'X-ABADR',
  'X-TERMINGATE-SALUTATION',
  'X-TERMINGATE-COMPANY-SUFFIX',
  'X-TERMINGATE-TITLE',
  'LOGO',
  'SOUND',
  'KEY',
  'AGENT',
])
const MOST_KEPT = 60
const LONGEST_KEPT = 2_000

/** Lines with no field of ours, bounded; of several URLs those that are not the homepage. */
export function keptProperties(card: Card, homepage: string): string[] {
  return card.properties
    .filter(({ name }) => !MODELLED.has(name))
    .filter(({ name, value }) => name !== 'URL' || urlOf(value) !== homepage)
    .map(({ group, raw }) => clean(group === '' ? raw : raw.slice(group.length + 1)))
    .filter((raw) => raw.length <= LONGEST_KEPT && !/^[^:]*ENCODING=/i.test(raw))
    .map((raw) => raw.replace(/\n/g, ' '))
    .slice(0, MOST_KEPT)
}

export function urlOf(value: string): string {
  return unescapeText(value).trim().slice(0, 2_000)
}

export function keptLines(data: ClientData): string[] {
  const value = data[KEPT_PROPERTIES]
  if (!Array.isArray(value)) return []
  return value.filter((line): line is string => typeof line === 'string').slice(0, MOST_KEPT)
}
