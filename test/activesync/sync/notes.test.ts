import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { childOf, type Element, element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { applicationData, type Phone } from '../../support/phone.js'
import { ask, create } from '../folder-commands.js'
import { newOffice, type Office, onlyItem } from './support.js'

const WITH_NOTES = PROTOCOL_VERSIONS.filter((version) => Number(version) >= 14)
const WITHOUT_NOTES = PROTOCOL_VERSIONS.filter((version) => Number(version) < 14)

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})

/** A tenant with notes. */
async function withNotes(): Promise<Office> {
  return await newOffice(database, gateway.baseUrl, { rule_settings: '{"notes": true}' })
}
beforeEach(async () => {
  office = await withNotes()
})

const sql = (text: string, ...values: unknown[]) =>
  office.tenant.sql(text, [office.tenant.id, ...values])
const data = (title: string, ...more: Element[]) =>
  applicationData(
    element('Notes:Subject', title),
    element('Notes:MessageClass', 'IPM.StickyNote'),
    ...more,
  )
const titles = (phone: Phone) => phone.list('Notes', 'Notes:Subject')
const types = (phone: Phone) => phone.folders.map(({ type }) => type)

describe('R-ONO-28 the folder of notes', () => {
  test.each(PROTOCOL_VERSIONS)('%s has none unless the tenant’s rules say so', async (version) => {
    for (const rules of ['business', 'exchange']) {
      office = await newOffice(database, gateway.baseUrl, { rule_set: rules })
      await office.note()
      const phone = await office.phone({ version })
      expect([...types(phone)].sort()).toEqual([2, 3, 4, 5, 6, 7, 8, 9])
    }
  })

  test.each(WITH_NOTES)('%s has it where they do', async (version) => {
    const phone = await office.phone({ version })
    const folder = phone.folders.find(({ type }) => type === 10)
    expect(folder).toMatchObject({ displayName: 'Notizen', parentId: '0' })
  })

  test.each(WITHOUT_NOTES)('a phone at %s sees none, and can name none', async (version) => {
    const phone = await office.phone({ version })
    expect(types(phone)).not.toContain(10)
    const collectionId = `notes-${office.account.notes}`
    const answer = await phone.client.sync({
      collections: [{ collectionId, syncKey: '0', className: 'Notes' }],
    })
    expect(answer.collections).toMatchObject([{ status: 12 }])
  })

  test('it goes with the switch of the user and comes again with it', async () => {
    await office.note({ title: 'Eins' })
    const phone = await office.phone()
    await phone.sync('Notes')
    await sql('update account set notes_enabled = false where tenant_id = $1')
    await phone.syncFolders()
    expect(phone.has('Notes')).toBe(false)
    await sql('update account set notes_enabled = true where tenant_id = $1')
    await phone.syncFolders()
    await phone.sync('Notes')
    expect(titles(phone)).toEqual(['Eins'])
  })

  test('it goes with the rules of the tenant', async () => {
    const phone = await office.phone()
    await sql(`update tenant set rule_settings = '{}' where id = $1`)
    await phone.syncFolders()
    expect(phone.has('Notes')).toBe(false)
  })
})

describe('R-ONO-28 folders of notes that a user makes', () => {
  const made = { parentId: '0', displayName: 'Ideen', type: 17 }

  test('are offered, and notes move there', async () => {
    const rules = { rule_set: 'exchange', rule_settings: '{"notes": true}' }
    office = await newOffice(database, gateway.baseUrl, rules)
    const [one, two] = [await office.phone(), await office.phone()]
    const folder = await create(one, 'Ideen', 17)
    expect(folder).toMatch(/^notes-/)
    await one.syncAll(['Notes', folder])
    const serverId = await one.add('Notes', data('Eins'))
    await two.syncFolders()
    await two.syncAll(['Notes', folder])
    const { body } = await one.client.command(
      'MoveItems',
      element('Move:MoveItems', [
        element('Move:Move', [
          element('Move:SrcMsgId', serverId),
          element('Move:SrcFldId', one.folderId('Notes')),
          element('Move:DstFldId', folder),
        ]),
      ]),
    )
    expect(textOf(body?.children[0], 'Move:Status')).toBe('3')
    expect((await two.sync('Notes')).delete).toEqual([serverId])
    await two.sync(folder)
    expect(two.list(folder, 'Notes:Subject')).toEqual(['Eins'])
  })

  test('are no folders up to 12.1, nor where there are no notes', async () => {
    office = await newOffice(database, gateway.baseUrl, { rule_set: 'exchange' })
    expect(await ask(await office.phone(), 'FolderCreate', made)).toEqual({ status: 11 })
    await sql(`update tenant set rule_settings = '{"notes": true}' where id = $1`)
    const old = await office.phone({ version: '12.1' })
    expect(await ask(old, 'FolderCreate', made)).toEqual({ status: 11 })
  })

  test('are not made where the rules allow no folders, or the switch is off', async () => {
    expect(await ask(await office.phone(), 'FolderCreate', made)).toEqual({ status: 3 })
    await sql(`update tenant set rule_set = 'exchange' where id = $1`)
    await sql('update account set notes_enabled = false where tenant_id = $1')
    expect(await ask(await office.phone(), 'FolderCreate', made)).toEqual({ status: 3 })
  })
})

