import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { birthdayOf } from '../../../src/mappers/activesync/contact-birthday.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import type { MapperContext, ReadContext } from '../../../src/mappers/activesync/mapper.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import type { Contact, ContactNumber, ContactPatch } from '../../../src/store/model.js'
import { exchange } from '../../../src/store/rule-set.js'
import { contact, context, data, find, reading, tags, texts } from './samples.js'

type Texts = Partial<Record<Tag, string>>
type Within = Partial<ReadContext<'contact'>>

const write = (item: Contact, within: Partial<MapperContext> = {}) =>
  itemMappers.contact.write(item, context(within))
const read = (item: Contact | null, values: Texts, within: Within = {}): ContactPatch =>
  itemMappers.contact.read(texts(values), reading<'contact'>(item, within))
const changed = (item: Contact, values: Texts, within: Within = {}): Contact => {
  const { slots, numbers, ...fields } = read(item, values, within)
  return { ...item, ...fields }
}
const number = (changes: Partial<ContactNumber>): ContactNumber => ({
  id: 1,
  kind: 'phone',
  type: 'office',
  value: '+49 30 1',
  isDefault: false,
  slot: null,
  ...changes,
})

describe('fields', () => {
  test('R-ONO-130 R-ONO-131 R-ONO-132 names, company, title and the business address', () => {
    const item = write(contact({ street: 'Seestraße 5\nHinterhaus' }))
    expect(find(item, 'Contacts:FirstName')).toBe('Anna')
    expect(find(item, 'Contacts:LastName')).toBe('Müller')
    expect(find(item, 'Contacts:CompanyName')).toBe('Müller GmbH')
    expect(find(item, 'Contacts:Title')).toBe('Dr.')
    expect(find(item, 'Contacts:WebPage')).toBe('https://example.test/')
    expect(find(item, 'Contacts:BusinessAddressStreet')).toBe('Seestraße 5\r\nHinterhaus')
    expect(find(item, 'Contacts:BusinessAddressPostalCode')).toBe('50667')
    expect(find(item, 'Contacts:BusinessAddressCity')).toBe('Köln')
    expect(find(item, 'Contacts:BusinessAddressCountry')).toBe('Deutschland')
    expect(JSON.stringify(item)).not.toMatch(/Frau|Immobilien|HomeAddress/)
  })

  test('R-ONO-160 the same fields are written back, the salutation stays', () => {
    const item = changed(contact(), {
      'Contacts:Title': 'Prof.',
      'Contacts:BusinessAddressCity': 'Bonn',
    })
    expect(item).toEqual(contact({ title: 'Prof.', city: 'Bonn' }))
  })

  test('FileAs is made from the name, or is the client’s while the name stays', () => {
    expect(find(write(contact()), 'Contacts:FileAs')).toBe('Müller, Anna')
    expect(find(write(contact({ firstName: '', lastName: '' })), 'Contacts:FileAs')).toBe(
      'Müller GmbH',
    )
    const item = changed(contact(), { 'Contacts:FileAs': 'Oma' })
    expect(find(write(item), 'Contacts:FileAs')).toBe('Oma')
    expect(find(write({ ...item, lastName: 'Meier' }), 'Contacts:FileAs')).toBe('Meier, Anna')
  })

  test('R-ONO-169 a new contact is the user’s', () => {
    expect(read(null, { 'Contacts:LastName': 'Neu' })).toMatchObject({
      lastName: 'Neu',
      responsibleId: 7,
      firstName: '',
    })
  })

  test('R-ONO-63 what the application has no field for comes back, also after other edits', () => {
    const children = element('Contacts:Children', [
      element('Contacts:Child', 'Kim'),
      element('Contacts:Child', 'Lu'),
    ])
    const node = data(
      children,
      element('Contacts:Anniversary', '2010-06-05T00:00:00.000Z'),
      element('Contacts2:NickName', 'Anni'),
      element('Contacts:HomeAddressCity', 'Bonn'),
      element('Contacts:WeightedRank', '3'),
    )
    const patch = itemMappers.contact.read(node, reading<'contact'>(contact()))
    const item = changed(
      { ...contact(), clientData: patch.clientData ?? {} },
      { 'Contacts:Title': '' },
    )
    const sent = write(item)
    expect(sent.children.find((child) => child.tag === 'Contacts:Children')).toEqual(children)
    expect(find(sent, 'Contacts:Anniversary')).toBe('2010-06-05T00:00:00.000Z')
    expect(find(sent, 'Contacts2:NickName')).toBe('Anni')
    expect(find(sent, 'Contacts:HomeAddressCity')).toBe('Bonn')
    expect(find(sent, 'Contacts:WeightedRank')).toBe('3')
    expect(tags(write(item, { version: '12.1' }))).not.toContain('Contacts:WeightedRank')
    expect(
      find(write(changed(item, { 'Contacts2:NickName': '' })), 'Contacts2:NickName'),
    ).toBeUndefined()
  })

  test('R-ONO-139 with Supported, listed and absent is cleared, unlisted is kept', () => {
    const within = { supported: new Set(['Contacts:WebPage', 'Contacts2:NickName']) }
    const item = contact({
      clientData: { 'Contacts2:NickName': 'A', 'Contacts:JobTitle': 'Chefin' },
    })
    const next = changed(item, { 'Contacts:Title': 'x' }, within)
    expect(next).toMatchObject({ homepage: '', company: 'Müller GmbH' })
    expect(next.clientData).toEqual({ 'Contacts:JobTitle': 'Chefin' })
  })

  test('R-ONO-64 an absent Body keeps the note, whatever the rules', () => {
    expect(changed(contact({ note: 'x' }), {}, { rules: exchange }).note).toBe('x')
  })
})

