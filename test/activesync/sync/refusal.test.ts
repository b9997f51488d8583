import type { CollectionAnswer } from '../../../src/client/answers.js'
import type { ClientCommand } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, taskData } from './support.js'

const MINUTE_MS = 60_000

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone()
  await phone.sync('Tasks')
})

const serverId = (id: number) => `${phone.folderId('Tasks')}:${id}`
const titles = () => phone.list('Tasks', 'Tasks:Subject')
const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])
const rename = (id: number, title: string) =>
  sql('update task set title = $3 where tenant_id = $1 and id = $2', id, title)
const problems = async () =>
  await sql('select server_id, problem from sync_item where tenant_id = $1 and problem is not null')
async function tasks(...names: string[]): Promise<number[]> {
  const ids: number[] = []
  for (const title of names) ids.push(await office.task({ title }))
  return ids
}

/** An answer that does not arrive, and a minute until the phone asks again. */
async function lose(commands: ClientCommand[] = []): Promise<CollectionAnswer | null> {
  const answer = await phone.send('Tasks', { commands })
  gateway.advance(MINUTE_MS)
  return answer
}

/** Syncs a phone that dies of these items and asks again each minute; its answers until it has all. */
async function syncDyingOf(...bad: number[]): Promise<number> {
  const deadly = new Set(bad.map(serverId))
  for (let answers = 1; answers < 100; answers++) {
    const answer = await phone.send('Tasks')
    if (!answer) return answers
    if (answer.commands.some((command) => deadly.has(command.serverId))) gateway.advance(MINUTE_MS)
    else phone.take('Tasks', answer)
  }
  throw new Error('The phone never gets on')
}

async function isSettled(): Promise<void> {
  const { syncKey } = phone.replica('Tasks')
  for (let n = 0; n < 3; n++) expect(await phone.send('Tasks')).toBeNull()
  expect(phone.replica('Tasks').syncKey).toBe(syncKey)
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 400)
  const ping = phone.ping(['Tasks'], { signal: stop.signal })
  expect(await ping.catch(() => 'parked')).toBe('parked')
}

test('an item that a phone does not get over is set aside, with a reason; the others come', async () => {
  const [, bad = 0] = await tasks('Eins', 'Böse', 'Drei', 'Vier')
  await syncDyingOf(bad)
  expect(titles()).toEqual(['Drei', 'Eins', 'Vier'])
  expect(await problems()).toEqual([
    { server_id: serverId(bad), problem: expect.stringMatching(/^The device asked 4 times, from/) },
  ])
  await isSettled()
})

test('the only item of an answer is set aside as well', async () => {
  const [bad = 0] = await tasks('Böse')
  await syncDyingOf(bad)
  expect(titles()).toEqual([])
  await isSettled()
  await tasks('Danach')
  expect((await phone.sync('Tasks')).add).toHaveLength(1)
})

test('several bad items of a page in the middle are each set aside, and all others come', async () => {
  const ids = await tasks(...Array.from({ length: 12 }, (_, n) => `Aufgabe ${n}`))
  const bad = [ids[5] ?? 0, ids[6] ?? 0]
  phone.use('Tasks', { windowSize: 5 })
  await syncDyingOf(...bad)
  expect(phone.items('Tasks').size).toBe(10)
  expect((await problems()).map((row) => row.server_id).sort()).toEqual(bad.map(serverId).sort())
  await isSettled()
})

test('a Change that a phone does not get over leaves it its old copy', async () => {
  const [good = 0, bad = 0] = await tasks('Gut', 'Noch gut')
  await phone.sync('Tasks')
  await rename(good, 'Besser')
  await rename(bad, 'Böse')
  await syncDyingOf(bad)
  expect(titles()).toEqual(['Besser', 'Noch gut'])
  await isSettled()
  await rename(bad, 'Wieder gut')
  expect((await phone.sync('Tasks')).change).toEqual([serverId(bad)])
  expect(titles()).toEqual(['Besser', 'Wieder gut'])
  expect(await problems()).toEqual([])
})

