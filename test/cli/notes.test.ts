import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { element } from '../../src/activesync/wbxml/element.js'
import { create, remove } from '../activesync/folder-commands.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { applicationData } from '../support/phone.js'
import { PASSWORD } from '../support/tenant.js'
import { inProcess } from './termingate.js'

const cwd = mkdtempSync(join(tmpdir(), 'termingate-notes-'))
let gateway: Gateway
let office: Office

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.stop()
  rmSync(cwd, { recursive: true, force: true })
})
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
})

async function run(...args: string[]) {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  return await inProcess(args, { env: { DATA_DIR, DATABASE_URL }, cwd })
}
async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}
const turn = (state: 'on' | 'off') => json('tenant', 'set', office.tenant.name, '--notes', state)

test('R-ONO-28 the switch of the tenant leaves its other rules, and that of the user decides then', async () => {
  const { tenant, account } = office
  await tenant.sql(`update tenant set rule_settings = '{"calendarLimit": 9}' where id = $1`, [
    tenant.id,
  ])
  const enable = () => run('user', 'enable', tenant.name, account.name, 'notes')
  expect((await enable()).stdout).toContain(
    `Notes are off for the tenant: termingate tenant set ${tenant.name} --notes on`,
  )
  expect(await turn('on')).toMatchObject({ notes: true })
  const [row] = await tenant.sql('select rule_settings from tenant where id = $1', [tenant.id])
  expect(row?.rule_settings).toEqual({ calendarLimit: 9, notes: true })
  expect((await enable()).stdout).toContain('get calendar, tasks, contacts, notes.')
  expect((await office.phone()).has('Notes')).toBe(true)
  const disabled = await json('user', 'disable', tenant.name, account.name, 'notes')
  expect(disabled).toMatchObject({ enabled: ['calendar', 'tasks', 'contacts'] })
  expect((await office.phone()).has('Notes')).toBe(false)
  expect(await turn('off')).toMatchObject({ notes: false })
})

test('R-ONO-28 R-ONO-170 what a phone deleted, one by one and with a folder, comes back', async () => {
  await turn('on')
  const phone = await office.phone()
  const folder = await create(phone, 'Ideen', 17)
  await phone.syncAll(['Notes', folder])
  const data = (title: string) => applicationData(element('Notes:Subject', title))
  await phone.remove('Notes', await phone.add('Notes', data('Eins')))
  await phone.add(folder, data('Zwei'))
  await remove(phone, folder)
  type Listed = { id: number; tenant: string; kind: string; deleted: number }
  const listed: Listed[] = await json('undo', '--all')
  const ours = listed.filter(({ tenant }) => tenant === office.tenant.name)
  expect(ours.map(({ kind, deleted }) => [kind, deleted])).toEqual([
    ['note', 1],
    ['note', 1],
  ])
  for (const { id } of ours) {
    expect(await json('undo', String(id))).toMatchObject({ restored: 1, left: [] })
  }
  await phone.sync('Notes')
  expect(phone.list('Notes', 'Notes:Subject')).toEqual(['Eins', 'Zwei'])
})

test('R-ONO-28 notes go into files as VJOURNAL and come back from them', async () => {
  await turn('on')
  const { login } = office.account
  const fields = {
    title: 'Einkauf; bald',
    body: 'Milch,\nBrot',
    categories: '{Privat,"Büro, oben"}',
  }
  await office.note({ uid: 'merkzettel', ...fields })
  const { files, notes } = await json(
    'export',
    '--user',
    login,
    '--kind',
    'notes',
    '--output',
    login,
  )
  expect(notes).toBe(1)
  const text = readFileSync(files[0], 'utf8')
  expect(text.split('\r\n')).toEqual(
    expect.arrayContaining([
      'BEGIN:VJOURNAL',
      'UID:merkzettel',
      'SUMMARY:Einkauf\\; bald',
      'DESCRIPTION:Milch\\,\\nBrot',
      'CATEGORIES:Privat,Büro\\, oben',
    ]),
  )
  const other = await office.tenant.account()
  expect((await json('import', '--user', other.login, files[0])).files).toMatchObject([
    { created: 1, skipped: 0 },
  ])
  const columns = 'select title, body, categories, status from note where tenant_id = $1'
  const rows = await office.tenant.sql(`${columns} order by id`, [office.tenant.id])
  const note = {
    ...{ title: 'Einkauf; bald', body: 'Milch,\nBrot' },
    ...{ categories: ['Privat', 'Büro, oben'], status: 'active' },
  }
  expect(rows).toEqual([note, note])
  expect((await json('import', '--user', other.login, files[0])).files).toMatchObject([
    { created: 0, unchanged: 1 },
  ])
})

test('R-ONO-28 without notes an import takes none', async () => {
  writeFileSync(
    join(cwd, 'journal.ics'),
    'BEGIN:VCALENDAR\r\nBEGIN:VJOURNAL\r\nUID:a\r\nSUMMARY:b\r\nEND:VJOURNAL\r\nEND:VCALENDAR\r\n',
  )
  const { stdout } = await run('import', '--user', office.account.login, 'journal.ics')
  expect(stdout).toContain('VJOURNAL is a kind of entry that is not taken')
  expect(await office.count('note')).toBe(0)
})

test('R-ONO-28 termingate check lists them', async () => {
  office = await newOffice(gateway, gateway.baseUrl, { domains: '{notes.test}' })
  await turn('on')
  await office.note({ title: 'Einkauf', categories: '{Privat}' })
  const address = `${office.account.login}@notes.test`
  const { stdout } = await run(
    ...['check', address, '--server', gateway.baseUrl, '--password', PASSWORD],
  )
  expect(stdout).toMatch(/1 notes\n +Einkauf +Privat/)
})

test('R-ONO-28 a removed person’s notes are in its file and gone', async () => {
  await office.note({ title: 'Einkauf' })
  const { tenant, account } = office
  const out = join(cwd, 'person')
  const { removed } = await json('user', 'remove', tenant.name, account.name, '--export', out)
  expect(removed).toMatchObject({ notes: 1 })
  expect(JSON.parse(readFileSync(`${out}.json`, 'utf8')).notes).toMatchObject([
    { title: 'Einkauf' },
  ])
  expect(await office.count('note')).toBe(0)
})
