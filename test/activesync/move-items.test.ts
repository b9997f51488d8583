import fc from 'fast-check'
import { type Element, element, textOf } from '../../src/activesync/wbxml/element.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind, Phone } from '../support/phone.js'
import {
  appointmentData,
  contactData,
  inDays,
  newOffice,
  type Office,
  taskData,
} from './sync/support.js'

/** MS-ASCMD, MoveItems, as two phones of one account see it. */

let gateway: Gateway
let office: Office
let one: Phone
let other: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

type Kind = 'calendar' | 'tasks' | 'contacts'
const KINDS: Kind[] = ['calendar', 'tasks', 'contacts']
const PREFIX = { calendar: 'cal', tasks: 'tasks', contacts: 'contacts' } as const
const DEFAULT = { calendar: 'Calendar', tasks: 'Tasks', contacts: 'Contacts' } as const
const TITLES = {
  calendar: 'Calendar:Subject',
  tasks: 'Tasks:Subject',
  contacts: 'Contacts:LastName',
} as const
const DATA = {
  calendar: (title: string) => appointmentData(title, inDays(1)),
  tasks: (title: string) => taskData(title),
  contacts: (title: string) => contactData(title),
} as const

async function newFolder(kind: Kind, name: string): Promise<FolderKind> {
  const id = await office.tenant.insert('collection', { account_id: office.account.id, kind, name })
  return `${PREFIX[kind]}-${id}`
}

async function newItem(kind: Kind): Promise<number> {
  if (kind === 'calendar') return await office.appointment()
  return kind === 'tasks' ? await office.task() : await office.contact()
}

async function phones(...kinds: FolderKind[]): Promise<void> {
  one = await office.phone()
  other = await office.phone()
  for (const phone of [one, other]) await phone.syncAll(kinds)
}

const moveOf = (messageId: string, source: string, ...destinations: string[]) =>
  element('Move:Move', [
    element('Move:SrcMsgId', messageId),
    element('Move:SrcFldId', source),
    ...destinations.map((destination) => element('Move:DstFldId', destination)),
  ])

type Moved = {
  source?: string | undefined
  status?: string | undefined
  target?: string | undefined
}

async function send(phone: Phone, moves: readonly Element[]) {
  const { status, body } = await phone.client.command(
    'MoveItems',
    element('Move:MoveItems', [...moves]),
  )
  const responses = body?.children.filter(({ tag }) => tag === 'Move:Response') ?? []
  const results = responses.map(
    (response): Moved => ({
      source: textOf(response, 'Move:SrcMsgId'),
      status: textOf(response, 'Move:Status'),
      target: textOf(response, 'Move:DstMsgId'),
    }),
  )
  return { http: status, status: textOf(body, 'Move:Status'), results }
}

async function move(phone: Phone, messageId: string, source: string, destination: string) {
  const { results } = await send(phone, [moveOf(messageId, source, destination)])
  return results[0] ?? {}
}

test.each(KINDS)('MS-ASCMD_R289 a moved item (%s) is a Delete here, an Add there', async (kind) => {
  const folder = await newFolder(kind, 'Privat')
  const item = await newItem(kind)
  await phones(DEFAULT[kind], folder)
  const home = one.folderId(DEFAULT[kind])
  const [from, to] = [`${home}:${item}`, `${folder}:${item}`]
  expect(await move(one, from, home, folder)).toEqual({ source: from, status: '3', target: to })
  for (const phone of [one, other]) {
    expect(await phone.sync(DEFAULT[kind])).toMatchObject({ delete: [from], add: [] })
    expect(await phone.sync(folder)).toMatchObject({ delete: [], add: [to] })
  }
  expect(await move(other, to, folder, home)).toEqual({ source: to, status: '3', target: from })
  for (const phone of [one, other]) {
    expect(await phone.sync(folder)).toMatchObject({ delete: [to], add: [] })
    expect(await phone.sync(DEFAULT[kind])).toMatchObject({ delete: [], add: [from] })
  }
})