describe('numbers', () => {
  const phones = (...numbers: Partial<ContactNumber>[]) =>
    write(contact({ numbers: numbers.map(number) }))

  test('R-ONO-136 R-ONO-137 R-ONO-138 R-ONO-153 each slot has its element, whatever the type', () => {
    const slots = [
      'home',
      'home2',
      'business',
      'business2',
      'mobile',
      'car',
      'radio',
      'pager',
      'assistant',
      'company',
    ] as const
    const item = phones(
      ...slots.map((slot) => ({ slot, value: slot, type: 'fax' })),
      { kind: 'fax', slot: 'home-fax', value: 'hf' },
      { kind: 'fax', slot: 'business-fax', value: 'bf' },
      ...([1, 2, 3] as const).map((at) => ({
        kind: 'email' as const,
        slot: `email${at}` as const,
        value: `m${at}@example.test`,
      })),
    )
    const expected: Texts = {
      'Contacts:HomePhoneNumber': 'home',
      'Contacts:Home2PhoneNumber': 'home2',
      'Contacts:BusinessPhoneNumber': 'business',
      'Contacts:Business2PhoneNumber': 'business2',
      'Contacts:MobilePhoneNumber': 'mobile',
      'Contacts:CarPhoneNumber': 'car',
      'Contacts:RadioPhoneNumber': 'radio',
      'Contacts:PagerNumber': 'pager',
      'Contacts:AssistantPhoneNumber': 'assistant',
      'Contacts2:CompanyMainPhone': 'company',
      'Contacts:HomeFaxNumber': 'hf',
      'Contacts:BusinessFaxNumber': 'bf',
      'Contacts:Email1Address': 'm1@example.test',
      'Contacts:Email2Address': 'm2@example.test',
      'Contacts:Email3Address': 'm3@example.test',
    }
    for (const [tag, text] of Object.entries(expected)) expect(find(item, tag as Tag)).toBe(text)
  })

  test('R-ONO-156 R-ONO-158 without a slot: the default number, and the first mobile one', () => {
    const item = phones(
      { value: '1' },
      { value: '2', isDefault: true },
      { value: '3', type: 'mobile' },
      { value: '4', type: 'mobile' },
    )
    expect(find(item, 'Contacts:HomePhoneNumber')).toBe('2')
    expect(find(item, 'Contacts:MobilePhoneNumber')).toBe('3')
    expect(tags(item)).not.toContain('Contacts:BusinessPhoneNumber')
  })

  test('R-ONO-158 a default number that is a mobile one stands there once', () => {
    const item = phones(
      { value: '1', type: 'mobile' },
      { value: '2', type: 'mobile', isDefault: true },
    )
    expect(find(item, 'Contacts:MobilePhoneNumber')).toBe('2')
    expect(tags(item)).not.toContain('Contacts:HomePhoneNumber')
  })

  test('R-ONO-157 the fallback goes by kind', () => {
    const item = phones(
      { slot: 'car', value: '1' },
      { kind: 'email', value: 'a@example.test' },
      { kind: 'fax', value: '9' },
    )
    expect(find(item, 'Contacts:CarPhoneNumber')).toBe('1')
    expect(find(item, 'Contacts:Email1Address')).toBe('a@example.test')
    expect(find(item, 'Contacts:HomeFaxNumber')).toBe('9')
    expect(tags(item)).not.toContain('Contacts:HomePhoneNumber')
  })

  test('R-ONO-159 one slot turns the fallback off', () => {
    const item = phones({ value: '1', isDefault: true }, { value: '2', slot: 'business' })
    expect(find(item, 'Contacts:BusinessPhoneNumber')).toBe('2')
    expect(tags(item)).not.toContain('Contacts:HomePhoneNumber')
  })

  const item = contact({
    numbers: [
      number({ slot: 'business', value: '1' }),
      number({ kind: 'email', value: 'a@example.test' }),
    ],
  })

  test('R-ONO-161 a changed number is the slot’s new value, an equal one no change', () => {
    expect(read(item, { 'Contacts:BusinessPhoneNumber': '2' }).slots).toEqual({ business: '2' })
    expect(read(item, { 'Contacts:BusinessPhoneNumber': '1' }).slots).toBeUndefined()
    expect(read(item, { 'Contacts:MobilePhoneNumber': '5' }).slots).toEqual({ mobile: '5' })
  })

  test('R-ONO-162 an emptied number leaves its slot; one that is not there is nothing', () => {
    expect(
      read(item, { 'Contacts:BusinessPhoneNumber': '', 'Contacts:CarPhoneNumber': '' }).slots,
    ).toEqual({ business: null })
  })

  test('R-ONO-165 an edited number of the fallback takes its slot; an echo of it takes none', () => {
    expect(read(item, { 'Contacts:Email1Address': 'b@example.test' }).slots).toEqual({
      email1: 'b@example.test',
    })
    expect(read(item, { 'Contacts:Email1Address': 'a@example.test' }).slots).toBeUndefined()
  })

  test('a mail address comes with a name around it', () => {
    expect(
      read(item, { 'Contacts:Email1Address': '"Anna" <a@example.test>' }).slots,
    ).toBeUndefined()
    expect(read(item, { 'Contacts:Email2Address': 'Ann <c@example.test>' }).slots).toEqual({
      email2: 'c@example.test',
    })
  })

  test('R-ONO-64 an absent number is taken out only where absence clears', () => {
    expect(read(item, {}).slots).toBeUndefined()
    expect(read(item, {}, { rules: exchange }).slots).toEqual({ business: null, email1: null })
  })
})

