import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { newOffice, type Office } from './support.js'

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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20)
}

test('a parked Ping holds a subscription, which a closed connection gives back', async () => {
  const before = database.notifier.size
  const stops: AbortController[] = []
  const parked: Promise<unknown>[] = []
  for (let n = 0; n < 3; n++) {
    const phone = await office.phone()
    await phone.sync('Tasks')
    const stop = new AbortController()
    stops.push(stop)
    parked.push(phone.ping(['Tasks'], { signal: stop.signal }).catch(() => null))
  }
  await until(() => database.notifier.size === before + 3)
  for (const stop of stops) stop.abort()
  await Promise.all(parked)
  await until(() => database.notifier.size === before)
})

test('a hanging Sync gives its subscription back as well', async () => {
  const before = database.notifier.size
  const phone = await office.phone()
  await phone.sync('Tasks')
  const stop = new AbortController()
  const { syncKey, collectionId } = phone.replica('Tasks')
  const hanging = phone.client
    .sync({ collections: [{ syncKey, collectionId }], wait: 5 }, { signal: stop.signal })
    .catch(() => null)
  await until(() => database.notifier.size === before + 1)
  stop.abort()
  await hanging
  await until(() => database.notifier.size === before)
})
