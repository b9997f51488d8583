import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { decodeBytes } from '../../../src/mappers/text/decode-bytes.js'
import { readContacts, readDate } from '../../../src/mappers/vcard/read-contacts.js'
import type { ContactPatch } from '../../../src/store/model.js'

function read(file: string) {
  return readContacts(decodeBytes(readFileSync(resolve(__dirname, '../../fixtures/import', file))))
}

/** Kind, type, value, slot, with a star for the default. */
function numbersOf(patch: ContactPatch | undefined): string[] | undefined {
  return patch?.numbers?.map(
    (one) => `${one.kind} ${one.type} ${one.value} ${one.slot}${one.isDefault ? ' *' : ''}`,
  )
}

function card(...lines: string[]) {
  const text = ['BEGIN:VCARD', 'VERSION:3.0', 'FN:A B', ...lines, 'END:VCARD'].join('\r\n')
  return readContacts(text).entries[0]?.patch
}

test('a card of version 2.1 is read in its charset, with soft breaks and a folded picture', () => {
  const { entries, problems } = read('outlook.vcf')
  expect(problems).toEqual([])
  const patch = entries[0]?.patch
  expect(patch).toMatchObject({
    salutation: 'Herr',
    title: 'Dr.',
    firstName: 'Jörg',
    lastName: 'Müller',
    company: 'Immobilien GmbH',
    street: 'Marktplatz 1\nHinterhaus',
    postalCode: '52062',
    city: 'Aachen',
    country: 'Deutschland',
    note: 'Zeile 1\nZeile 2; mit Semikolon\nZeile 3',
    birthday: null, // 1970 had no 29 February
    clientData: {
      'Contacts:JobTitle': 'Geschäftsführer',
      'Contacts:Department': 'Vertrieb',
      'Contacts:BusinessAddressState': 'NRW',
      'Contacts:HomeAddressStreet': 'Nebenweg 2',
      'Contacts:HomeAddressCity': 'Stolberg',
      'Contacts:HomeAddressPostalCode': '52222',
      'Contacts:HomeAddressCountry': 'Deutschland',
    },
  })
  expect(patch?.picture?.length).toBe(106)
  expect(numbersOf(patch)).toEqual([
    'phone office +49 241 4700 business',
    'phone office +49 241 4701 business2',
    'phone office +49 241 4702 null',
    'phone mobile +49 171 5550 mobile *',
    'fax office +49 241 4799 business-fax *',
    'email email joerg@example.com email1 *',
  ])
})

test('an Apple file: labels of groups, no year, a picture elsewhere, companies, groups, cut off', () => {
  const { entries, problems } = read('apple.vcf')
  const [ursula, plumber] = entries.map((entry) => entry.patch)
  expect(ursula).toMatchObject({
    uid: 'A1B2C3',
    salutation: 'Frau',
    title: '',
    homepage: 'http://example.com/ursula',
    birthday: '1604-03-14',
    picture: null,
    street: 'Lindenstr. 5\nHof',
  })
  expect(numbersOf(ursula)).toEqual([
    'phone mobile 0171 1 mobile',
    'phone assistant 0241 2 assistant',
    'phone Ferienhaus 0241 3 home *',
    'email private ursula@example.com email1 *',
  ])
  expect(plumber).toMatchObject({ firstName: '', lastName: '', company: 'Sanitär Kohl KG' })
  expect(problems).toEqual([
    { line: 29, reason: 'it is a list of contacts, which is not taken', skipped: true },
    { line: 36, reason: 'it has neither a name nor a number', skipped: true },
    { line: 40, reason: 'it is not closed: the file seems to be cut off', skipped: true },
  ])
})

test('a card of version 4.0 has its preferences, URIs and picture', () => {
  const patch = read('version4.vcf').entries[0]?.patch
  expect(patch).toMatchObject({
    uid: '4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
    title: 'Dr.',
    firstName: 'J.',
    lastName: 'Doe',
    company: 'Viagenie, Inc.',
    street: 'Suite D2-630\n2875 Laurier',
    birthday: '1604-02-03',
    homepage: 'http://nomis80.example',
    note: 'Back\\slash, comma; semicolon\nnew line',
    clientData: {
      'Contacts:MiddleName': 'Q. Public',
      'Contacts:Suffix': 'ing. jr M.Sc.',
      'Contacts:Anniversary': '2009-08-08T00:00:00.000Z',
      'VCard:Properties': ['GENDER:M'],
    },
  })
  expect(patch?.picture?.slice(1, 4)).toEqual(new Uint8Array([0x50, 0x4e, 0x47]))
  expect(numbersOf(patch)).toEqual([
    'phone office +1-418-656-9254;ext=102 business',
    'phone mobile +1-418-262-6501 mobile *',
    'email office simon@example.com email1 *',
  ])
})