describe('birthday', () => {
  const day = contact({ birthday: '1980-02-29' })
  const quirks = (birthdayHour: number) => ({ birthdayHour, ignoreEmptyPicture: false })

  test.each([
    [0, '00'],
    [8, '08'],
    [11, '11'],
  ])('R-ONO-130 at hour %i', (hour, text) => {
    expect(find(write(day, { quirks: quirks(hour) }), 'Contacts:Birthday')).toBe(
      `1980-02-29T${text}:00:00.000Z`,
    )
  })

  test.each([
    ['midnight UTC', '1980-02-29T00:00:00.000Z', 'Europe/Berlin'],
    ['local midnight east of Greenwich', '1980-02-28T23:00:00.000Z', 'Europe/Berlin'],
    ['local midnight of today’s summer time', '1980-02-28T22:00:00.000Z', 'Europe/Berlin'],
    ['local midnight west of Greenwich', '1980-02-29T05:00:00.000Z', 'America/New_York'],
    ['noon UTC', '1980-02-29T12:00:00.000Z', 'Europe/Berlin'],
    ['08:00 UTC', '1980-02-29T08:00:00.000Z', 'Europe/Berlin'],
    ['11:00 UTC', '1980-02-29T11:00:00.000Z', 'Europe/Berlin'],
  ])('R-ONO-130 %s does not shift the day', (_, text, zone) => {
    for (const current of [null, '1980-02-29']) {
      expect(birthdayOf(Date.parse(text), { zone, current, hour: 0 })).toBe('1980-02-29')
    }
  })

  /** Local midnight of a day in a zone, found with Intl: what iOS sends. */
  function localMidnight(day: string, zone: string): number {
    const format = new Intl.DateTimeFormat('sv-SE', {
      ...{ timeZone: zone, dateStyle: 'short', timeStyle: 'medium' },
    })
    let instant = Date.parse(`${day}T00:00:00Z`)
    for (let step = 0; step < 3; step++) {
      const wall = Date.parse(`${format.format(instant).replace(' ', 'T')}Z`)
      instant += Date.parse(`${day}T00:00:00Z`) - wall
    }
    return instant
  }

  test('R-ONO-130 in no zone a day is shifted: midnight UTC, local midnight, or the client’s hour', () => {
    const zones = Intl.supportedValuesOf('timeZone')
    expect(zones.length).toBeGreaterThan(300)
    // Plain days, a leap day, and days on which clocks are put forward or back somewhere.
    for (const day of ['1980-02-29', '1971-07-01', '2026-03-29', '2026-10-25', '2026-04-05']) {
      const utc = Date.parse(`${day}T00:00:00Z`)
      for (const zone of zones) {
        const told = (instant: number, hour = 0) =>
          birthdayOf(instant, { zone, current: null, hour })
        const all = [told(utc), told(localMidnight(day, zone))]
        for (const hour of [8, 11, 12]) all.push(told(utc + hour * 3_600_000, hour))
        expect([zone, ...all]).toEqual([zone, day, day, day, day, day])
      }
    }
  })

  test('an empty one clears', () => {
    expect(changed(day, { 'Contacts:Birthday': '' }).birthday).toBeNull()
    expect(() => changed(day, { 'Contacts:Birthday': '29.2.' })).toThrow(MappingError)
  })
})