test('a Delete that a phone does not get over leaves it the item', async () => {
  const [bad = 0, gone = 0] = await tasks('Bleibt', 'Geht')
  await phone.sync('Tasks')
  await sql('delete from task where tenant_id = $1')
  await syncDyingOf(bad)
  expect(titles()).toEqual(['Bleibt'])
  expect(gone).not.toBe(bad)
  await isSettled()
})

test('what was set aside heals when it is changed', async () => {
  const [bad = 0] = await tasks('Böse', 'Gut')
  await syncDyingOf(bad)
  await rename(bad, 'Wieder gut')
  expect((await phone.sync('Tasks')).add).toEqual([serverId(bad)])
  expect(await problems()).toEqual([])
})

test('a change that the phone does not see does not bring it back', async () => {
  const [bad = 0] = await tasks('Böse', 'Gut')
  await syncDyingOf(bad)
  await sql('update task set client_data = \'{"x": 1}\' where tenant_id = $1')
  expect((await phone.sync('Tasks')).pages).toBe(0)
  await isSettled()
})

test('it stays set aside when the phone begins anew, and comes to other phones', async () => {
  const [bad = 0] = await tasks('Böse', 'Gut')
  await syncDyingOf(bad)
  phone.replica('Tasks').reset()
  await phone.sync('Tasks')
  expect(titles()).toEqual(['Gut'])
  const other = await office.phone()
  await other.sync('Tasks')
  expect(other.items('Tasks').size).toBe(2)
})

test('one set aside that is deleted leaves without a word', async () => {
  const [bad = 0] = await tasks('Böse', 'Gut')
  await syncDyingOf(bad)
  await sql('delete from task where tenant_id = $1 and id = $2', bad)
  expect((await phone.sync('Tasks')).pages).toBe(0)
  expect(await problems()).toEqual([])
})

test.each([[1], [3], [5], [9], [40]])(
  '%d lost answers in a row, a minute apart, cost nothing',
  async (lost) => {
    const [changed = 0, deleted = 0] = await tasks('Alt', 'Weg')
    await phone.sync('Tasks')
    await rename(changed, 'Neu')
    await sql('delete from task where tenant_id = $1 and id = $2', deleted)
    await tasks('Eins', 'Zwei')
    for (let n = 0; n < lost; n++) await lose()
    await syncDyingOf()
    expect(titles()).toEqual(['Eins', 'Neu', 'Zwei'])
    expect(await problems()).toEqual([])
    await isSettled()
  },
)

test('as many lost answers of a single item cost nothing', async () => {
  await tasks('Einzig')
  for (let n = 0; n < 40; n++) await lose()
  await syncDyingOf()
  expect(titles()).toEqual(['Einzig'])
  expect(await problems()).toEqual([])
})

test('repeats in a tight loop are no evidence', async () => {
  await tasks('Eins', 'Zwei')
  const first = await phone.send('Tasks')
  for (let n = 0; n < 12; n++) expect(await phone.send('Tasks')).toEqual(first)
})

test('an answer taken apart comes under a new key, one item at a time, and then in pages again', async () => {
  await tasks('Eins', 'Zwei', 'Drei')
  const whole = await lose()
  for (let n = 0; n < 3; n++) expect(await lose()).toEqual(whole)
  const single = await phone.send('Tasks')
  expect(single).toMatchObject({ moreAvailable: true, commands: [{ kind: 'add' }] })
  expect(single?.syncKey).not.toBe(whole?.syncKey)
  expect(await phone.send('Tasks')).toEqual(single)
  if (single) phone.take('Tasks', single)
  expect((await phone.sync('Tasks')).pages).toBe(2)
  await tasks('Vier', 'Fünf')
  expect((await phone.send('Tasks'))?.commands).toHaveLength(2)
})

