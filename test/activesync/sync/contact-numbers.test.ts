import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import type { Element } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let contact: number
let phone: Phone
let serverId: string

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  contact = await office.contact({ last_name: 'Kaufmann' })
})

type Number = [kind: 'phone' | 'fax' | 'email', value: string, slot?: string | null, type?: string]
/** The first of each kind is the default one. */
async function numbers(...rows: Number[]): Promise<void> {
  const kinds = new Set<string>()
  for (const [kind, value, slot = null, type = ''] of rows) {
    await office.tenant.insert('contact_number', {
      ...{ contact_id: contact, kind, value, sync_slot: slot, type, is_default: !kinds.has(kind) },
    })
    kinds.add(kind)
  }
}
const slots = async () => {
  const rows = await office.tenant.sql(
    'select value, sync_slot from contact_number where tenant_id = $1 order by id',
    [office.tenant.id],
  )
  return Object.fromEntries(rows.map(({ value, sync_slot }) => [value, sync_slot]))
}
const set = (value: string, slot: string | null) =>
  office.tenant.sql(
    'update contact_number set sync_slot = $3 where tenant_id = $1 and value = $2',
    [office.tenant.id, value, slot],
  )
async function synced(version = '16.1'): Promise<Record<string, string | null>> {
  phone = await office.phone({ version })
  await phone.sync('Contacts')
  serverId = onlyItem(phone, 'Contacts')
  return shown()
}
/** What stands where on the phone. */
function shown(): Record<string, string | null> {
  const item = phone.items('Contacts').get(serverId) as Element
  const places = item.children.filter(({ tag }) => /Number|Phone|Email/.test(tag))
  return Object.fromEntries(places.map(({ tag, text }) => [tag.split(':')[1], text]))
}

const PLACES: Record<string, [kind: Number[0], slot: string][]> = {
  'R-ONO-136 ten telephones': [
    ['phone', 'home'],
    ['phone', 'home2'],
    ['phone', 'business'],
    ['phone', 'business2'],
    ['phone', 'mobile'],
    ['phone', 'car'],
    ['phone', 'radio'],
    ['phone', 'pager'],
    ['phone', 'assistant'],
    ['phone', 'company'],
  ],
  'R-ONO-137 two faxes': [
    ['fax', 'home-fax'],
    ['fax', 'business-fax'],
  ],
  'R-ONO-138 three e-mails': [
    ['email', 'email1'],
    ['email', 'email2'],
    ['email', 'email3'],
  ],
}
const ELEMENTS: Record<string, string> = {
  home: 'HomePhoneNumber',
  home2: 'Home2PhoneNumber',
  business: 'BusinessPhoneNumber',
  business2: 'Business2PhoneNumber',
  mobile: 'MobilePhoneNumber',
  car: 'CarPhoneNumber',
  radio: 'RadioPhoneNumber',
  pager: 'PagerNumber',
  assistant: 'AssistantPhoneNumber',
  company: 'CompanyMainPhone',
  'home-fax': 'HomeFaxNumber',
  'business-fax': 'BusinessFaxNumber',
  email1: 'Email1Address',
  email2: 'Email2Address',
  email3: 'Email3Address',
}

describe.each(PROTOCOL_VERSIONS)('version %s', (version) => {
  test.each(Object.entries(PLACES))(
    '%s have their places, and more stay at home',
    async (_, all) => {
      const rows = all.map(([kind, slot]): Number => [kind, `at ${slot}`, slot])
      const [[kind] = ['phone' as const]] = all
      await numbers(...rows, [kind, 'one more'], [kind, 'and another'])
      const expected = all.map(([, slot]) => [ELEMENTS[slot] ?? slot, `at ${slot}`])
      expect(await synced(version)).toEqual(Object.fromEntries(expected))
      await phone.edit('Contacts', serverId, { 'Contacts:LastName': 'Klein' })
      const kept = rows.map(([, value, slot]) => [value, slot])
      expect(await slots()).toEqual({
        ...Object.fromEntries(kept),
        'one more': null,
        'and another': null,
      })
    },
  )
})

test('R-ONO-151 each number may have a place: with it, it is there; without, it is not', async () => {
  await numbers(['phone', '1', 'business'], ['phone', '2'], ['fax', '3', 'home-fax'], ['fax', '4'])
  expect(await synced()).toEqual({ BusinessPhoneNumber: '1', HomeFaxNumber: '3' })
  await set('2', 'car')
  await set('1', null)
  expect((await phone.sync('Contacts')).change).toEqual([serverId])
  expect(shown()).toEqual({ CarPhoneNumber: '2', HomeFaxNumber: '3' })
})

test('R-ONO-152 a number that takes a place takes it from who had it, also on the phone', async () => {
  await numbers(['phone', '1', 'mobile'], ['phone', '2'])
  await synced()
  await set('2', 'mobile')
  expect(await slots()).toEqual({ 1: null, 2: 'mobile' })
  expect((await phone.sync('Contacts')).change).toEqual([serverId])
  expect(shown()).toEqual({ MobilePhoneNumber: '2' })
})

