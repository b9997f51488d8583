import { element } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { contactData, newOffice, type Office, onlyItem } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
let contact: number
let serverId: string

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  contact = await office.contact({ last_name: 'Kaufmann', first_name: 'Eva' })
})

const number = (value: string, fields: object = {}) =>
  office.tenant.insert('contact_number', { contact_id: contact, kind: 'phone', value, ...fields })
const numbers = async () => {
  const rows = await office.tenant.sql(
    'select value, sync_slot from contact_number where tenant_id = $1 order by value',
    [office.tenant.id],
  )
  return rows.map(({ value, sync_slot }) => [value, sync_slot])
}
async function synced(version = '16.1'): Promise<void> {
  phone = await office.phone({ version })
  await phone.sync('Contacts')
  serverId = onlyItem(phone, 'Contacts')
}
const shown = (tag: 'HomePhoneNumber' | 'BusinessPhoneNumber' | 'MobilePhoneNumber') =>
  phone.list('Contacts', `Contacts:${tag}`)

test('R-ONO-161 a number changed on the phone is a new one with the slot; the old one stays', async () => {
  await number('0211 1', { sync_slot: 'business' })
  await synced()
  await phone.edit('Contacts', serverId, { 'Contacts:BusinessPhoneNumber': '0211 2' })
  expect(await numbers()).toEqual([
    ['0211 1', null],
    ['0211 2', 'business'],
  ])
  expect((await phone.sync('Contacts')).pages).toBe(0)
  const other = await office.phone()
  await other.sync('Contacts')
  expect(other.list('Contacts', 'Contacts:BusinessPhoneNumber')).toEqual(['0211 2'])
})

test('R-ONO-161 a number changed back gets the slot again, and is no second row', async () => {
  await number('0211 1', { sync_slot: 'business' })
  await synced()
  await phone.edit('Contacts', serverId, { 'Contacts:BusinessPhoneNumber': '0211 2' })
  await phone.edit('Contacts', serverId, { 'Contacts:BusinessPhoneNumber': '0211 1' })
  expect(await numbers()).toEqual([
    ['0211 1', 'business'],
    ['0211 2', null],
  ])
})

test('R-ONO-162 a number emptied on the phone only leaves the sync', async () => {
  await number('0211 1', { sync_slot: 'business' })
  await number('0172 2', { sync_slot: 'mobile' })
  await synced()
  await phone.edit('Contacts', serverId, { 'Contacts:BusinessPhoneNumber': '' })
  expect(await numbers()).toEqual([
    ['0172 2', 'mobile'],
    ['0211 1', null],
  ])
  expect((await phone.sync('Contacts')).pages).toBe(0)
})

test.each(['14.1', '16.1'])(
  'R-ONO-163 after all numbers are emptied the next Sync brings the fallback (%s)',
  async (version) => {
    await number('0211 1', { sync_slot: 'business', is_default: true })
    await number('0172 2', { sync_slot: 'mobile', type: 'mobile' })
    await synced(version)
    const answer = await phone.send('Contacts', {
      commands: [
        {
          kind: 'change',
          serverId,
          data: applicationData(
            element('Contacts:LastName', 'Kaufmann'),
            element('Contacts:FirstName', 'Eva'),
            element('Contacts:BusinessPhoneNumber'),
            element('Contacts:MobilePhoneNumber'),
          ),
        },
      ],
    })
    expect(answer?.commands).toEqual([])
    if (answer) phone.take('Contacts', answer)
    expect(await numbers()).toEqual([
      ['0172 2', null],
      ['0211 1', null],
    ])
    expect((await phone.sync('Contacts')).change).toEqual([serverId])
    expect([shown('HomePhoneNumber'), shown('MobilePhoneNumber')]).toEqual([['0211 1'], ['0172 2']])
    expect((await phone.sync('Contacts')).pages).toBe(0)
  },
)

test('R-ONO-165 a number that came by the fallback and is changed becomes a new one', async () => {
  await number('0211 1', { is_default: true })
  await synced()
  expect(shown('HomePhoneNumber')).toEqual(['0211 1'])
  await phone.edit('Contacts', serverId, { 'Contacts:HomePhoneNumber': '0211 9' })
  expect(await numbers()).toEqual([
    ['0211 1', null],
    ['0211 9', 'home'],
  ])
})

test('R-ONO-169 a contact added on the phone is in this list, with slots and responsible', async () => {
  await synced()
  await phone.add('Contacts', contactData('Neu', { 'Contacts:MobilePhoneNumber': '0172 5' }))
  const [row] = await office.tenant.sql(
    `select c.responsible_id, n.value, n.sync_slot from contact c
     join contact_number n on n.tenant_id = c.tenant_id and n.contact_id = c.id
     join contact_sync s on s.tenant_id = c.tenant_id and s.contact_id = c.id
     where c.tenant_id = $1 and c.last_name = 'Neu' and s.account_id = $2`,
    [office.tenant.id, office.account.id],
  )
  expect(row).toEqual({
    responsible_id: office.account.id,
    value: '0172 5',
    sync_slot: 'mobile',
  })
})

test('R-ONO-166 R-ONO-168 a contact deleted on a phone leaves the lists of that account only', async () => {
  const colleague = await office.tenant.account()
  await office.tenant.insert('contact_sync', { account_id: colleague.id, contact_id: contact })
  await synced()
  const theirs = await office.phone({ user: colleague.login })
  await theirs.sync('Contacts')
  const second = await office.phone()
  await second.sync('Contacts')
  await phone.remove('Contacts', serverId)
  expect((await second.sync('Contacts')).delete).toHaveLength(1)
  expect((await theirs.sync('Contacts')).pages).toBe(0)
  expect(await office.count('contact')).toBe(1)
})

test('R-ONO-150 a flag set and taken away is an Add and a Delete', async () => {
  await synced()
  const id = await office.tenant.insert('contact', { last_name: 'Später' })
  expect((await phone.sync('Contacts')).pages).toBe(0)
  await office.tenant.insert('contact_sync', { account_id: office.account.id, contact_id: id })
  expect((await phone.sync('Contacts')).add).toHaveLength(1)
  await office.tenant.sql('delete from contact_sync where tenant_id = $1 and contact_id = $2', [
    office.tenant.id,
    id,
  ])
  expect((await phone.sync('Contacts')).delete).toHaveLength(1)
})

test('R-ONO-139 Supported: what it lists and a Change leaves out is cleared, the rest stays', async () => {
  await office.tenant.sql("update tenant set rule_set = 'exchange' where id = $1", [
    office.tenant.id,
  ])
  await office.tenant.sql(
    "update contact set company = 'Kauf GmbH', homepage = 'kauf.example' where tenant_id = $1",
    [office.tenant.id],
  )
  phone = await office.phone({ version: '14.1' })
  phone.use('Contacts', { supported: [element('Contacts:CompanyName')] })
  await phone.sync('Contacts')
  serverId = onlyItem(phone, 'Contacts')
  await phone.change('Contacts', serverId, contactData('Kaufmann'))
  const [row] = await office.tenant.sql(
    'select company, homepage from contact where tenant_id = $1',
    [office.tenant.id],
  )
  expect(row).toEqual({ company: '', homepage: 'kauf.example' })
})