test('a phone that took the whole answer after all goes on with its key', async () => {
  const [first = 0] = await tasks('Eins', 'Zwei', 'Drei')
  const whole = await lose()
  for (let n = 0; n < 4; n++) await lose()
  if (whole) phone.take('Tasks', whole)
  await rename(first, 'Neu')
  await phone.sync('Tasks')
  await phone.sync('Tasks')
  expect(titles()).toEqual(['Drei', 'Neu', 'Zwei'])
  await isSettled()
  await phone.add('Tasks', taskData('Eigene'))
})

test('what the phone sends with the request it repeats is applied once, and answered', async () => {
  const [bad = 0] = await tasks('Böse', 'Gut')
  const commands: ClientCommand[] = [{ kind: 'add', clientId: 'a', data: taskData('Eigene') }]
  const deadly = serverId(bad)
  let answer = await lose(commands)
  const { results } = answer ?? {}
  expect(results).toMatchObject([{ clientId: 'a', status: 1 }])
  for (let n = 0; answer?.commands.some((one) => one.serverId === deadly) && n < 20; n++) {
    answer = await lose(commands)
    expect(answer?.results).toEqual(results)
  }
  const [added] = results ?? []
  if (!answer || !added) throw new Error('no answer')
  phone.replica('Tasks').applyAdded(added, taskData('Eigene'))
  phone.take('Tasks', answer)
  await syncDyingOf(bad)
  expect(phone.items('Tasks').size).toBe(2)
  expect(await office.count('task')).toBe(3)
  await isSettled()
})

test('the log and the audit name it once', async () => {
  const [bad = 0] = await tasks('Böse', 'Gut')
  await syncDyingOf(bad)
  const audit = await sql(
    "select details from audit where tenant_id = $1 and action = 'item.set-aside'",
  )
  expect(audit).toMatchObject([{ details: { count: 1 } }])
  const lines = gateway.logs().filter(({ items }) => (items as string[])?.includes(serverId(bad)))
  expect(lines).toMatchObject([{ level: 40, count: 1 }])
})

test('a change in the office that a phone does not get over is not overwritten by the phone', async () => {
  const [bad = 0] = await tasks('Alt', 'Anderes')
  await phone.sync('Tasks')
  await sql("update task set title = title || ' neu' where tenant_id = $1")
  for (let n = 0; n < 5; n++) await lose()
  const commands: ClientCommand[] = [
    { kind: 'change', serverId: serverId(bad), data: taskData('Vom Telefon') },
  ]
  // In the request with the key it has always had, and after it took one answer of those taken apart.
  expect((await phone.send('Tasks', { commands }))?.results).toMatchObject([{ status: 7 }])
  const single = await phone.send('Tasks')
  expect(single?.commands).toHaveLength(1)
  if (single) phone.take('Tasks', single)
  const [left] = [...phone.items('Tasks').keys()].filter(
    (id) => id !== single?.commands[0]?.serverId,
  )
  const other: ClientCommand[] = [
    { kind: 'change', serverId: left ?? '', data: taskData('Vom Telefon') },
  ]
  const answer = await phone.send('Tasks', { commands: other })
  expect(answer?.results).toMatchObject([{ status: 7 }])
  if (answer) phone.take('Tasks', answer)
  await phone.sync('Tasks')
  expect(titles()).toEqual(['Alt neu', 'Anderes neu'])
})

test('in the calendar, too, all others come', async () => {
  const ids: number[] = []
  for (const title of ['Eins', 'Zwei', 'Böse', 'Vier'])
    ids.push(await office.appointment({ title }))
  const initial = await phone.send('Calendar')
  if (initial) phone.take('Calendar', initial)
  const deadly = `${phone.folderId('Calendar')}:${ids[2]}`
  for (let n = 0; n < 60; n++) {
    const answer = await phone.send('Calendar')
    if (!answer) break
    if (answer.commands.some((one) => one.serverId === deadly)) gateway.advance(MINUTE_MS)
    else phone.take('Calendar', answer)
  }
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Eins', 'Vier', 'Zwei'])
  expect(await phone.send('Calendar')).toBeNull()
})
