import { childOf, element, textOf } from '../../src/activesync/wbxml/element.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import {
  foldersOf,
  homes,
  KINDS,
  newFolder,
  newItem,
  SAMSUNG,
  setDevice,
  shown,
  threeFolders,
} from './merged-office.js'
import { appointmentData, inDays, newOffice, type Office, onlyItem } from './sync/support.js'

/** What one phone shows in one folder, another one in several: rules that ask where an item lies. */

const MERGING = 'showsone'

let gateway: Gateway
let office: Office
let merging: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

async function phone(): Promise<void> {
  merging = await office.phone({ ...SAMSUNG, deviceId: MERGING })
}

test('Outlook for Windows shows one folder of contacts, and all of the others', async () => {
  for (const kind of KINDS) await newFolder(office, kind, 'Zweiter')
  const outlook = await office.phone({ userAgent: 'Outlook/16.0 (16.0.4266.1001; C2R; x86)' })
  expect(KINDS.map((kind) => foldersOf(outlook, kind).length)).toEqual([2, 2, 1])
})

test('R-ONO-09 the limit of 500 counts over all calendars of a merged one', async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'business' })
  const work = await newFolder(office, 'calendar', 'Arbeit')
  await office.tenant.sql(
    `insert into appointment (tenant_id, owner_id, title, time_zone, starts_at, ends_at,
        collection_id)
      select $1, $2, n, 'Europe/Berlin', $3::timestamptz + n * interval '1 hour',
        $3::timestamptz + n * interval '1 hour', case when n % 2 = 0 then $4::bigint end
      from generate_series(1, 510) n`,
    [office.tenant.id, office.account.id, inDays(1).toISOString(), work.id],
  )
  await phone()
  await merging.use('Calendar', { windowSize: 512 }).sync('Calendar')
  const nearest = Array.from({ length: 500 }, (_, index) => String(index + 1)).sort()
  expect(merging.list('Calendar', 'Calendar:Subject')).toEqual(nearest)
})

test('a conflict is told as ever, whichever folder the item lies in', async () => {
  const { ids } = await threeFolders(office, 'tasks')
  await phone()
  await merging.sync('Tasks')
  await office.tenant.sql("update task set title = 'Büro' where tenant_id = $1 and id = $2", [
    office.tenant.id,
    ids[1],
  ])
  const serverId = `${merging.folderId('Tasks')}:${ids[1]}`
  await expect(merging.edit('Tasks', serverId, { 'Tasks:Subject': 'Telefon' })).rejects.toThrow(
    'status 7',
  )
  await merging.sync('Tasks')
  expect(shown(merging, 'tasks')).toContain('Büro')
})

test('an appointment of another account is in it as well', async () => {
  const work = await newFolder(office, 'calendar', 'Arbeit')
  const colleague = await office.tenant.account()
  const id = await office.appointment({ owner_id: colleague.id, title: 'Besprechung' })
  await office.tenant.insert('appointment_participant', {
    ...{ appointment_id: id, account_id: office.account.id },
  })
  await phone()
  await setDevice(office, MERGING, { merge_targets: [work.id] })
  await merging.sync('Calendar')
  expect(onlyItem(merging, 'Calendar')).toBe(`${merging.folderId('Calendar')}:${id}`)
})

test('an Add with the UID of what lies in a folder updates it there', async () => {
  const work = await newFolder(office, 'calendar', 'Arbeit')
  const id = await office.appointment({ uid: 'eine-uid', collection_id: work.id })
  await phone()
  await merging.sync('Calendar')
  const data = appointmentData('Nochmals', inDays(2), { 'Calendar:ClientUid': 'eine-uid' })
  const commands = [{ kind: 'add', clientId: 'c', data }] as const
  const answer = await merging.send('Calendar', { commands: [...commands] })
  const serverId = `${merging.folderId('Calendar')}:${id}`
  expect(answer?.results).toMatchObject([{ kind: 'add', status: 1, serverId }])
  expect(await homes(office, 'calendar')).toEqual({ Nochmals: work.id })
})

test('R-ONO-170 a contact deleted from a folder is remembered with it', async () => {
  const friends = await newFolder(office, 'contacts', 'Freunde')
  const id = await newItem(office, 'contacts', { title: 'Kaufmann', home: friends.id })
  await phone()
  await merging.sync('Contacts')
  await merging.remove('Contacts', `${merging.folderId('Contacts')}:${id}`)
  const rows = await office.tenant.sql(
    'select item_id, before from device_deletion_item where tenant_id = $1',
    [office.tenant.id],
  )
  expect(rows).toEqual([{ item_id: id, before: { synced: true, homeId: friends.id } }])
})

test('MoveItems finds no other folder than the one', async () => {
  const work = await newFolder(office, 'tasks', 'Arbeit')
  const id = await newItem(office, 'tasks', { title: 'Bleibt' })
  await phone()
  await merging.sync('Tasks')
  const folder = merging.folderId('Tasks')
  const move = element('Move:MoveItems', [
    element('Move:Move', [
      element('Move:SrcMsgId', `${folder}:${id}`),
      element('Move:SrcFldId', folder),
      element('Move:DstFldId', work.folder),
    ]),
  ])
  const { body } = await merging.client.command('MoveItems', move)
  expect(textOf(childOf(body, 'Move:Response'), 'Move:Status')).toBe('2')
  expect(await homes(office, 'tasks')).toEqual({ Bleibt: null })
})
