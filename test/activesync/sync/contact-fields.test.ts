import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone, withTexts } from '../../support/phone.js'
import type { Row } from '../../support/tenant.js'
import { contactData, newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

/** What the protocol has no element for, under the application's own names. */
const DETAILS = {
  postalCodePostbox: '40001',
  postbox: 'Postfach 10 20 30',
  lastContact: '2026-10-01',
  letterSalutation: 'Sehr geehrte Frau Dr. Kaufmann',
  enteredOn: '2019-05-06',
  preferredContact: 'Telefon',
  language: 'ENG',
  fax2: '0211 999',
}
const FIELDS = {
  salutation: 'Frau',
  title: 'Dr.',
  first_name: 'Eva',
  last_name: 'Kaufmann',
  company: 'Kauf GmbH',
  company_suffix: 'Niederlassung West',
  street: 'Seestraße 5\nHinterhaus',
  postal_code: '40210',
  city: 'Düsseldorf',
  country: 'Deutschland',
  homepage: 'https://kauf.example/',
  birthday: '1980-02-29',
  note: 'Ruft gern abends an',
}
const PICTURE = Buffer.from('ffd8ffe000104a464946', 'hex')
const LOGO = Buffer.from('89504e470d0a1a0a0000', 'hex')

const storedContact = async (): Promise<Row> => {
  const [row] = await office.tenant.sql('select * from contact where tenant_id = $1', [
    office.tenant.id,
  ])
  const { updated_at, client_data, ...rest } = row ?? {}
  return rest
}
const rules = (settings: object, name = 'business') =>
  office.tenant.sql('update tenant set rule_set = $2, rule_settings = $3::jsonb where id = $1', [
    ...[office.tenant.id, name, JSON.stringify(settings)],
  ])
async function phoneWith(version: string): Promise<{ phone: Phone; id: string; item: Element }> {
  const phone = await office.phone({ version })
  await phone.sync('Contacts')
  const id = onlyItem(phone, 'Contacts')
  return { phone, id, item: itemOn(phone, id) }
}
const itemOn = (phone: Phone, id: string) => phone.items('Contacts').get(id) as Element
const textsOf = (item: Element) =>
  Object.fromEntries(item.children.map(({ tag, text }) => [tag.split(':')[1], text]))

/** Everything a client can write, each with a text of its own. */
const EVERYTHING: Partial<Record<Tag, string>> = {
  'Contacts:FileAs': 'Neu, Alles',
  'Contacts:FirstName': 'Alles',
  'Contacts:MiddleName': 'M',
  'Contacts:LastName': 'Neu',
  'Contacts:Suffix': 'jr.',
  'Contacts:Title': 'Prof.',
  'Contacts:CompanyName': 'Neu AG',
  'Contacts:Department': 'Vertrieb',
  'Contacts:JobTitle': 'Leiterin',
  'Contacts:OfficeLocation': '3. OG',
  'Contacts:WebPage': 'https://neu.example/',
  'Contacts:Birthday': '1990-01-01T00:00:00.000Z',
  'Contacts:BusinessAddressStreet': 'Neue Straße 1',
  'Contacts:BusinessAddressPostalCode': '50667',
  'Contacts:BusinessAddressCity': 'Köln',
  'Contacts:BusinessAddressState': 'NRW',
  'Contacts:BusinessAddressCountry': 'Belgien',
  'Contacts:HomeAddressStreet': 'Postfach 7',
  'Contacts:HomeAddressCity': 'Bonn',
  'Contacts:OtherAddressStreet': 'Postfach 8',
  'Contacts:BusinessFaxNumber': '0221 8',
  'Contacts:HomeFaxNumber': '0221 9',
  'Contacts:HomePhoneNumber': '0221 1',
  'Contacts:Email1Address': 'neu@example.test',
  'Contacts2:NickName': 'Allerlei',
  'Contacts:Picture': PICTURE.toString('base64'),
}

test.each(PROTOCOL_VERSIONS)(
  'R-ONO-130 R-ONO-131 R-ONO-132 in %s names, title only, and the address as the business one',
  async (version) => {
    await office.contact(FIELDS)
    const { item } = await phoneWith(version)
    const { Body, NativeBodyType, FileAs, ...texts } = textsOf(item)
    expect(texts).toEqual({
      FirstName: 'Eva',
      LastName: 'Kaufmann',
      Title: 'Dr.',
      CompanyName: 'Kauf GmbH',
      BusinessAddressStreet: 'Seestraße 5\r\nHinterhaus',
      BusinessAddressPostalCode: '40210',
      BusinessAddressCity: 'Düsseldorf',
      BusinessAddressCountry: 'Deutschland',
      WebPage: 'https://kauf.example/',
      Birthday: '1980-02-29T00:00:00.000Z',
    })
    expect(FileAs).toBe('Kaufmann, Eva')
  },
)

const unsent: [string, string[]][] = [
  ['R-ONO-133 a post-office box', ['40001', 'Postfach 10 20 30']],
  [
    'R-ONO-134 company suffix, last contact, letter salutation, entry date, preferred contact, language',
    ['Niederlassung West', '2026-10-01', 'Sehr geehrte', '2019-05-06', 'Telefon', 'ENG'],
  ],
  ['R-ONO-140 Telefax2', ['0211 999']],
]
test.each(unsent)(
  '%s does not go out, and nothing a client writes changes it',
  async (_, words) => {
    await office.contact({ ...FIELDS, details: JSON.stringify(DETAILS), logo: LOGO })
    for (const version of PROTOCOL_VERSIONS) {
      const { phone, id, item } = await phoneWith(version)
      for (const word of words) expect(JSON.stringify(item)).not.toContain(word)
      await phone.change('Contacts', id, contactData('Neu', EVERYTHING))
      expect(await storedContact()).toMatchObject({
        details: DETAILS,
        company_suffix: 'Niederlassung West',
        salutation: 'Frau',
        last_name: 'Neu',
        city: 'Köln',
      })
      await phone.change('Contacts', id, contactData('Kaufmann'))
      expect((await storedContact()).details).toEqual(DETAILS)
    }
  },
)

test('R-ONO-135 the customer logo stays at home, unless the tenant’s rules show it', async () => {
  await office.contact({ ...FIELDS, logo: LOGO })
  expect(textsOf((await phoneWith('16.1')).item)).not.toHaveProperty('Picture')
  await rules({ logoAsPicture: true })
  const { phone, id, item } = await phoneWith('16.1')
  expect(textsOf(item).Picture).toBe(LOGO.toString('base64'))
  await phone.edit('Contacts', id, { 'Contacts:LastName': 'Kaufmann-Klein' })
  expect(await storedContact()).toMatchObject({ picture: null, logo: LOGO })
  await phone.edit('Contacts', id, { 'Contacts:Picture': PICTURE.toString('base64') })
  expect(await storedContact()).toMatchObject({ picture: PICTURE, logo: LOGO })
})

test('R-ONO-135 a new logo reaches the phones by itself', async () => {
  await rules({ logoAsPicture: true })
  await office.contact({ ...FIELDS, logo: LOGO })
  const { phone, id } = await phoneWith('14.1')
  await office.tenant.sql('update contact set logo = $2 where tenant_id = $1', [
    ...[office.tenant.id, PICTURE],
  ])
  expect((await phone.sync('Contacts')).change).toEqual([id])
  expect(textsOf(itemOn(phone, id)).Picture).toBe(PICTURE.toString('base64'))
})

test.each(['business', 'exchange'])(
  'R-ONO-141 elements that the edition does not have are neither sent nor taken (%s)',
  async (name) => {
    await rules({ contactElements: ['FirstName', 'LastName', 'HomePhoneNumber', 'Body'] }, name)
    const id = await office.contact(FIELDS)
    const number = { contact_id: id, kind: 'phone', value: '0211 1' }
    await office.tenant.insert('contact_number', { ...number, sync_slot: 'home' })
    await office.tenant.insert('contact_number', {
      ...number,
      value: '0172 1',
      sync_slot: 'mobile',
    })
    const { phone, id: serverId, item } = await phoneWith('14.1')
    const { Body, ...texts } = textsOf(item)
    expect(texts).toEqual({ FirstName: 'Eva', LastName: 'Kaufmann', HomePhoneNumber: '0211 1' })
    const before = await storedContact()
    await phone.change('Contacts', serverId, contactData('Neu', EVERYTHING))
    expect(await storedContact()).toEqual({ ...before, last_name: 'Neu', first_name: 'Alles' })
    const slots = await office.tenant.sql(
      'select value, sync_slot from contact_number where tenant_id = $1 order by value',
      [office.tenant.id],
    )
    expect(slots).toEqual([
      { value: '0172 1', sync_slot: 'mobile' },
      { value: '0211 1', sync_slot: null },
      { value: '0221 1', sync_slot: 'home' },
    ])
    expect((await phone.sync('Contacts')).pages).toBe(0)
  },
)

test('R-ONO-141 without a list everything is on', async () => {
  await rules({ contactElements: null })
  await office.contact(FIELDS)
  const { item } = await phoneWith('16.1')
  expect(textsOf(item)).toMatchObject({ Title: 'Dr.', Birthday: '1980-02-29T00:00:00.000Z' })
})

test.each(PROTOCOL_VERSIONS)(
  'R-ONO-160 in %s the same fields are written back; the salutation stays',
  async (version) => {
    await office.contact(FIELDS)
    const { phone, id, item } = await phoneWith(version)
    const data = withTexts(item, {
      'Contacts:Title': 'Prof.',
      'Contacts:FirstName': 'Ada',
      'Contacts:LastName': 'Klein',
      'Contacts:CompanyName': 'Klein KG',
      'Contacts:BusinessAddressStreet': 'Weg 1\r\nLinks',
      'Contacts:BusinessAddressPostalCode': '53111',
      'Contacts:BusinessAddressCity': 'Bonn',
      'Contacts:BusinessAddressCountry': 'Österreich',
      'Contacts:WebPage': 'https://klein.example/',
      'Contacts:Birthday': '1979-12-31T00:00:00.000Z',
    })
    await phone.change('Contacts', id, data)
    expect(await storedContact()).toMatchObject({
      salutation: 'Frau',
      company_suffix: 'Niederlassung West',
      title: 'Prof.',
      first_name: 'Ada',
      last_name: 'Klein',
      company: 'Klein KG',
      street: 'Weg 1\nLinks',
      postal_code: '53111',
      city: 'Bonn',
      country: 'Österreich',
      homepage: 'https://klein.example/',
      birthday: '1979-12-31',
      note: 'Ruft gern abends an',
    })
    expect((await phone.sync('Contacts')).pages).toBe(0)
  },
)

test.each(PROTOCOL_VERSIONS)(
  'R-ONO-63 in %s what only the protocol knows is kept and handed back, once and to all',
  async (version) => {
    await office.contact(FIELDS)
    const { phone, id } = await phoneWith(version)
    const categories = element('Contacts:Categories', [
      element('Contacts:Category', 'Freunde'),
      element('Contacts:Category', 'Makler'),
    ])
    const children = element('Contacts:Children', [element('Contacts:Child', 'Kim')])
    await phone.change(
      'Contacts',
      id,
      applicationData(...itemOn(phone, id).children, categories, children, ...onlyProtocol()),
    )
    expect((await phone.sync('Contacts')).pages).toBe(0)
    await office.tenant.sql("update contact set city = 'Ulm' where tenant_id = $1", [
      office.tenant.id,
    ])
    expect((await phone.sync('Contacts')).change).toEqual([id])
    for (const item of [itemOn(phone, id), (await phoneWith('16.1')).item]) {
      expect(item.children).toEqual(
        expect.arrayContaining([categories, children, ...onlyProtocol()]),
      )
    }
  },
)

function onlyProtocol(): Element[] {
  return [
    element('Contacts:MiddleName', 'Maria'),
    element('Contacts:Department', 'Vertrieb'),
    element('Contacts:HomeAddressStreet', 'Heimweg 3'),
    element('Contacts:Spouse', 'Kurt'),
    element('Contacts:Anniversary', '2001-05-05T00:00:00.000Z'),
    element('Contacts2:NickName', 'Evi'),
    element('Contacts2:IMAddress3', 'evi@chat.example'),
    element('Contacts2:GovernmentId', '12-34'),
  ]
}
