import { setTimeout as sleep } from 'node:timers/promises'
import { type Gateway, startGateway } from '../support/gateway.js'
import { type Phone, PhoneError } from '../support/phone.js'
import { create, remove, syncFolders, TYPES } from './folder-commands.js'
import { newOffice, type Office, taskData } from './sync/support.js'

/** A folder that goes while phones write in it. */

let gateway: Gateway
let office: Office

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

/** Adds tasks until the folder is refused; how many were acknowledged. */
async function addUntilGone(phone: Phone, folder: `tasks-${number}`): Promise<number> {
  for (let count = 0; ; count++) {
    try {
      await phone.add(folder, taskData(`${phone.folderKey} ${count}`))
    } catch (error) {
      if (!(error instanceof PhoneError)) throw error
      // Never 3, on which a phone starts over.
      expect(error.status).toBe(12)
      return count
    }
  }
}

test('phones that write in a folder that goes get 12, and nothing acknowledged is lost', async () => {
  const phones = await Promise.all([1, 2, 3].map(() => office.phone()))
  const [maker] = phones
  if (!maker) throw new Error('no phone')
  let acknowledged = 0
  for (let round = 0; round < 4; round++) {
    const folder = (await create(maker, `Runde ${round}`, TYPES.tasks)) as `tasks-${number}`
    for (const phone of phones) {
      if (phone !== maker) await syncFolders(phone)
      await phone.sync(folder)
    }
    const writing = phones.map((phone) => addUntilGone(phone, folder))
    await sleep(300)
    const remover = await office.phone()
    await remove(remover, folder)
    for (const count of await Promise.all(writing)) acknowledged += count
    remover.close()
    await syncFolders(maker)
  }
  // Cancelled with the folder, or in the default list if it came in between.
  const rows = await office.tenant.sql(
    'select count(*)::integer as n from task where tenant_id = $1 and collection_id is null',
    [office.tenant.id],
  )
  expect(rows[0]?.n).toBeGreaterThanOrEqual(acknowledged)
  expect(acknowledged).toBeGreaterThan(0)
  expect(await office.count('task')).toBe(rows[0]?.n)
})