describe('picture', () => {
  const small = new Uint8Array(36 * 1024).fill(7)
  const large = new Uint8Array(36 * 1024 + 1).fill(7)
  const withPicture = (picture: Uint8Array | null) => contact({ picture })
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

  test('48 KB of base64 are sent, more are not', () => {
    expect(find(write(withPicture(small)), 'Contacts:Picture')).toHaveLength(49_152)
    expect(tags(write(withPicture(large)))).not.toContain('Contacts:Picture')
  })

  test('more than 48 KB of base64 are Status 6, and so is anything else', () => {
    expect(() => read(null, { 'Contacts:Picture': base64(large) })).toThrow(MappingError)
    expect(() => read(null, { 'Contacts:Picture': '!!' })).toThrow(MappingError)
  })

  test('an echo is no change, another picture is one', () => {
    expect(read(withPicture(small), { 'Contacts:Picture': base64(small) })).not.toHaveProperty(
      'picture',
    )
    const other = new Uint8Array([1, 2, 3])
    expect(read(withPicture(small), { 'Contacts:Picture': base64(other) }).picture).toEqual(other)
  })

  test('an empty one clears, but not from clients that send it with every edit', () => {
    const quirks = { birthdayHour: 0, ignoreEmptyPicture: true }
    expect(read(withPicture(small), { 'Contacts:Picture': '' }).picture).toBeNull()
    expect(read(withPicture(small), { 'Contacts:Picture': '' }, { quirks })).not.toHaveProperty(
      'picture',
    )
  })

  test('a picture too large to be sent is never cleared', () => {
    expect(read(withPicture(large), { 'Contacts:Picture': '' })).not.toHaveProperty('picture')
    expect(read(withPicture(large), {}, { rules: exchange })).not.toHaveProperty('picture')
  })

  test('image bytes instead of base64 are taken', () => {
    const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2])
    const node: Element = data(element('Contacts:Picture', jpeg))
    expect(itemMappers.contact.read(node, reading<'contact'>(null)).picture).toEqual(jpeg)
  })
})