test('MS-ASNOTE_R103 ItemOperations gives just the elements of Schema', async () => {
  await office.note({ title: 'Eins', body: 'Milch' })
  const phone = await office.phone()
  await phone.sync('Notes')
  const fetch = (schema: Element[]) =>
    element('ItemOperations:Fetch', [
      element('ItemOperations:Store', 'Mailbox'),
      element('AirSync:CollectionId', phone.folderId('Notes')),
      element('AirSync:ServerId', onlyItem(phone, 'Notes')),
      element('ItemOperations:Options', schema),
    ])
  const tagsOf = async (schema: Element[]) => {
    const root = element('ItemOperations:ItemOperations', [fetch(schema)])
    const { body } = await phone.client.command('ItemOperations', root)
    const [fetched] = childOf(body, 'ItemOperations:Response')?.children ?? []
    expect(textOf(fetched, 'AirSync:Class')).toBe('Notes')
    return childOf(fetched, 'ItemOperations:Properties')?.children.map(({ tag }) => tag)
  }
  expect(await tagsOf([])).toContain('AirSyncBase:Body')
  const schema = element('ItemOperations:Schema', [element('Notes:Subject')])
  expect(await tagsOf([schema])).toEqual(['Notes:Subject'])
})

test('R-ONO-28 GetItemEstimate counts notes, whatever the FilterType', async () => {
  const phone = await office.phone()
  await phone.sync('Notes')
  await office.note()
  const { syncKey, collectionId } = phone.replica('Notes')
  for (const filterType of [0, 2, 8]) {
    const asked = { collectionId, syncKey, className: 'Notes', filterType }
    expect(await phone.client.getItemEstimate(asked)).toMatchObject({ status: 1, estimate: 1 })
  }
})

describe.each(WITH_NOTES)('R-ONO-28 notes at %s', (version) => {
  test('come with the first Sync, and nobody else’s', async () => {
    const other = await office.tenant.account()
    await office.note({ title: 'Eins' })
    await office.note({ title: 'Zwei' })
    await office.note({ title: 'Gelöscht', status: 'cancelled' })
    await office.note({ title: 'Fremd', owner_id: other.id })
    const phone = await office.phone({ version })
    await phone.sync('Notes')
    expect(titles(phone)).toEqual(['Eins', 'Zwei'])
    expect((await phone.sync('Notes')).pages).toBe(0)
  })

  test('go both ways', async () => {
    const [one, two] = [await office.phone({ version }), await office.phone({ version })]
    await one.sync('Notes')
    await two.sync('Notes')
    const serverId = await one.add('Notes', data('Einkauf'))
    expect(await sql('select owner_id, title from note where tenant_id = $1')).toEqual([
      { owner_id: office.account.id, title: 'Einkauf' },
    ])
    expect((await two.sync('Notes')).add).toEqual([serverId])
    await two.edit('Notes', serverId, { 'Notes:Subject': 'Einkauf am Montag' })
    expect((await one.sync('Notes')).change).toEqual([serverId])
    expect(titles(one)).toEqual(['Einkauf am Montag'])
    // Its own change is no news for the phone that made it.
    expect((await two.sync('Notes')).change).toEqual([])
    await sql(`update note set title = 'Vom Büro' where tenant_id = $1`)
    expect((await two.sync('Notes')).change).toEqual([serverId])
    expect(titles(two)).toEqual(['Vom Büro'])
  })

  test('a Delete cancels, and termingate undo has what it needs', async () => {
    await office.note({ title: 'Eins' })
    const [one, two] = [await office.phone({ version }), await office.phone({ version })]
    await one.sync('Notes')
    await two.sync('Notes')
    const serverId = onlyItem(one, 'Notes')
    await one.remove('Notes', serverId)
    expect(await sql('select status from note where tenant_id = $1')).toEqual([
      { status: 'cancelled' },
    ])
    expect((await two.sync('Notes')).delete).toEqual([serverId])
    expect(await sql('select kind, deletes from device_deletion where tenant_id = $1')).toEqual([
      { kind: 'note', deletes: 1 },
    ])
  })

  test('a deleted row leaves the phone', async () => {
    await office.note()
    const phone = await office.phone({ version })
    await phone.sync('Notes')
    await sql('delete from note where tenant_id = $1')
    expect((await phone.sync('Notes')).delete).toHaveLength(1)
  })

  test('the server’s change wins over the phone’s of the same note', async () => {
    await office.note({ title: 'Alt' })
    const phone = await office.phone({ version })
    await phone.sync('Notes')
    const serverId = onlyItem(phone, 'Notes')
    await sql(`update note set title = 'Vom Büro' where tenant_id = $1`)
    const command = { kind: 'change', serverId, data: data('Vom Telefon') } as const
    const answer = await phone.send('Notes', { commands: [command] })
    expect(answer?.results).toMatchObject([{ serverId, status: 7 }])
    if (answer) phone.take('Notes', answer)
    expect(titles(phone)).toEqual(['Vom Büro'])
  })

  test('an Add whose answer got lost makes one note', async () => {
    const phone = await office.phone({ version })
    await phone.sync('Notes')
    const add = { kind: 'add', clientId: 'c1', data: data('Einmal') } as const
    const first = await phone.send('Notes', { commands: [add] })
    expect(await phone.send('Notes', { commands: [add] })).toEqual(first)
    expect(await office.count('note')).toBe(1)
  })
})
