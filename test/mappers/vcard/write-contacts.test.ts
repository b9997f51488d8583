import fc from 'fast-check'
import { readContacts } from '../../../src/mappers/vcard/read-contacts.js'
import { writeContacts } from '../../../src/mappers/vcard/write-contacts.js'
import {
  type Contact,
  type ContactNumber,
  type NumberKind,
  SYNC_SLOTS,
} from '../../../src/store/model.js'

const STAMP = new Date('2026-01-02T03:04:05Z')
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

const CONTACT: Contact = {
  id: 3,
  uid: 'one',
  salutation: 'Frau',
  title: 'Dr.',
  firstName: 'Ursula',
  lastName: 'Meisenkaiser',
  company: 'Immobilien & Co; KG',
  companySuffix: 'Zweigstelle',
  street: 'Markt 1',
  postalCode: '52062',
  city: 'Aachen',
  country: 'Deutschland',
  homepage: 'https://example.com/a,b;c',
  birthday: '1980-03-22',
  note: 'eins\nzwei',
  picture: PNG,
  numbers: [
    { id: 1, kind: 'phone', type: 'office', value: '+49 241 1', isDefault: true, slot: 'business' },
    { id: 2, kind: 'fax', type: 'Büro, hinten', value: '+49 241 2', isDefault: true, slot: null },
  ],
  responsibleId: null,
  createdAt: STAMP,
  updatedAt: STAMP,
  clientData: { 'Contacts:JobTitle': 'Notarin', 'Contacts:HomeAddressCity': 'Stolberg' },
}

test('a contact is written as a card of version 4.0', () => {
  const text = writeContacts([CONTACT])
  expect(text.replace(/\r\n /g, '').split('\r\n')).toEqual([
    'BEGIN:VCARD',
    'VERSION:4.0',
    'UID:one',
    'REV:20260102T030405Z',
    'FN:Dr. Ursula Meisenkaiser',
    'N:Meisenkaiser;Ursula;;Frau,Dr.;',
    'X-TERMINGATE-SALUTATION:Frau',
    'ORG:Immobilien & Co\\; KG',
    'X-TERMINGATE-COMPANY-SUFFIX:Zweigstelle',
    'ADR;TYPE=work:;;Markt 1;Aachen;;52062;Deutschland',
    'ADR;TYPE=home:;;;Stolberg;;;',
    'TEL;TYPE=work;PREF=1;X-TERMINGATE-TYPE=office;X-TERMINGATE-SLOT=business:+49 241 1',
    'TEL;TYPE=fax;PREF=1;X-TERMINGATE-TYPE="Büro, hinten";X-TERMINGATE-SLOT=none:+49 241 2',
    'URL;PREF=1:https://example.com/a,b;c',
    'BDAY:19800322',
    'NOTE:eins\\nzwei',
    'PHOTO:data:image/png;base64,iVBORw0KGgoBAgM=',
    'TITLE:Notarin',
    'END:VCARD',
    '',
  ])
})

test('text from outside can neither end a line nor a card', () => {
  const hostile = 'x\r\nEND:VCARD\r\nBEGIN:VCARD\nFN:evil'
  const contact = {
    ...CONTACT,
    lastName: hostile,
    homepage: hostile,
    uid: hostile,
    clientData: { 'VCard:Properties': [`X-A:${hostile}`] },
  }
  expect(readContacts(writeContacts([contact])).entries).toHaveLength(1)
})

const text = fc
  .string({ unit: 'grapheme', maxLength: 30 })
  .map((it) => it.replace(/[\p{Cc}\p{Noncharacter_Code_Point}]/gu, '').trim())
const word = fc.string({
  unit: fc.constantFrom(...'abcäß,;:"\\^n'.split('')),
  minLength: 1,
  maxLength: 12,
})
const numbers = fc
  .record({
    kinds: fc.array(fc.constantFrom<NumberKind>('phone', 'fax', 'email'), { maxLength: 8 }),
    types: fc.array(word, { minLength: 8, maxLength: 8 }),
    slots: fc.array(fc.nat(20), { minLength: 8, maxLength: 8 }),
  })
  .map(({ kinds, types, slots }) => {
    const taken = new Set<string>()
    const made = kinds.map((kind, index): ContactNumber => {
      const wanted = SYNC_SLOTS[kind][slots[index] ?? 0] ?? null
      const slot = wanted !== null && !taken.has(wanted) ? wanted : null
      if (slot !== null) taken.add(slot)
      const type = types[index] ?? ''
      return { id: index, kind, type, value: `+${index}`, isDefault: false, slot }
    })
    // telephones and faxes before e-mail, as a card lists them
    const sorted = [
      ...made.filter((one) => one.kind !== 'email'),
      ...made.filter((one) => one.kind === 'email'),
    ]
    for (const kind of ['phone', 'fax', 'email']) {
      const last = sorted.filter((one) => one.kind === kind).at(-1)
      if (last) last.isDefault = true
    }
    return sorted
  })

const contact = fc
  .record({
    uid: fc.uuid(),
    salutation: fc.constantFrom('', 'Frau', 'Herr', 'Eheleute Dr.'),
    title: fc.constantFrom('', 'Dr.', 'Prof. Dr.', 'Mr. President'),
    firstName: text,
    lastName: word,
    company: word,
    companySuffix: text,
    city: text,
    postalCode: text,
    country: text,
    street: fc.constantFrom('', 'Markt 1', 'Markt 1\nHinterhaus'),
    homepage: fc.constantFrom('', 'https://example.com/?a=b;c,d'),
    birthday: fc.constantFrom(null, '1604-02-29', '1980-03-22'),
    note: fc.array(text, { maxLength: 3 }).map((lines) => lines.join('\n')),
    picture: fc.constantFrom(null, PNG),
    numbers,
    clientData: fc.constantFrom(
      {},
      CONTACT.clientData,
      { 'Contacts:MiddleName': 'Q.', 'Contacts:Suffix': 'jr', 'Contacts:Department': 'A, B' },
      {
        'Contacts:BusinessAddressState': 'NRW',
        'Contacts:Anniversary': '2011-01-13T00:00:00.000Z',
        'Contacts:Categories': { 'Contacts:Category': ['a, b', 'c'] },
        'VCard:Properties': ['ROLE:x', 'IMPP;TYPE=home:xmpp:a@b'],
      },
    ),
  })
  .map((it): Contact => {
    const place = it.street + it.city + it.postalCode + it.country
    // without an address of work the one at home is the contact's address
    const clientData = place === '' ? {} : it.clientData
    return { ...CONTACT, ...it, clientData }
  })

test('what is written reads back equal', () => {
  fc.assert(
    fc.property(contact, (item) => {
      const { entries, problems } = readContacts(writeContacts([item]))
      const { id, responsibleId, createdAt, updatedAt, ...expected } = item
      expect(problems).toEqual([])
      expect(entries.map((entry) => entry.patch)).toEqual([
        { ...expected, numbers: item.numbers.map(({ id: _, ...number }) => number) },
      ])
    }),
    { numRuns: 400 },
  )
})
