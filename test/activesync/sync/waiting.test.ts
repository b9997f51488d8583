import { setTimeout as sleep } from 'node:timers/promises'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, taskData } from './support.js'

let gateway: Gateway
let office: Office
let phone: Phone

beforeAll(async () => {
  // Without the poll: what wakes is the notification.
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  phone = await office.phone()
  await phone.syncAll()
})

const hang = (kinds: ('Tasks' | 'Contacts')[], signal?: AbortSignal) => {
  const collections = kinds.map((kind) => {
    const { syncKey, collectionId } = phone.replica(kind)
    return { syncKey, collectionId }
  })
  return phone.client.sync({ collections, heartbeatInterval: 60 }, { signal, timeoutMs: 90_000 })
}

test('R-ONO-04 a hanging Sync returns when SQL changes something, with the change', async () => {
  const parked = hang(['Tasks', 'Contacts'])
  await sleep(400)
  await office.task({ title: 'Rückruf' })
  const answer = await parked
  expect(answer.collections).toMatchObject([{ collectionId: phone.folderId('Tasks') }])
  expect(answer.collections[0]?.commands).toHaveLength(1)
})

test('R-ONO-05 a hanging Sync returns when another phone changes something', async () => {
  const other = await office.phone()
  await other.sync('Tasks')
  const parked = hang(['Tasks'])
  await sleep(400)
  await other.add('Tasks', taskData('Vom anderen'))
  expect((await parked).collections[0]?.commands).toHaveLength(1)
})

test('a hanging Sync sends what there is at once', async () => {
  await office.task()
  expect((await hang(['Tasks'])).collections[0]?.commands).toHaveLength(1)
})

test('a hanging Sync with changes of the phone is answered at once', async () => {
  const { syncKey, collectionId } = phone.replica('Tasks')
  const commands = [{ kind: 'add', clientId: 'a', data: taskData('Neu') }] as const
  const answer = await phone.client.sync({
    collections: [{ syncKey, collectionId, commands }],
    wait: 5,
  })
  expect(answer.collections[0]?.results).toHaveLength(1)
})

test('an empty request hangs as the one before did', async () => {
  const parked = hang(['Tasks'])
  await sleep(300)
  await office.task()
  const first = await parked
  for (const one of first.collections) phone.take('Tasks', one)
  const again = hang(['Tasks'])
  await sleep(300)
  await office.contact()
  await office.task()
  for (const one of (await again).collections) phone.take('Tasks', one)
  expect(phone.items('Tasks').size).toBe(2)
})

test('a folder switched off ends a hanging Sync with 12', async () => {
  const parked = hang(['Tasks'])
  await sleep(400)
  await office.tenant.sql('update account set tasks_enabled = false where tenant_id = $1', [
    office.tenant.id,
  ])
  expect((await parked).collections).toMatchObject([{ status: 12 }])
})

test('a hanging Sync ends with an empty body when the gateway stops', async () => {
  const parked = hang(['Tasks'])
  await sleep(400)
  await gateway.kill('SIGTERM')
  expect(await parked).toMatchObject({ empty: true })
})