test('R-ONO-153 a fax may be the mobile phone: the type is nobody’s business', async () => {
  await numbers(['phone', '1', 'mobile', 'fax/office'])
  expect(await synced()).toEqual({ MobilePhoneNumber: '1' })
  await phone.edit('Contacts', serverId, { 'Contacts:MobilePhoneNumber': '2' })
  const rows = await office.tenant.sql(
    "select type from contact_number where tenant_id = $1 and value = '1'",
    [office.tenant.id],
  )
  expect(rows).toEqual([{ type: 'fax/office' }])
})

const entered: Number[] = [
  ['phone', 'tel 1'],
  ['phone', 'tel 2'],
  ['phone', 'mob', null, 'Mobil'],
  ['fax', 'fax 1'],
  ['fax', 'fax 2'],
  ['email', 'a@example.test'],
  ['email', 'b@example.test'],
]
const prefill = (way: string) =>
  office.tenant.sql('select prefill_contact_slots($1, $2, $3) as given', [
    ...[office.tenant.id, contact, way],
  ])

test('R-ONO-154 a contact entered by hand: telephone, fax, mobile and e-mail, no second fax', async () => {
  await numbers(...entered)
  expect(await prefill('manual')).toEqual([{ given: 4 }])
  expect(await synced()).toEqual({
    HomePhoneNumber: 'tel 1',
    MobilePhoneNumber: 'mob',
    HomeFaxNumber: 'fax 1',
    Email1Address: 'a@example.test',
  })
})

test('R-ONO-155 an assisted entry gives the second telephone and e-mail a place too', async () => {
  await numbers(...entered)
  expect(await prefill('assisted')).toEqual([{ given: 6 }])
  expect(await synced()).toEqual({
    HomePhoneNumber: 'tel 1',
    Home2PhoneNumber: 'tel 2',
    MobilePhoneNumber: 'mob',
    HomeFaxNumber: 'fax 1',
    Email1Address: 'a@example.test',
    Email2Address: 'b@example.test',
  })
})

test('R-ONO-154 prefilling takes no place away, changes none that was chosen, and reaches phones', async () => {
  await numbers(
    ['phone', '1'],
    ['phone', '2', 'home'],
    ['fax', '3', 'business-fax'],
    ['email', '4'],
  )
  await synced()
  expect(await prefill('manual')).toEqual([{ given: 1 }])
  expect(await slots()).toEqual({ 1: null, 2: 'home', 3: 'business-fax', 4: 'email1' })
  expect(await prefill('manual')).toEqual([{ given: 0 }])
  await expect(prefill('somehow')).rejects.toMatchObject({ code: '22023' })
})

test('R-ONO-156 with no place given: the default number, and the first mobile one', async () => {
  await numbers(
    ['phone', '1'],
    ['phone', '2'],
    ['phone', '3', null, 'mobile'],
    ['phone', '4', null, 'mobile'],
  )
  expect(await synced()).toEqual({ HomePhoneNumber: '1', MobilePhoneNumber: '3' })
})

test('R-ONO-157 the fallback goes by kind: telephones with places, e-mails without', async () => {
  await numbers(['phone', '1'], ['phone', '2', 'car'], ['fax', '3'], ['email', '4'], ['email', '5'])
  expect(await synced()).toEqual({
    CarPhoneNumber: '2',
    HomeFaxNumber: '3',
    Email1Address: '4',
  })
})

test('R-ONO-158 a default number that is the mobile one stands there once, and no place is written', async () => {
  await numbers(['phone', '1', null, 'Handy'], ['phone', '2'])
  expect(await synced()).toEqual({ MobilePhoneNumber: '1' })
  await phone.edit('Contacts', serverId, { 'Contacts:LastName': 'Klein' })
  expect(await slots()).toEqual({ 1: null, 2: null })
})

test('R-ONO-159 one place given turns the fallback off, also for the default number', async () => {
  await numbers(['phone', '1'], ['phone', '2', null, 'mobile'], ['phone', '3'])
  await synced()
  await set('3', 'pager')
  await phone.sync('Contacts')
  expect(shown()).toEqual({ PagerNumber: '3' })
})

test('R-ONO-164 only the application deletes a number: no phone does, with nothing it writes', async () => {
  await numbers(['phone', '1', 'home'], ['fax', '2', 'home-fax'], ['email', '3', 'email1'])
  await synced()
  await phone.edit('Contacts', serverId, {
    'Contacts:HomePhoneNumber': '',
    'Contacts:HomeFaxNumber': '22',
    'Contacts:Email1Address': '',
  })
  await phone.remove('Contacts', serverId)
  expect(await slots()).toEqual({ 1: null, 2: null, 3: null, 22: 'home-fax' })

  const second = await office.contact({ last_name: 'Bleibt' })
  contact = second
  await numbers(['phone', '5', 'home'])
  await phone.sync('Contacts')
  serverId = onlyItem(phone, 'Contacts')
  await office.tenant.sql("delete from contact_number where tenant_id = $1 and value = '5'", [
    office.tenant.id,
  ])
  expect((await phone.sync('Contacts')).change).toEqual([serverId])
  expect(shown()).toEqual({})
})
