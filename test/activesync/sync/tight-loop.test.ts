import { setTimeout as sleep } from 'node:timers/promises'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { FolderKind, Phone } from '../../support/phone.js'
import { newOffice, type Office, taskData } from './support.js'

let gateway: Gateway
let office: Office
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  phone = await office.phone()
  await phone.syncAll()
})

const ALL: FolderKind[] = ['Calendar', 'Tasks', 'Contacts']
const FREE = 3

/** What a request came to within this time; 'held back' when it did not come back. */
async function within(ms: number, ask: (signal: AbortSignal) => Promise<unknown>) {
  const stop = new AbortController()
  const answer = ask(stop.signal).catch((error) => {
    if (stop.signal.aborted) return 'held back'
    throw error
  })
  const timer = setTimeout(() => stop.abort(), ms)
  const found = await answer
  clearTimeout(timer)
  return found
}
const ping = (signal?: AbortSignal) => phone.ping(ALL, signal ? { signal } : {})

/** A phone that is told of a task and never fetches it. */
async function loop(): Promise<void> {
  await office.task()
  const told = { status: 2, folders: [phone.folderId('Tasks')] }
  for (let n = 0; n < FREE; n++) expect(await ping()).toMatchObject(told)
}

test('identical Pings answered at once are slowed, and get their answer in the end', async () => {
  await loop()
  expect(await within(500, ping)).toBe('held back')
  expect(await ping()).toMatchObject({ status: 2, folders: [phone.folderId('Tasks')] })
})

test('a Sync that brings something ends the loop', async () => {
  await loop()
  await phone.sync('Tasks')
  await office.task()
  await loop()
})

test('a Sync that brings nothing does not', async () => {
  await loop()
  expect(await phone.send('Contacts')).toBeNull()
  expect(await within(500, ping)).toBe('held back')
})

test('a FolderSync ends the loop', async () => {
  await loop()
  await phone.syncFolders()
  expect(await ping()).toMatchObject({ status: 2 })
})

test('other changes than those told are told at once, also to a Ping held back', async () => {
  await loop()
  await office.contact()
  const both = { status: 2, folders: [phone.folderId('Tasks'), phone.folderId('Contacts')].sort() }
  const sorted = (answer: unknown) => {
    const { status, folders } = answer as { status: number; folders: string[] }
    return { status, folders: [...folders].sort() }
  }
  expect(sorted(await ping())).toEqual(both)
  await ping()
  await ping()
  // Twice held back, so that the pause is well beyond the time of the change.
  for (let n = 0; n < 4; n++) await within(50, ping)
  const held = within(5_000, ping)
  await sleep(300)
  await office.appointment()
  const three = await held
  expect(sorted(three).folders).toHaveLength(3)
})

test('a phone that fetches what it is told of is never slowed', async () => {
  for (let n = 0; n < FREE * 3; n++) {
    await office.task({ title: `Aufgabe ${n}` })
    expect(await ping()).toMatchObject({ status: 2 })
    expect((await phone.sync('Tasks')).add).toHaveLength(1)
  }
})

test('Status 7 again and again without a FolderSync is slowed', async () => {
  await office.tenant.sql('update account set tasks_enabled = false where tenant_id = $1', [
    office.tenant.id,
  ])
  for (let n = 0; n < FREE; n++) expect(await ping()).toMatchObject({ status: 7 })
  expect(await within(500, ping)).toBe('held back')
  await phone.syncFolders()
  expect(await within(500, (signal) => phone.ping(['Calendar'], { signal }))).toBe('held back')
})

test('another phone of the same user is not slowed', async () => {
  const other = await office.phone()
  await other.syncAll()
  await loop()
  expect(await other.ping(ALL)).toMatchObject({ status: 2 })
})

test('a Sync with a key that nobody knows, again and again, is slowed and gets its Status 3', async () => {
  const key = '{0123456789ab}7'
  const send = (signal?: AbortSignal) => phone.send('Tasks', { key, ...(signal && { signal }) })
  for (let n = 0; n < FREE; n++) await expect(send()).rejects.toMatchObject({ status: 3 })
  expect(await within(500, send)).toBe('held back')
  await expect(send()).rejects.toMatchObject({ status: 3 })
  phone.replica('Tasks').reset()
  await phone.sync('Tasks')
  await expect(send()).rejects.toMatchObject({ status: 3 })
  await phone.add('Tasks', taskData('Weiter'))
})

test('a second change committed while the answer is prepared goes with it', async () => {
  // Together in one answer once in five tries is enough: how soon the second commits is not ours.
  const folders: unknown[] = []
  for (let n = 0; n < 5 && !folders.includes(2); n++) {
    const answer = ping()
    await sleep(300)
    await Promise.all([office.task(), office.contact()])
    folders.push((await answer).folders.length)
    await phone.syncAll()
  }
  expect(folders).toContain(2)
})
