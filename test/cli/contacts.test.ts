import { contactData, newOffice, type Office, onlyItem } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'

let gateway: Gateway
let office: Office
let phone: Phone
let old: number

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  old = await office.tenant.insert('contact', {
    first_name: 'Eva',
    last_name: 'Kaufmann',
    city: 'Ulm',
    note: 'alt',
  })
  for (const [kind, value, slot] of [
    ['phone', '+49 211 4711 08', 'business'],
    ['email', 'Eva@Example.test', null],
  ]) {
    const number = { contact_id: old, kind, value, sync_slot: slot, is_default: true }
    await office.tenant.insert('contact_number', number)
  }
  phone = await office.phone()
  await phone.sync('Contacts')
})

const contacts = async (...args: string[]) => {
  const { code, stdout, stderr } = await gateway.cli('contacts', ...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}
const pairs = () => contacts('duplicates', '--tenant', office.tenant.name)
const addEva = () =>
  phone.add(
    'Contacts',
    contactData('KAUFMANN', {
      'Contacts:FirstName': 'Eva',
      'Contacts:CompanyName': 'Kauf GmbH',
      'Contacts:BusinessAddressCity': 'Köln',
      'Contacts:Email1Address': 'eva@example.test',
      'Contacts:MobilePhoneNumber': '0172 55 66 77',
      'Contacts:BusinessPhoneNumber': '0211/999 000 1',
      'Contacts2:NickName': 'Evi',
    }),
  )

test('R-ONO-169 a second contact of the same name and address is offered as a pair, not merged', async () => {
  const serverId = await addEva()
  const added = Number(serverId.split(':')[1])
  expect(await pairs()).toEqual([
    {
      id: expect.any(Number),
      tenantId: office.tenant.id,
      tenant: office.tenant.name,
      contactId: old,
      addedId: added,
      name: 'Eva Kaufmann',
      shared: 'Eva@Example.test',
      foundAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    },
  ])
  expect(await office.count('contact')).toBe(2)
  expect([...phone.items('Contacts').keys()]).toEqual([serverId])
  const { stdout } = await gateway.cli('contacts', 'duplicates')
  expect(stdout).toMatch(/PAIR +TENANT +NAME[\s\S]*Eva Kaufmann +Eva@Example\.test/)
})

test.each([
  ['another name', 'Klein', { 'Contacts:Email1Address': 'eva@example.test' }],
  ['nothing in common', 'Kaufmann', { 'Contacts:Email1Address': 'other@example.test' }],
  ['a short number', 'Kaufmann', { 'Contacts:HomePhoneNumber': '08' }],
])('R-ONO-169 no pair with %s', async (_, lastName, more) => {
  await phone.add('Contacts', contactData(lastName, { 'Contacts:FirstName': 'Eva', ...more }))
  expect(await pairs()).toEqual([])
})

test('R-ONO-169 a number is the same however it is written, also as a fax', async () => {
  await phone.add(
    'Contacts',
    contactData('Kaufmann', {
      'Contacts:FirstName': 'Eva',
      'Contacts:HomeFaxNumber': '0211/471108',
    }),
  )
  expect(await pairs()).toMatchObject([{ shared: '+49 211 4711 08' }])
})

test('R-ONO-169 merged on demand: one contact with all numbers, on the phone, and in the audit', async () => {
  const serverId = await addEva()
  const added = Number(serverId.split(':')[1])
  const visit = await office.appointment()
  await office.tenant.insert('appointment_participant', {
    appointment_id: visit,
    contact_id: added,
  })
  const [pair] = await pairs()
  expect(await contacts('merge', String(pair.id))).toEqual({ contactId: old, addedId: added })

  const rows = await office.tenant.sql(
    `select id, last_name, company, city, note, client_data->>'Contacts2:NickName' as nick
     from contact where tenant_id = $1`,
    [office.tenant.id],
  )
  expect(rows).toEqual([
    { id: old, last_name: 'Kaufmann', company: 'Kauf GmbH', city: 'Ulm', note: 'alt', nick: 'Evi' },
  ])
  const numbers = await office.tenant.sql(
    'select kind, value, sync_slot from contact_number where tenant_id = $1 order by value',
    [office.tenant.id],
  )
  expect(numbers).toEqual([
    { kind: 'phone', value: '+49 211 4711 08', sync_slot: 'business' },
    { kind: 'phone', value: '0172 55 66 77', sync_slot: 'mobile' },
    { kind: 'phone', value: '0211/999 000 1', sync_slot: null },
    { kind: 'email', value: 'Eva@Example.test', sync_slot: 'email1' },
  ])
  const takingPart = await office.tenant.sql(
    'select contact_id from appointment_participant where tenant_id = $1',
    [office.tenant.id],
  )
  expect(takingPart).toEqual([{ contact_id: old }])

  expect(await phone.sync('Contacts')).toMatchObject({
    add: [expect.anything()],
    delete: [serverId],
  })
  expect(onlyItem(phone, 'Contacts')).toBe(`${phone.folderId('Contacts')}:${old}`)
  const audited = await office.tenant.sql(
    "select action, subject, details from audit where tenant_id = $1 and action like 'contacts.%'",
    [office.tenant.id],
  )
  expect(audited).toEqual([
    { action: 'contacts.merge', subject: `contact ${old}`, details: { added } },
  ])
  const again = await gateway.cli('contacts', 'merge', String(pair.id))
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no pair') })
})

test('R-ONO-169 kept apart on demand, and asked no more', async () => {
  await addEva()
  const [pair] = await pairs()
  expect(await contacts('keep', String(pair.id))).toEqual({ kept: pair.id })
  expect(await pairs()).toEqual([])
  expect(await office.count('contact')).toBe(2)
})
