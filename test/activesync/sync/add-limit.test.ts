import type { ClientCommand } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { contactData, newOffice, type Office, taskData } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
let deviceId: string
let counter = 0

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database, { ADDS_PER_HOUR: '5' })
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  deviceId = `guarded${process.pid}x${counter++}`
  phone = await office.phone({ deviceId })
  await phone.syncAll(['Tasks', 'Contacts'])
})

const MINUTE_MS = 60_000
/** MS-ASCMD, Status (Sync): 1 done; 9, of an item: "out of disk space". */
const [DONE, FULL] = [1, 9]

/** Tasks from..to, each with a ClientId of its own. */
const adds = (from: number, to: number): ClientCommand[] =>
  Array.from({ length: to - from + 1 }, (_, index) => {
    const clientId = `n${from + index}`
    return { kind: 'add', clientId, data: taskData(`Nr. ${from + index}`) }
  })

/** The statuses of the Adds, after the answer was taken over. */
async function send(commands: ClientCommand[]): Promise<number[]> {
  const answer = await phone.send('Tasks', { commands })
  if (!answer) return []
  for (const result of answer.results) {
    const sent = commands.find((one) => one.kind === 'add' && one.clientId === result.clientId)
    if (sent?.kind !== 'add' || result.status !== DONE) continue
    phone.replica('Tasks').applyAdded(result, sent.data)
  }
  phone.take('Tasks', answer)
  return answer.results.map(({ status }) => status)
}

const audits = () =>
  office.tenant.sql(
    `select subject, details from audit where tenant_id = $1 and action = 'account.add-limit'`,
    [office.tenant.id],
  )
const warnings = () =>
  gateway.logs().filter(({ level, tenant }) => level === 40 && tenant === office.tenant.name)

test('beyond ADDS_PER_HOUR an Add gets 9, the rest of its request is done', async () => {
  const serverId = await phone.add('Tasks', taskData('Alt'))
  const edit: ClientCommand = { kind: 'change', serverId, data: taskData('Neu') }
  expect(await send([...adds(1, 6), edit])).toEqual([DONE, DONE, DONE, DONE, FULL, FULL])
  const rows = await office.tenant.sql(
    'select title from task where tenant_id = $1 order by title',
    [office.tenant.id],
  )
  expect(rows.map(({ title }) => title)).toEqual(['Neu', 'Nr. 1', 'Nr. 2', 'Nr. 3', 'Nr. 4'])
})

test('… in any folder, and the refused one is taken an hour after the first', async () => {
  expect(await send(adds(1, 5))).toEqual([DONE, DONE, DONE, DONE, DONE])
  const add: ClientCommand = { kind: 'add', clientId: 'k', data: contactData('Kaufmann') }
  const answer = await phone.send('Contacts', { commands: [add] })
  expect(answer?.results).toMatchObject([{ clientId: 'k', status: FULL }])
  expect(answer?.results[0]?.serverId).toBeUndefined()
  if (answer) phone.take('Contacts', answer)
  gateway.advance(59 * MINUTE_MS)
  expect(await send(adds(6, 6))).toEqual([FULL])
  gateway.advance(2 * MINUTE_MS)
  expect(await send(adds(6, 6))).toEqual([DONE])
  expect(await office.count('task')).toBe(6)
})

test('Adds known already do not count, an answer that got lost is given again', async () => {
  const key = phone.replica('Tasks').syncKey
  const commands = adds(1, 4)
  await phone.send('Tasks', { commands })
  for (let times = 0; times < 3; times++) {
    const again = await phone.send('Tasks', { key, commands })
    expect(again?.results.map(({ status }) => status)).toEqual([DONE, DONE, DONE, DONE])
  }
  // The device began anew, and repeats what it never got an answer for.
  phone.replica('Tasks').reset()
  const fresh = await phone.send('Tasks')
  if (fresh) phone.take('Tasks', fresh)
  expect(await send(commands)).toEqual([DONE, DONE, DONE, DONE])
  expect(await send(adds(5, 6))).toEqual([DONE, FULL])
  expect(await office.count('task')).toBe(5)
})

test('a refused Add is refused again with the key before, and costs nothing', async () => {
  expect(await send(adds(1, 4))).toEqual([DONE, DONE, DONE, DONE])
  const key = phone.replica('Tasks').syncKey
  const commands = adds(5, 6)
  const first = await phone.send('Tasks', { commands })
  const again = await phone.send('Tasks', { key, commands })
  expect(again?.results).toEqual(first?.results)
  expect(again?.results.map(({ status }) => status)).toEqual([DONE, FULL])
})

test('it is told once in an hour, in the log and in the audit, and another device is free', async () => {
  await send(adds(1, 7))
  await send(adds(6, 9))
  const device = deviceId
  expect(await audits()).toMatchObject([{ subject: office.account.name, details: { device } }])
  expect(warnings()).toMatchObject([{ user: office.account.name, device, limit: 5 }])
  gateway.advance(61 * MINUTE_MS)
  await send(adds(10, 16))
  expect(await audits()).toHaveLength(2)
  expect(warnings()).toHaveLength(2)
  phone = await office.phone()
  await phone.sync('Tasks')
  expect(await send(adds(20, 24))).toEqual([DONE, DONE, DONE, DONE, DONE])
})

test('what a gateway counted holds for the others, also after a restart', async () => {
  await send(adds(1, 5))
  const other = await startClockGateway(database, { ADDS_PER_HOUR: '5' })
  other.advance(gateway.now().getTime() - Date.now())
  phone = await office.phone({ baseUrl: other.baseUrl, deviceId })
  await phone.sync('Tasks')
  expect(await send(adds(6, 6))).toEqual([FULL])
})

test('0 sets no limit', async () => {
  const free = await startClockGateway(database, { ADDS_PER_HOUR: '0' })
  phone = await office.phone({ baseUrl: free.baseUrl })
  await phone.sync('Tasks')
  expect(await send(adds(1, 20))).toEqual(Array.from({ length: 20 }, () => DONE))
})
