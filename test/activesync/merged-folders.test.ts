import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { ask, create, TYPES } from './folder-commands.js'
import {
  DATA,
  DEFAULT,
  foldersOf,
  homes,
  KINDS,
  type Kind,
  moveTo,
  newFolder,
  newItem,
  SAMSUNG,
  setDevice,
  shown,
  syncKind,
  TITLES,
  threeFolders,
} from './merged-office.js'
import { newOffice, type Office } from './sync/support.js'

/** One phone shows one folder of each kind (field-guide 2.1), another one all of them. */

const MERGING = 'showsone'
const OTHER = 'showsall'

let gateway: Gateway
let office: Office
let merging: Phone
let other: Phone

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

async function phones(): Promise<void> {
  merging = await office.phone({ ...SAMSUNG, deviceId: MERGING })
  other = await office.phone({ deviceId: OTHER })
}

async function syncBoth(kind: Kind): Promise<void> {
  await syncKind(merging, kind)
  await syncKind(other, kind)
}

describe.each(KINDS)('%s', (kind) => {
  test('what lies in three folders is in one on a phone that shows one', async () => {
    const { ids } = await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    expect(foldersOf(merging, kind)).toHaveLength(1)
    expect(foldersOf(other, kind)).toHaveLength(3)
    expect(merging.list(DEFAULT[kind], TITLES[kind])).toEqual(['Beruf', 'Eigenes', 'Standard'])
    expect(other.list(DEFAULT[kind], TITLES[kind])).toEqual(['Standard'])
    const folder = merging.folderId(DEFAULT[kind])
    expect([...merging.items(DEFAULT[kind]).keys()].sort()).toEqual(
      ids.map((id) => `${folder}:${id}`).sort(),
    )
    expect(folder).toBe(other.folderId(DEFAULT[kind]))
  })

  test('it is changed and deleted wherever it lies, and there it stays', async () => {
    const { work, home, ids } = await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    const folder = merging.folderId(DEFAULT[kind])
    await merging.edit(DEFAULT[kind], `${folder}:${ids[1]}`, { [TITLES[kind]]: 'Geändert' })
    expect(await homes(office, kind)).toEqual({
      ...{ Standard: null, Geändert: work.id, Eigenes: home.id },
    })
    await merging.remove(DEFAULT[kind], `${folder}:${ids[2]}`)
    expect(await homes(office, kind)).toEqual({ Standard: null, Geändert: work.id })
    await syncBoth(kind)
    expect(other.list(work.folder, TITLES[kind])).toEqual(['Geändert'])
    expect(other.list(home.folder, TITLES[kind])).toEqual([])

    await other.edit(work.folder, `${work.folder}:${ids[1]}`, { [TITLES[kind]]: 'Zurück' })
    await other.add(home.folder, DATA[kind]('Neu'))
    await syncBoth(kind)
    expect(shown(merging, kind)).toEqual(['Neu', 'Standard', 'Zurück'])
    await other.remove(work.folder, `${work.folder}:${ids[1]}`)
    await syncBoth(kind)
    expect(shown(merging, kind)).toEqual(['Neu', 'Standard'])
  })

  test('what moves from folder to folder stays as it is there', async () => {
    const { work, home, ids } = await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    for (const [index, to] of [home.id, null, work.id].entries()) {
      await moveTo(office, kind, { id: ids[index] ?? 0, home: to })
    }
    expect(await merging.sync(DEFAULT[kind])).toMatchObject({
      ...{ add: [], change: [], delete: [], 'soft-delete': [] },
    })
    await syncBoth(kind)
    expect(other.list(work.folder, TITLES[kind])).toEqual(['Eigenes'])
    expect(shown(merging, kind)).toEqual(shown(other, kind))
  })

  test('new items go to the default folder, or to the one set for the device', async () => {
    const { work } = await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    await merging.add(DEFAULT[kind], DATA[kind]('Erstes'))
    expect(await homes(office, kind)).toMatchObject({ Erstes: null })
    await setDevice(office, MERGING, { merge_targets: [work.id] })
    await merging.add(DEFAULT[kind], DATA[kind]('Zweites'))
    expect(await homes(office, kind)).toMatchObject({ Zweites: work.id })
    await syncBoth(kind)
    expect(other.list(work.folder, TITLES[kind])).toContain('Zweites')
    await office.tenant.sql('delete from collection where tenant_id = $1 and id = $2', [
      ...[office.tenant.id, work.id],
    ])
    await merging.add(DEFAULT[kind], DATA[kind]('Drittes'))
    expect(await homes(office, kind)).toMatchObject({ Drittes: null })
  })

  test('a folder made later is part of it at once, one deleted takes its items along', async () => {
    await newItem(office, kind, { title: 'Standard' })
    await phones()
    await syncBoth(kind)
    const before = merging.folderKey
    const late = await create(other, 'Später', TYPES[kind])
    await other.sync(late)
    const pinged = merging.ping([DEFAULT[kind]])
    await other.add(late, DATA[kind]('Spätes'))
    expect(await pinged).toMatchObject({ status: 2 })
    await syncKind(merging, kind)
    expect(shown(merging, kind)).toEqual(['Spätes', 'Standard'])
    expect(merging.folderKey).toBe(before)
    const { status } = await ask(other, 'FolderDelete', { serverId: late })
    expect(status).toBe(1)
    await syncKind(merging, kind)
    expect(shown(merging, kind)).toEqual(['Standard'])
  })

  test('a parked Ping hears of the first folder, and of what comes into it', async () => {
    await phones()
    await syncBoth(kind)
    const pinged = merging.ping([DEFAULT[kind]])
    await new Promise((resolve) => setTimeout(resolve, 150))
    const { id } = await newFolder(office, kind, 'Erster')
    await new Promise((resolve) => setTimeout(resolve, 150))
    await newItem(office, kind, { title: 'Darin', home: id })
    expect(await pinged).toMatchObject({ status: 2, folders: [merging.folderId(DEFAULT[kind])] })
    await syncKind(merging, kind)
    expect(shown(merging, kind)).toEqual(['Darin'])
  })

  test('a change on the other phone wakes a Ping; a move does not', async () => {
    const { work, home, ids } = await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    const pinged = merging.ping([DEFAULT[kind]])
    await moveTo(office, kind, { id: ids[1] ?? 0, home: home.id })
    await new Promise((resolve) => setTimeout(resolve, 300))
    await syncKind(other, kind)
    await other.edit(home.folder, `${home.folder}:${ids[1]}`, { [TITLES[kind]]: 'Wach' })
    expect(await pinged).toMatchObject({ status: 2 })
    expect(await merging.sync(DEFAULT[kind])).toMatchObject({
      change: [expect.any(String)],
      add: [],
    })
    expect(work.id).not.toBe(home.id)
  })

  test('switched off and on again, a phone keeps its key and shows the same, once', async () => {
    const { ids } = await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    const folder = merging.folderId(DEFAULT[kind])
    await setDevice(office, MERGING, { merged_kinds: [] })
    // The two others leave the default folder; the one that stays is not sent again.
    expect(await merging.sync(DEFAULT[kind])).toMatchObject({
      ...{ add: [], change: [], delete: [`${folder}:${ids[1]}`, `${folder}:${ids[2]}`] },
    })
    await syncBoth(kind)
    expect(foldersOf(merging, kind)).toEqual(foldersOf(other, kind))
    expect(shown(merging, kind)).toEqual(['Beruf', 'Eigenes', 'Standard'])
    await setDevice(office, MERGING, { merged_kinds: [kind] })
    await merging.syncFolders()
    expect(foldersOf(merging, kind)).toHaveLength(1)
    expect(await merging.sync(DEFAULT[kind])).toMatchObject({
      ...{ change: [], delete: [], add: [`${folder}:${ids[1]}`, `${folder}:${ids[2]}`] },
    })
    expect(shown(merging, kind)).toEqual(['Beruf', 'Eigenes', 'Standard'])
  })

  test('any device can be set to it, and its Ping tells it to ask for its folders', async () => {
    await threeFolders(office, kind)
    await phones()
    await syncBoth(kind)
    const pinged = other.ping([DEFAULT[kind]])
    await new Promise((resolve) => setTimeout(resolve, 150))
    await setDevice(office, OTHER, { merged_kinds: [kind] })
    expect(await pinged).toMatchObject({ status: 7 })
    await syncBoth(kind)
    expect(foldersOf(other, kind)).toHaveLength(1)
    expect(other.list(DEFAULT[kind], TITLES[kind])).toEqual(['Beruf', 'Eigenes', 'Standard'])
  })

  test('a lost answer comes again, also when the phone was switched meanwhile', async () => {
    const { ids } = await threeFolders(office, kind)
    await phones()
    await merging.sync(DEFAULT[kind])
    const late = await newItem(office, kind, { title: 'Verloren' })
    const lost = await merging.send(DEFAULT[kind])
    expect(lost?.commands).toHaveLength(1)
    await setDevice(office, MERGING, { merged_kinds: [] })
    const again = await merging.send(DEFAULT[kind])
    expect(again?.commands.map(({ serverId }) => serverId)).toEqual(
      lost?.commands.map(({ serverId }) => serverId),
    )
    if (again) merging.take(DEFAULT[kind], again)
    await merging.sync(DEFAULT[kind])
    const folder = merging.folderId(DEFAULT[kind])
    expect([...merging.items(DEFAULT[kind]).keys()].sort()).toEqual(
      [`${folder}:${ids[0]}`, `${folder}:${late}`].sort(),
    )
  })

  test('MS-ASCMD FolderCreate of a kind that the phone shows in one folder is refused', async () => {
    await phones()
    const folder = { parentId: '0', displayName: 'Eigener', type: TYPES[kind] }
    expect(await ask(merging, 'FolderCreate', folder)).toEqual({ status: 3 })
    expect((await ask(other, 'FolderCreate', folder)).status).toBe(1)
    expect((await ask(merging, 'FolderCreate', { ...folder, type: TYPES.mail })).status).toBe(1)
  })
})