test.each(KINDS)(
  'a repeated request (%s) has the same answer and moves nothing back',
  async (kind) => {
    const folder = await newFolder(kind, 'Privat')
    const item = await newItem(kind)
    await phones(DEFAULT[kind], folder)
    const home = one.folderId(DEFAULT[kind])
    const done = { source: `${home}:${item}`, status: '3', target: `${folder}:${item}` }
    const again = () => move(one, `${home}:${item}`, home, folder)
    expect(await again()).toEqual(done)
    expect(await again()).toEqual(done)
    expect(await Promise.all([again(), again(), again()])).toEqual([done, done, done])
    await one.syncAll([DEFAULT[kind], folder])
    expect(await again()).toEqual(done)
    expect((await one.sync(folder)).pages).toBe(0)
    expect([...one.items(folder).keys()]).toEqual([done.target])
  },
)

test('a move wakes a Ping of the other phone', async () => {
  const folder = await newFolder('tasks', 'Haus')
  const item = await newItem('tasks')
  await phones('Tasks', folder)
  const waiting = other.ping(['Tasks', folder])
  const home = one.folderId('Tasks')
  await move(one, `${home}:${item}`, home, folder)
  expect((await waiting).status).toBe(2)
})

test.each(KINDS)(
  'a moved item (%s) can be changed before the next Sync brings it',
  async (kind) => {
    const folder = await newFolder(kind, 'Privat')
    const item = await newItem(kind)
    await phones(DEFAULT[kind], folder)
    const home = one.folderId(DEFAULT[kind])
    const { target = '' } = await move(one, `${home}:${item}`, home, folder)
    await one.change(folder, target, DATA[kind]('Geändert'))
    for (const phone of [one, other]) {
      await phone.syncAll([DEFAULT[kind], folder])
      expect(phone.list(folder, TITLES[kind])).toEqual(['Geändert'])
      expect(phone.items(DEFAULT[kind]).size).toBe(0)
    }
  },
)

test('a move there and back leaves the phone as it was', async () => {
  const folder = await newFolder('tasks', 'Haus')
  const item = await newItem('tasks')
  await phones('Tasks', folder)
  const home = one.folderId('Tasks')
  await move(one, `${home}:${item}`, home, folder)
  await move(one, `${folder}:${item}`, folder, home)
  expect((await one.sync(folder)).add).toEqual([])
  expect(await one.sync('Tasks')).toMatchObject({ add: [], delete: [] })
  expect([...one.items('Tasks').keys()]).toEqual([`${home}:${item}`])
})

test('a phone that still deletes its old copy does not delete the moved item', async () => {
  const folder = await newFolder('calendar', 'Arbeit')
  const item = await newItem('calendar')
  await phones('Calendar', folder)
  const home = one.folderId('Calendar')
  await move(one, `${home}:${item}`, home, folder)
  one.use('Calendar', { conflict: 0 })
  await one.remove('Calendar', `${home}:${item}`)
  await one.syncAll(['Calendar', folder])
  expect([...one.items(folder).keys()]).toEqual([`${folder}:${item}`])
})

