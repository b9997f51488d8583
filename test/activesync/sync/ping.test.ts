import { setTimeout as sleep } from 'node:timers/promises'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { readPing } from '../../../src/client/answers.js'
import { HttpStatusError } from '../../../src/client/eas-client.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { FolderKind, Phone } from '../../support/phone.js'
import {
  appointmentData,
  between,
  inDays,
  newOffice,
  type Office,
  onlyItem,
  taskData,
} from './support.js'

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

/** Pings while `work` runs; what it answers up to a moment later, or 'parked'. */
async function pinged(kinds: FolderKind[], work: () => Promise<unknown>) {
  const stop = new AbortController()
  const answer = phone.ping(kinds, { signal: stop.signal }).catch(() => 'parked' as const)
  await sleep(400)
  await work()
  const soon = sleep(700).then(() => stop.abort())
  const found = await answer
  await soon
  return found
}
const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])

test('reports just the folders that changed', async () => {
  const answer = await pinged(ALL, async () => {
    await office.task()
  })
  expect(answer).toMatchObject({ status: 2, folders: [phone.folderId('Tasks')] })
})

test('reports at once what is there already', async () => {
  await office.contact()
  expect(await phone.ping(ALL)).toMatchObject({ status: 2, folders: [phone.folderId('Contacts')] })
})

describe('R-ONO-28 notes', () => {
  beforeEach(async () => {
    office = await newOffice(gateway, gateway.baseUrl, { rule_settings: '{"notes": true}' })
    phone = await office.phone()
    await phone.syncAll(['Tasks', 'Notes'])
  })

  test('a change of one wakes; what no phone sees of it does not', async () => {
    await office.note()
    await phone.sync('Notes')
    expect(
      await pinged(['Notes'], () => sql("update note set uid = 'x' where tenant_id = $1")),
    ).toBe('parked')
    const changed = await pinged(['Tasks', 'Notes'], () =>
      sql("update note set body = 'Milch' where tenant_id = $1"),
    )
    expect(changed).toMatchObject({ status: 2, folders: [phone.folderId('Notes')] })
  })

  test('switching them off and on again asks for the folders', async () => {
    const turn = (on: boolean) => () =>
      sql('update account set notes_enabled = $2 where tenant_id = $1', on)
    expect(await pinged(['Notes'], turn(false))).toMatchObject({ status: 7 })
    await phone.syncFolders()
    expect(phone.has('Notes')).toBe(false)
    expect(await pinged(['Tasks'], turn(true))).toMatchObject({ status: 7 })
  })
})

test("an own change does not wake, another phone's does", async () => {
  const own = await pinged(ALL, async () => {
    await phone.add('Tasks', taskData('Eigene'))
    await phone.sync('Tasks')
  })
  expect(own).toBe('parked')
  const other = await office.phone()
  await other.sync('Tasks')
  const theirs = await pinged(ALL, () => other.add('Tasks', taskData('Fremde')))
  expect(theirs).toMatchObject({ status: 2 })
})

test('R-ONO-123 an own change that was stored otherwise (a rounded reminder) wakes', async () => {
  await phone.add('Calendar', appointmentData('Notar', inDays(1), { 'Calendar:Reminder': '53' }))
  expect(await phone.ping(ALL)).toMatchObject({ folders: [phone.folderId('Calendar')] })
  await phone.sync('Calendar')
  expect(await pinged(ALL, async () => {})).toBe('parked')
})

test('R-ONO-102 an own completed task, which now must go, wakes', async () => {
  await office.task()
  await phone.sync('Tasks')
  const done = { 'Tasks:Complete': '1', 'Tasks:DateCompleted': '2026-11-20T00:00:00.000Z' } as const
  await phone.edit('Tasks', onlyItem(phone, 'Tasks'), done)
  expect(await phone.ping(ALL)).toMatchObject({ folders: [phone.folderId('Tasks')] })
})

test('what the filter, the window or the rules keep from the phone does not wake', async () => {
  const stranger = await office.tenant.account()
  const answer = await pinged(ALL, async () => {
    await office.appointment({ ...between(inDays(-60), 60) })
    await office.appointment({ ...between(inDays(300), 60) })
    await office.appointment({ status: 'cancelled' })
    await office.task({ status: 'done' })
    await office.task({ responsible_id: stranger.id })
    await office.tenant.insert('contact', { last_name: 'Nicht freigegeben' })
  })
  expect(answer).toBe('parked')
})

test('a change that the phone does not see does not wake', async () => {
  await office.appointment()
  await phone.sync('Calendar')
  const answer = await pinged(ALL, () =>
    sql('update appointment set client_data = \'{"x": 1}\' where tenant_id = $1'),
  )
  expect(answer).toBe('parked')
})

