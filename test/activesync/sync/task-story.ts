import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem, taskData } from './support.js'

let database: Database
export let gateway: ClockGateway
export let office: Office
export let phone: Phone
/** Of the one task, "Alt", which the phone has. */
export let serverId: string

// Importing this file gives each test an office with one task, and a phone that has it.
beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  await office.task({ title: 'Alt' })
  phone = await office.phone()
  await phone.sync('Tasks')
  serverId = onlyItem(phone, 'Tasks')
})

export const inTheOffice = (title: string) =>
  office.tenant.sql('update task set title = $2 where tenant_id = $1', [office.tenant.id, title])

export async function title(): Promise<unknown> {
  const [row] = await office.tenant.sql('select title from task where tenant_id = $1', [
    office.tenant.id,
  ])
  return row?.title
}

export const change = (to: string) =>
  phone.send('Tasks', { commands: [{ kind: 'change', serverId, data: taskData(to) }] })