describe('what does not go stays where it is', () => {
  test('each with its own status', async () => {
    const folder = await newFolder('calendar', 'Arbeit')
    const second = await newFolder('calendar', 'Reisen')
    const item = await newItem('calendar')
    await phones('Calendar', folder, 'Tasks')
    const home = one.folderId('Calendar')
    const id = `${home}:${item}`
    const statuses = async (...moves: Element[]) =>
      (await send(one, moves)).results.map(({ status, target }) => [status, target])
    expect(
      await statuses(
        moveOf(id, 'cal-999999', folder),
        moveOf(id, folder, second),
        moveOf(`${home}:999999`, home, folder),
        moveOf('nonsense', home, folder),
        moveOf(id, home, 'cal-999999'),
        moveOf(id, home, one.folderId('Tasks')),
        moveOf(id, home, one.folderId('Inbox')),
        moveOf('mail-inbox:1', one.folderId('Inbox'), folder),
        moveOf(id, home),
        moveOf(id, home, home),
      ),
    ).toEqual(['1', '1', '1', '1', '2', '2', '2', '1', '2', '4'].map((one) => [one, undefined]))
    expect((await one.sync('Calendar')).pages).toBe(0)
    expect([...one.items('Calendar').keys()]).toEqual([id])
  })

  test('MS-ASCMD_R4208 what another phone moved elsewhere has status 1', async () => {
    const first = await newFolder('contacts', 'Freunde')
    const second = await newFolder('contacts', 'Verein')
    const item = await newItem('contacts')
    await phones('Contacts', first, second)
    const home = one.folderId('Contacts')
    await move(other, `${home}:${item}`, home, first)
    expect((await move(one, `${home}:${item}`, home, second)).status).toBe('1')
    await one.syncAll(['Contacts', first, second])
    expect([...one.items(first).keys()]).toEqual([`${first}:${item}`])
  })

  test('a deleted item has status 1', async () => {
    const folder = await newFolder('tasks', 'Haus')
    const item = await newItem('tasks')
    await phones('Tasks', folder)
    const home = one.folderId('Tasks')
    await other.remove('Tasks', `${home}:${item}`)
    expect((await move(one, `${home}:${item}`, home, folder)).status).toBe('1')
  })

  test("a colleague's appointment or task, which is another's to place, has status 5", async () => {
    const calendar = await newFolder('calendar', 'Arbeit')
    const list = await newFolder('tasks', 'Haus')
    const host = await office.tenant.account()
    const mine = { account_id: office.account.id }
    const meeting = await office.appointment({ owner_id: host.id })
    await office.tenant.insert('appointment_participant', { appointment_id: meeting, ...mine })
    const task = await office.task({ responsible_id: host.id })
    await office.tenant.insert('task_editor', { task_id: task, ...mine })
    await phones('Calendar', 'Tasks', calendar, list)
    const [cal, tasks] = [one.folderId('Calendar'), one.folderId('Tasks')]
    const { results } = await send(one, [
      moveOf(`${cal}:${meeting}`, cal, calendar),
      moveOf(`${tasks}:${task}`, tasks, list),
    ])
    expect(results.map(({ status }) => status)).toEqual(['5', '5'])
    expect((await one.sync('Calendar')).pages).toBe(0)
    expect((await one.sync(calendar)).pages).toBe(0)
  })

  test('items and folders of other accounts do not exist', async () => {
    const stranger = await office.tenant.account()
    const theirs = await office.appointment({ owner_id: stranger.id })
    const named = { account_id: stranger.id, kind: 'calendar', name: 'Fremd' }
    const foreign = `cal-${await office.tenant.insert('collection', named)}`
    const folder = await newFolder('calendar', 'Arbeit')
    const item = await newItem('calendar')
    await phones('Calendar', folder)
    const home = one.folderId('Calendar')
    const { results } = await send(one, [
      moveOf(`${home}:${theirs}`, home, folder),
      moveOf(`${home}:${item}`, home, foreign),
      moveOf(`${foreign}:${item}`, foreign, folder),
    ])
    expect(results.map(({ status }) => status)).toEqual(['1', '2', '1'])
    const rows = await office.tenant.sql(
      'select collection_id from appointment where tenant_id = $1',
      [office.tenant.id],
    )
    expect(rows.map((row) => row.collection_id)).toEqual([null, null])
  })

  test('one occurrence that is told as an item of its own has status 5', async () => {
    const folder = await newFolder('calendar', 'Arbeit')
    // No single recurrence of the protocol says this: each occurrence goes by itself.
    const rrule = 'FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=10;COUNT=4'
    await office.appointment({ rrule, time_zone: 'UTC' })
    await phones('Calendar', folder)
    const home = one.folderId('Calendar')
    const [first = ''] = one.items('Calendar').keys()
    expect(first.split(':')).toHaveLength(3)
    expect((await move(one, first, home, folder)).status).toBe('5')
  })
})

