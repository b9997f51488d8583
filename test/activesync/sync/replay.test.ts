import type { ClientCommand } from '../../../src/client/requests.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office, onlyItem, taskData } from './support.js'

/** Of identical Adds at once; PARALLEL_TRIES=1000 for a longer look. */
const TRIES = Number(process.env.PARALLEL_TRIES ?? 15)

let gateway: Gateway
let office: Office
let phone: Phone

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
  phone = await office.phone()
  await phone.syncAll()
})

const add = (clientId: string, title: string): ClientCommand => {
  return { kind: 'add', clientId, data: taskData(title) }
}
const send = (...commands: ClientCommand[]) => phone.send('Tasks', { commands })
const titles = async () => {
  const rows = await office.tenant.sql(
    'select title from task where tenant_id = $1 order by title',
    [office.tenant.id],
  )
  return rows.map((row) => row.title)
}

test('a lost answer comes again: same key, commands, ids and results', async () => {
  await office.task({ title: 'Vom Büro' })
  const first = await send(add('a', 'Eins'), add('b', 'Zwei'))
  const again = await send(add('a', 'Eins'), add('b', 'Zwei'))
  expect(first?.results.map(({ status }) => status)).toEqual([1, 1])
  expect(first?.commands).toHaveLength(1)
  expect(again).toEqual(first)
  expect(await titles()).toEqual(['Eins', 'Vom Büro', 'Zwei'])
})

test('a lost answer is given again to a request without the results of a failed Change', async () => {
  const commands: ClientCommand[] = [
    { kind: 'change', serverId: `${phone.folderId('Tasks')}:999`, data: taskData('Niemand') },
    { kind: 'delete', serverId: `${phone.folderId('Tasks')}:998` },
  ]
  const first = await send(...commands)
  expect(first?.results.map(({ kind, status }) => [kind, status])).toEqual([
    ['change', 8],
    ['delete', 8],
  ])
  expect(await send(...commands)).toEqual(first)
})

test('removals of a lost answer come again', async () => {
  const kept = await office.task({ title: 'Bleibt' })
  const gone = await office.task({ title: 'Geht' })
  await phone.sync('Tasks')
  await office.tenant.sql('delete from task where tenant_id = $1 and id = $2', [
    office.tenant.id,
    gone,
  ])
  const first = await send()
  expect(first?.commands.map(({ kind }) => kind)).toEqual(['delete'])
  expect(await send()).toEqual(first)
  if (first) phone.take('Tasks', first)
  expect([...phone.items('Tasks').keys()]).toEqual([`${phone.folderId('Tasks')}:${kept}`])
})

test('pages of a first Sync survive each a lost answer', async () => {
  await office.tenant.sql(
    `insert into task (tenant_id, responsible_id, title)
     select $1, $2, 'Aufgabe ' || n from generate_series(1, 25) n`,
    [office.tenant.id, office.account.id],
  )
  phone.use('Tasks', { windowSize: 10 })
  for (const size of [10, 10, 5]) {
    const lost = await phone.send('Tasks')
    const answer = await phone.send('Tasks')
    expect(answer).toEqual(lost)
    expect(answer?.commands).toHaveLength(size)
    if (answer) phone.take('Tasks', answer)
  }
  expect(await phone.send('Tasks')).toBeNull()
  expect(phone.items('Tasks').size).toBe(25)
})

test('an item changed after a lost answer comes with its new content, and once more', async () => {
  const id = await office.task({ title: 'Alt' })
  await phone.send('Tasks')
  await office.tenant.sql("update task set title = 'Neu' where tenant_id = $1 and id = $2", [
    office.tenant.id,
    id,
  ])
  const answer = await phone.send('Tasks')
  if (answer) phone.take('Tasks', answer)
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Neu'])
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Neu'])
  expect(await phone.send('Tasks')).toBeNull()
})

test('a key two generations old, one never issued and one of a state before get Status 3', async () => {
  const old = phone.replica('Tasks').syncKey
  await phone.add('Tasks', taskData('Eins'))
  await phone.add('Tasks', taskData('Zwei'))
  await expect(phone.send('Tasks', { key: old })).rejects.toMatchObject({ status: 3 })
  await expect(phone.send('Tasks', { key: '{0123456789ab}7' })).rejects.toMatchObject({ status: 3 })
  await expect(phone.send('Tasks', { key: '17' })).rejects.toMatchObject({ status: 3 })

  const before = phone.replica('Tasks').syncKey
  phone.replica('Tasks').reset()
  await phone.sync('Tasks')
  await expect(phone.send('Tasks', { key: before })).rejects.toMatchObject({ status: 3 })
  expect(await titles()).toEqual(['Eins', 'Zwei'])
  expect(phone.items('Tasks').size).toBe(2)
})

