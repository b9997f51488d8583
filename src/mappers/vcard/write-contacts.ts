import type { ClientData, Contact } from '../../store/model.js'
import { clean, escapeParam, escapeText, foldLine } from '../text/content-line.js'
import { writeAddresses } from './address.js'
import { KEPT_TEXTS, keptLines } from './kept.js'
import { textIn, writeName } from './name.js'
import { type Numbers, wireTypes } from './number.js'
import { writePicture } from './picture.js'

/**
 * Contacts as one text of vCards 4.0 (RFC 6350): CRLF, folded. What `readContacts` reads from it is
 * what was written, but for ids, who is responsible, and client data that no property can say.
 */
export function writeContacts(contacts: readonly Contact[]): string {
  return contacts.flatMap(writeCard).map(foldLine).join('')
}

function writeCard(contact: Contact): string[] {
  const { companySuffix, homepage, birthday, note, clientData } = contact
  return [
    'BEGIN:VCARD',
    'VERSION:4.0',
    `UID:${oneLine(contact.uid)}`,
    `REV:${contact.updatedAt.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`,
    ...writeName(contact),
    ...(companySuffix === '' ? [] : [`X-TERMINGATE-COMPANY-SUFFIX:${escapeText(companySuffix)}`]),
    ...writeAddresses(contact),
    ...writeNumbers(contact.numbers),
    ...(homepage === '' ? [] : [`URL;PREF=1:${oneLine(homepage)}`]),
    ...(birthday === null ? [] : [`BDAY:${writeDate(birthday)}`]),
    ...(note === '' ? [] : [`NOTE:${escapeText(note)}`]),
    ...writePicture(contact.picture),
    ...writeTexts(clientData),
    ...keptLines(clientData).map(oneLine),
    'END:VCARD',
  ]
}

function oneLine(text: string): string {
  return clean(text).replace(/\n/g, ' ')
}

function writeDate(date: string): string {
  return date.startsWith('1604-') ? `--${date.slice(5).replace('-', '')}` : date.replace(/-/g, '')
}

function writeNumbers(numbers: Numbers): string[] {
  return numbers.map((number) => {
    const types = wireTypes(number)
    const params = [
      number.kind === 'email' ? 'EMAIL' : 'TEL',
      ...(types.length === 0 ? [] : [`TYPE=${types.join(',')}`]),
      ...(number.isDefault ? ['PREF=1'] : []),
      `X-TERMINGATE-TYPE=${escapeParam(number.type)}`,
      `X-TERMINGATE-SLOT=${number.slot ?? 'none'}`,
    ]
    return `${params.join(';')}:${escapeText(number.value)}`
  })
}

function writeTexts(data: ClientData): string[] {
  const written = new Set<string>()
  const texts = KEPT_TEXTS.flatMap(({ property, tag }) => {
    const text = textIn(data, tag)
    if (text === '' || written.has(tag)) return []
    written.add(tag)
    return [`${property}:${escapeText(text)}`]
  })
  const anniversary = textIn(data, 'Contacts:Anniversary').slice(0, 10)
  const categories = categoriesIn(data)
  return [
    ...texts,
    ...(/^\d{4}-\d\d-\d\d$/.test(anniversary) ? [`ANNIVERSARY:${writeDate(anniversary)}`] : []),
    ...(categories.length === 0 ? [] : [`CATEGORIES:${categories.map(escapeText).join(',')}`]),
  ]
}

function categoriesIn(data: ClientData): string[] {
  const value = data['Contacts:Categories']
  if (typeof value !== 'object' || value === null) return []
  const list = (value as Record<string, unknown>)['Contacts:Category']
  return (Array.isArray(list) ? list : [list]).filter(
    (one): one is string => typeof one === 'string',
  )
}
