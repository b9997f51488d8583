import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { newOffice, type Office } from './support.js'

const ALL = 0
const INCOMPLETE = 8

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  await office.task({ title: 'Offen' })
  await office.task({ title: 'Fertig', status: 'done', percent_complete: 100 })
  await office.task({ title: 'Abgesagt', status: 'cancelled' })
})

async function shown(filterType: number): Promise<string[]> {
  const phone = await office.phone()
  phone.use('Tasks', { filterType })
  await phone.sync('Tasks')
  return phone.list('Tasks', 'Tasks:Subject')
}

test('R-ONO-80 business: with FilterType 0 and 8 the same tasks, those not done', async () => {
  expect(await shown(ALL)).toEqual(['Offen'])
  expect(await shown(INCOMPLETE)).toEqual(['Offen'])
})

describe('exchange', () => {
  beforeEach(() =>
    office.tenant.sql("update tenant set rule_set = 'exchange' where id = $1", [office.tenant.id]),
  )

  test('FilterType 0 has the completed tasks as well, 8 has not', async () => {
    expect(await shown(ALL)).toEqual(['Fertig', 'Offen'])
    expect(await shown(INCOMPLETE)).toEqual(['Offen'])
  })

  test('a change from 8 to 0 and back keeps the key and brings and takes the completed', async () => {
    const phone = await office.phone()
    phone.use('Tasks', { filterType: INCOMPLETE })
    await phone.sync('Tasks')
    phone.use('Tasks', { filterType: ALL })
    expect((await phone.sync('Tasks')).add).toHaveLength(1)
    phone.use('Tasks', { filterType: INCOMPLETE })
    const { delete: deleted, 'soft-delete': softly } = await phone.sync('Tasks')
    expect([...deleted, ...softly]).toHaveLength(1)
    expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Offen'])
    expect(await phone.send('Tasks')).toBeNull()
  })
})