describe('a request that is wrong as a whole moves nothing', () => {
  let folder: FolderKind
  let home: string
  let id: string
  beforeEach(async () => {
    folder = await newFolder('tasks', 'Haus')
    const item = await newItem('tasks')
    await phones('Tasks', folder)
    home = one.folderId('Tasks')
    id = `${home}:${item}`
  })
  afterEach(async () => expect((await one.sync('Tasks')).pages).toBe(0))

  test('MS-ASCMD_R4222 two destinations are 5', async () => {
    const answer = await send(one, [moveOf(id, home, folder), moveOf(id, home, folder, folder)])
    expect(answer).toEqual({ http: 200, status: '5', results: [] })
  })

  test('no Move, one without an item, one with an id too long to answer are 103', async () => {
    const wrong = { http: 200, status: '103', results: [] }
    expect(await send(one, [])).toEqual(wrong)
    expect(await send(one, [moveOf(id, home, folder), moveOf('', home, folder)])).toEqual(wrong)
    expect(await send(one, [moveOf('x'.repeat(65), home, folder)])).toEqual(wrong)
    expect((await one.client.command('MoveItems', null)).status).toBe(200)
  })

  test('MS-ASCMD_R5653 more than 1000 are 103, up to 12.1 HTTP 400', async () => {
    const moves = Array.from({ length: 1001 }, () => moveOf(id, home, folder))
    expect(await send(one, moves)).toEqual({ http: 200, status: '103', results: [] })
    one.client.version = '12.1'
    expect((await send(one, moves)).http).toBe(400)
    one.client.version = '16.1'
  })
})

test('several moves of one item in one request are done in their order', async () => {
  const first = await newFolder('tasks', 'Haus')
  const second = await newFolder('tasks', 'Garten')
  const item = await newItem('tasks')
  await phones('Tasks', first, second)
  const home = one.folderId('Tasks')
  const { results } = await send(one, [
    moveOf(`${home}:${item}`, home, first),
    moveOf(`${first}:${item}`, first, second),
  ])
  expect(results.map(({ status }) => status)).toEqual(['3', '3'])
  await one.syncAll(['Tasks', first, second])
  expect([...one.items(second).keys()]).toEqual([`${second}:${item}`])
})

test('whatever is moved, by whom and how often, each item is in one folder of both phones', async () => {
  const folders: FolderKind[] = [
    'Tasks',
    await newFolder('tasks', 'A'),
    await newFolder('tasks', 'B'),
  ]
  const ids: number[] = []
  for (let n = 0; n < 3; n++) ids.push(await office.task({ title: `T${n}` }))
  await phones(...folders)
  const step = fc.record({
    by: fc.boolean(),
    item: fc.nat(2),
    from: fc.nat(2),
    to: fc.nat(2),
    synced: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 6 }), async (steps) => {
      for (const { by, item, from, to, synced } of steps) {
        const phone = by ? one : other
        const source = phone.folderId(folders[from] ?? 'Tasks')
        const destination = phone.folderId(folders[to] ?? 'Tasks')
        const { status = '' } = await move(phone, `${source}:${ids[item]}`, source, destination)
        expect(['1', '3', '4']).toContain(status)
        if (synced) await phone.syncAll(folders)
      }
      for (const phone of [one, other]) {
        await phone.syncAll(folders)
        const titles = folders.flatMap((folder) => phone.list(folder, 'Tasks:Subject'))
        expect(titles.sort()).toEqual(['T0', 'T1', 'T2'])
      }
      for (const folder of folders) {
        expect([...one.items(folder).keys()].sort()).toEqual([...other.items(folder).keys()].sort())
      }
    }),
    { numRuns: 15 },
  )
})