test('a key of the calendar does not fit the tasks', async () => {
  const key = phone.replica('Calendar').syncKey
  await expect(phone.send('Tasks', { key })).rejects.toMatchObject({ status: 3 })
})

test(
  'four identical Adds at once make one item',
  async () => {
    for (let round = 0; round < TRIES; round++) {
      const title = `Runde ${round}`
      const sent = await phone.sendAtOnce(4, 'Tasks', { commands: [add(`r${round}`, title)] })
      const answers = sent.map((one) => (one.status === 'fulfilled' ? one.value : null))
      const [answer] = answers
      for (const other of answers) expect(other).toEqual(answer)
      const [result] = answer?.results ?? []
      expect(result?.status).toBe(1)
      if (!answer || !result) throw new Error('no answer')
      phone.replica('Tasks').applyAdded(result, taskData(title))
      phone.take('Tasks', answer)
    }
    expect(await office.count('task')).toBe(TRIES)
  },
  60_000 + TRIES * 1_000,
)

test('an Add sent again with other content is an edit of the item it made', async () => {
  const first = await send(add('a', 'Entwurf'))
  const again = await send(add('a', 'Reinschrift'))
  expect(again?.results).toEqual(first?.results)
  expect(await titles()).toEqual(['Reinschrift'])
})

test('an Add that came along with a repeated request is applied', async () => {
  const first = await send(add('a', 'Eins'))
  const again = await send(add('a', 'Eins'), add('b', 'Zwei'))
  expect(again?.syncKey).toBe(first?.syncKey)
  expect(again?.results).toHaveLength(2)
  expect(again?.results[0]).toEqual(first?.results[0])
  expect(await titles()).toEqual(['Eins', 'Zwei'])
})

test('an Add whose answer got lost and that is not repeated comes as an Add of the server', async () => {
  const lost = await send(add('a', 'Zurückgenommen?'))
  const answer = await send()
  if (answer) phone.take('Tasks', answer)
  expect(phone.items('Tasks').size).toBe(0)
  const serverId = lost?.results[0]?.serverId
  expect((await phone.sync('Tasks')).add).toEqual([serverId])
})

test('a Change whose answer got lost and that is not repeated comes as a Change', async () => {
  await office.task({ title: 'Alt' })
  await phone.sync('Tasks')
  const serverId = onlyItem(phone, 'Tasks')
  await send({ kind: 'change', serverId, data: taskData('Neu') })
  const answer = await send()
  if (answer) phone.take('Tasks', answer)
  await phone.sync('Tasks')
  expect(phone.list('Tasks', 'Tasks:Subject')).toEqual(['Neu'])
})

test('a Delete whose answer got lost and that is not repeated comes as a Delete', async () => {
  await office.task({ title: 'Weg' })
  await phone.sync('Tasks')
  await send({ kind: 'delete', serverId: onlyItem(phone, 'Tasks') })
  const answer = await send()
  if (answer) phone.take('Tasks', answer)
  await phone.sync('Tasks')
  expect(phone.items('Tasks').size).toBe(0)
})

test('a ClientId used a second time, after its answer came, makes a second item', async () => {
  for (const _ of [1, 2]) {
    const answer = await send(add('1', 'Milch'))
    const [result] = answer?.results ?? []
    if (!answer || !result) throw new Error('no answer')
    phone.replica('Tasks').applyAdded(result, taskData('Milch'))
    phone.take('Tasks', answer)
  }
  expect(await titles()).toEqual(['Milch', 'Milch'])
})

test('an Add sent again after the phone began anew with key 0 makes no second item', async () => {
  await send(add('a', 'Einmal'))
  phone.replica('Tasks').reset()
  const answer = await phone.send('Tasks')
  if (answer) phone.take('Tasks', answer)
  const added = await send(add('a', 'Einmal'))
  expect(added?.results[0]?.status).toBe(1)
  expect(await titles()).toEqual(['Einmal'])
})

test('SyncKey 0 repeated, and at once, gives keys that work', async () => {
  await office.task()
  const other = await office.phone()
  const answers = await other.sendAtOnce(4, 'Tasks')
  const keys = answers.map((one) => (one.status === 'fulfilled' ? one.value?.syncKey : one.reason))
  expect(new Set(keys).size).toBe(1)
  for (const key of keys) expect((await other.send('Tasks', { key }))?.commands).toHaveLength(1)
})