test('R-ONO-11 the moment at which an appointment comes into the window wakes', async () => {
  const now = new Date()
  const soon = new Date(now)
  soon.setUTCMonth(soon.getUTCMonth() + 6)
  // Not on a day that the month ahead does not have.
  if (soon.getUTCDate() !== now.getUTCDate()) return
  await office.appointment({ ...between(new Date(soon.getTime() + 4_000), 60) })
  expect((await phone.sync('Calendar')).pages).toBe(0)
  expect(await phone.ping(ALL)).toMatchObject({ folders: [phone.folderId('Calendar')] })
  expect((await phone.sync('Calendar')).add).toHaveLength(1)
})

test('MS-ASCMD_R335 without a body it goes on with the folders and the time before', async () => {
  const stop = new AbortController()
  const parked = phone.ping(['Tasks'], { signal: stop.signal }).catch(() => null)
  await sleep(300)
  stop.abort()
  await parked
  await office.contact()
  await office.task()
  expect(await phone.client.ping(null)).toMatchObject({
    status: 2,
    folders: [phone.folderId('Tasks')],
  })
})

async function ask(...children: Element[]) {
  const { body } = await phone.client.command('Ping', element('Ping:Ping', children))
  return { ...readPing(body), body }
}
const folders = (...ids: string[]) =>
  element(
    'Ping:Folders',
    ids.map((id) =>
      element('Ping:Folder', [element('Ping:Id', id), element('Ping:Class', 'Tasks')]),
    ),
  )
const seconds = (text: string) => element('Ping:HeartbeatInterval', text)

test('without parameters, sent or remembered, gets 3', async () => {
  expect(await phone.client.ping(null)).toMatchObject({ status: 3 })
  expect(await ask(seconds('300'))).toMatchObject({ status: 3 })
  expect(await ask(folders(phone.folderId('Tasks')))).toMatchObject({ status: 3 })
})

test.each([
  ['59', '60'],
  ['0', '60'],
  ['3541', '3540'],
  ['6000000', '3540'],
])(
  'MS-ASCMD_R5690 MS-ASCMD_R5691 MS-ASCMD_R5837 an interval of %s gets 5 and %s',
  async (asked, allowed) => {
    expect(await ask(seconds(asked), folders(phone.folderId('Tasks')))).toMatchObject({
      status: 5,
      heartbeatSeconds: Number(allowed),
    })
  },
)

test('more than 200 folders get 6 and the number allowed', async () => {
  const ids = Array.from({ length: 201 }, (_, n) => `tasks-${n}`)
  const { status, body } = await ask(seconds('300'), folders(...ids))
  expect(status).toBe(6)
  expect(body?.children).toContainEqual(element('Ping:MaxFolders', 200))
})

test('an interval that is no number, or a folder without an Id, gets 4', async () => {
  expect(await ask(seconds('bald'), folders('x'))).toMatchObject({ status: 4 })
  const broken = element('Ping:Folders', [element('Ping:Folder', [])])
  expect(await ask(seconds('300'), broken)).toMatchObject({ status: 4 })
})

test('an unknown folder gets 7, and so does a list of folders that has changed', async () => {
  expect(await ask(seconds('300'), folders('tasks-0'))).toMatchObject({ status: 7 })
  const answer = await pinged(ALL, () =>
    sql('update account set contacts_enabled = false where tenant_id = $1'),
  )
  expect(answer).toMatchObject({ status: 7 })
})

test('a mail folder can be pinged, and never reports anything', async () => {
  await phone.sync('Inbox')
  expect(await pinged(['Inbox', 'Tasks'], async () => {})).toBe('parked')
  expect(
    await pinged(['Inbox', 'Tasks'], async () => {
      await office.task()
    }),
  ).toMatchObject({ folders: [phone.folderId('Tasks')] })
})

test('a folder never synchronised does not report changes', async () => {
  const fresh = await office.phone()
  await office.task()
  phone = fresh
  expect(await pinged(['Tasks'], async () => {})).toBe('parked')
})

test('the newest Ping of a phone ends the older one', async () => {
  const older = phone.client.ping({
    heartbeatSeconds: 120,
    folders: [{ serverId: phone.folderId('Tasks'), className: 'Tasks' }],
  })
  await sleep(400)
  const newer = phone.ping(['Tasks'])
  expect(await older).toMatchObject({ status: 1 })
  await office.task()
  expect(await newer).toMatchObject({ status: 2 })
})

test('R-ONO-52 an account locked while its Ping is parked gets 401', async () => {
  const parked = phone.ping(ALL).catch((error: unknown) => error)
  await sleep(400)
  await sql('update account set locked_at = now() where tenant_id = $1')
  await office.task()
  const error = await parked
  expect(error).toBeInstanceOf(HttpStatusError)
  expect(error).toMatchObject({ status: 401 })
})

test('a thousand SQL changes in one transaction are one answer', async () => {
  const answer = await pinged(ALL, () =>
    sql(
      `insert into task (tenant_id, responsible_id, title)
       select $1, $2, 'T' || n from generate_series(1, 1000) n`,
      office.account.id,
    ),
  )
  expect(answer).toMatchObject({ status: 2, folders: [phone.folderId('Tasks')] })
  expect((await phone.sync('Tasks')).add).toHaveLength(1000)
})