test('R-ONO-155 numbers without a type get the slots of an assisted entry, a second fax none', () => {
  const patch = card(
    'TEL:1',
    'TEL:2',
    'TEL:3',
    'TEL;TYPE=CELL:4',
    'TEL;TYPE=FAX:5',
    'TEL;TYPE=FAX:6',
    'EMAIL:a@b',
    'EMAIL:c@d',
  )
  expect(numbersOf(patch)).toEqual([
    'phone phone 1 home *',
    'phone phone 2 home2',
    'phone phone 3 null',
    'phone mobile 4 mobile',
    'fax fax 5 home-fax *',
    'fax fax 6 null',
    'email email a@b email1 *',
    'email email c@d email2',
  ])
})

test('R-ONO-136 R-ONO-137 R-ONO-138 no slot is given twice, the rest stays without', () => {
  const lines = ['HOME', 'WORK', 'CELL', 'PAGER', 'CAR', 'MAIN', 'HOME,FAX', 'WORK,FAX'].flatMap(
    (type) => [1, 2, 3, 4].map((number) => `TEL;TYPE=${type}:${type}${number}`),
  )
  const mails = [1, 2, 3, 4, 5].map((number) => `EMAIL:${number}@example.com`)
  const numbers = card(...lines, ...mails)?.numbers ?? []
  const slots = numbers.map((one) => one.slot).filter((slot) => slot !== null)
  expect(numbers).toHaveLength(8 * 4 + 5)
  expect(new Set(slots).size).toBe(slots.length)
  expect([...slots].sort()).toEqual([
    'business',
    'business-fax',
    'business2',
    'car',
    'company',
    'email1',
    'email2',
    'email3',
    'home',
    'home-fax',
    'home2',
    'mobile',
    'pager',
  ])
})

test.each([
  ['1980-03-22', '1980-03-22'],
  ['19800322', '1980-03-22'],
  ['1980-03-22T00:00:00Z', '1980-03-22'],
  ['--0322', '1604-03-22'],
  ['--03-22', '1604-03-22'],
  ['--0229', '1604-02-29'],
  ['19800231', null],
  ['1980', null],
  ['0000-00-00', null],
  ['circa 1800', null],
])('R-ONO-130 the birthday %s is %s', (text, date) => {
  expect(readDate(text)).toBe(date)
})

test('a card without a UID gets the same one again', () => {
  const text = 'BEGIN:VCARD\nVERSION:3.0\nFN:A\nTEL:1\nREV:20260101T000000Z\nEND:VCARD\n'
  const [uid] = readContacts(text).entries.map((entry) => entry.uid)
  expect(uid).toMatch(/^termingate-[0-9a-f]{32}$/)
  expect(readContacts(text.replace('20260101', '20260202')).entries[0]?.uid).toBe(uid)
  expect(readContacts(text + text).problems).toEqual([
    { line: 7, reason: 'it stands twice in the file', skipped: true },
  ])
})

test('a picture is taken by its first bytes, never fetched, never another kind', () => {
  const photo = (value: string) => card(value)?.picture
  expect(photo('PHOTO;VALUE=uri:https://example.com/a.png')).toBeNull()
  expect(photo('PHOTO;ENCODING=b;TYPE=PNG:R0lGODlhAQABAAAAACw=')).toBeNull()
  expect(photo('PHOTO;ENCODING=b:!!!')).toBeNull()
  expect(photo('PHOTO;ENCODING=b:/9j/4A==')).toEqual(new Uint8Array([0xff, 0xd8, 0xff, 0xe0]))
})

test('whatever the text, reading ends and slots stay unique', () => {
  const line = fc.oneof(
    fc.constantFrom(
      'BEGIN:VCARD',
      'END:VCARD',
      'FN:x',
      'N:;;;',
      'TEL;CELL:1',
      'TEL;TYPE="home,fax":2',
      'NOTE;ENCODING=QUOTED-PRINTABLE:=C3=',
      '=B6=',
      'PHOTO;ENCODING=b:AAAA',
      ' AAAA',
      'AAAA=',
      'item1.TEL:3',
      'item1.X-ABLabel:CarPhone',
      'ADR;HOME:;;;;;;',
      'BDAY:--0101',
      'N;CHARSET=nonsense;ENCODING=QUOTED-PRINTABLE:=FF;',
      'TEL;X-TERMINGATE-SLOT=business:9',
      'EMAIL;PREF=-1:a@b',
      'AGENT:BEGIN:VCARD',
    ),
    fc.string({ maxLength: 20 }),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (lines) => {
      for (const { patch } of readContacts(lines.join('\n')).entries) {
        const slots = (patch.numbers ?? []).map((one) => one.slot).filter((slot) => slot !== null)
        expect(new Set(slots).size).toBe(slots.length)
      }
    }),
    { numRuns: 300 },
  )
})
