import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { exportItems } from '../../src/cli/export-items.js'
import { type ImportReport, importFiles } from '../../src/cli/import-files.js'
import { importTarget } from '../../src/cli/import-target.js'
import type { Database } from '../../src/store/database.js'
import { loadItems, updateItem } from '../../src/store/items.js'
import { itemsByUid } from '../../src/store/items-by-uid.js'
import { newTenant, testDatabase } from '../support/database.js'
import type { AccountFixture, TenantFixture } from '../support/tenant.js'

const FIXTURES = resolve(__dirname, '../fixtures/import')
const CALENDARS = ['outlook.ics', 'apple.ics', 'thunderbird.ics']
const CARDS = ['outlook.vcf', 'apple.vcf', 'version4.vcf']
const APPLE_UID = '6E2F2E1C-0A0A-4F0C-9C35-2F6D6C7D0001'

let database: Database
let tenant: TenantFixture
let account: AccountFixture
let folder: string

beforeAll(async () => {
  database = await testDatabase()
  folder = mkdtempSync(join(tmpdir(), 'termingate-import-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

beforeEach(async () => {
  tenant = await newTenant(database)
  account = await tenant.account({ email: 'tom@example.com', display_name: 'Tom Tiger' })
})

function importAs(who: AccountFixture, paths: string[], cwd = FIXTURES): Promise<ImportReport> {
  const target = importTarget(database, { id: who.id, tenantId: tenant.id })
  return importFiles(target, { id: who.id, timeZone: 'Europe/Berlin' }, paths, { cwd })
}

function counts(report: ImportReport): string[] {
  return report.files.map(
    (one) => `${one.file}: ${one.created} ${one.updated} ${one.unchanged} ${one.skipped}`,
  )
}

async function count(table: string): Promise<number> {
  const [row] = await tenant.sql(`select count(*)::int as n from ${table} where tenant_id = $1`, [
    tenant.id,
  ])
  return Number(row?.n)
}

/** Revisions of all collections: they rise with every change a phone would see. */
async function revisions(): Promise<string> {
  const rows = await tenant.sql(
    'select id, revision from collection where tenant_id = $1 order by id',
    [tenant.id],
  )
  return JSON.stringify(rows)
}

async function appointment(uid: string) {
  const found = await itemsByUid(database, 'appointment', {
    tenantId: tenant.id,
    accountId: account.id,
    uids: [uid],
  })
  return found.get(uid)
}

test('R-ONO-150 files become the account’s own items, contacts get into its sync', async () => {
  const report = await importAs(account, [...CALENDARS, ...CARDS])
  expect(counts(report)).toEqual([
    'outlook.ics: 3 0 0 0',
    'apple.ics: 3 0 0 0',
    'thunderbird.ics: 3 0 0 0',
    'outlook.vcf: 1 0 0 0',
    'apple.vcf: 2 0 0 3',
    'version4.vcf: 1 0 0 0',
  ])
  expect(report.problems.map((one) => `${one.file}:${one.line}`)).toEqual([
    'apple.vcf:29',
    'apple.vcf:36',
    'apple.vcf:40',
  ])
  expect([await count('appointment'), await count('task'), await count('contact')]).toEqual([
    6, 3, 4,
  ])
  expect(await count('contact_sync')).toBe(4)
  const owners = await tenant.sql(
    'select distinct owner_id from appointment where tenant_id = $1',
    [tenant.id],
  )
  expect(owners).toEqual([{ owner_id: account.id }])
})

test('a second import of the same files changes nothing', async () => {
  const files = [...CALENDARS, ...CARDS]
  await importAs(account, files)
  const before = await revisions()
  expect(counts(await importAs(account, files))).toEqual([
    'outlook.ics: 0 0 3 0',
    'apple.ics: 0 0 3 0',
    'thunderbird.ics: 0 0 3 0',
    'outlook.vcf: 0 0 1 0',
    'apple.vcf: 0 0 2 3',
    'version4.vcf: 0 0 1 0',
  ])
  expect(await revisions()).toBe(before)
})

test('what was edited since stays, what a newer file says is taken', async () => {
  await importAs(account, ['apple.ics'])
  const id = (await appointment(APPLE_UID))?.id ?? 0
  await updateItem(database, 'appointment', { tenantId: tenant.id, id, patch: { title: 'edited' } })
  expect(counts(await importAs(account, ['apple.ics']))).toEqual(['apple.ics: 0 0 3 0'])
  expect((await appointment(APPLE_UID))?.title).toBe('edited')

  const newer = [
    'BEGIN:VEVENT',
    `UID:${APPLE_UID}`,
    'DTSTART:20260502T100000Z',
    'SUMMARY:newer',
    'END:VEVENT',
  ]
  writeFileSync(join(folder, 'newer.ics'), newer.join('\r\n'))
  expect(counts(await importAs(account, ['newer.ics'], folder))).toEqual(['newer.ics: 0 1 0 0'])
  expect(await appointment(APPLE_UID)).toMatchObject({ id, title: 'newer', participants: [] })
})

test('attendees known by e-mail are linked, and stay so when an export comes back', async () => {
  await importAs(account, ['apple.ics'])
  const item = await appointment(APPLE_UID)
  expect(item?.participants.map((one) => [one.kind, one.refId, one.name]).sort()).toEqual([
    ['account', account.id, 'Tom Tiger'],
    ['external', null, 'Luchs, Wilhelmine'],
  ])
  const { calendar } = exportItems({ appointments: item ? [item] : [] })
  writeFileSync(join(folder, 'export.ics'), calendar)
  expect(counts(await importAs(account, ['export.ics'], folder))).toEqual(['export.ics: 0 0 1 0'])
})

test('R-ONO-168 a second user who imports the same addresses gets the same contacts', async () => {
  const other = await tenant.account()
  await importAs(account, ['outlook.vcf'])
  expect(counts(await importAs(other, ['outlook.vcf']))).toEqual(['outlook.vcf: 0 0 1 0'])
  expect([await count('contact'), await count('contact_sync')]).toEqual([1, 2])
})

test('a file that can’t be read is said, and the others are imported', async () => {
  writeFileSync(join(folder, 'letter.txt'), 'Dear Tom')
  writeFileSync(join(folder, 'one.vcf'), 'BEGIN:VCARD\nFN:A B\nEND:VCARD\n')
  const report = await importAs(account, ['gone.ics', '.', 'letter.txt', 'one.vcf'], folder)
  expect(report.problems).toEqual([
    { file: 'gone.ics', line: 0, reason: 'there is no such file', skipped: true },
    { file: '.', line: 0, reason: 'it is not a file', skipped: true },
    {
      file: 'letter.txt',
      line: 1,
      skipped: true,
      reason: 'it is neither a calendar (iCalendar) nor an address file (vCard)',
    },
  ])
  expect(counts(report).at(-1)).toBe('one.vcf: 1 0 0 0')
})

test('an entry that the database does not take does not keep the others out', async () => {
  const cards = ['one', 'two', 'three'].map((name) => `BEGIN:VCARD\nFN:${name}\nEND:VCARD\n`)
  writeFileSync(join(folder, 'three.vcf'), cards.join(''))
  const refusing = importTarget(database, { id: account.id, tenantId: tenant.id })
  const target: typeof refusing = {
    transact: (run) =>
      refusing.transact((writer) =>
        run({
          ...writer,
          create(kind, patch) {
            const bad = 'lastName' in patch && patch.lastName === 'two'
            // no date column holds that year
            return writer.create(kind, bad ? { ...patch, birthday: '99999999-01-01' } : patch)
          },
        }),
      ),
  }
  const report = await importFiles(target, { id: account.id, timeZone: 'UTC' }, [
    join(folder, 'three.vcf'),
  ])
  expect(report.problems.map(({ line, reason }) => [line, reason])).toEqual([
    [4, 'the database does not take it'],
  ])
  expect(await count('contact')).toBe(2)
})

test('an export of everything comes back as the same items in another tenant', async () => {
  await importAs(account, [...CALENDARS, ...CARDS])
  const ids = async (table: string) =>
    (await tenant.sql(`select id from ${table} where tenant_id = $1 order by id`, [tenant.id])).map(
      (row) => Number(row.id),
    )
  const load = async () => ({
    appointments: await loadItems(database, 'appointment', {
      tenantId: tenant.id,
      ids: await ids('appointment'),
    }),
    tasks: await loadItems(database, 'task', { tenantId: tenant.id, ids: await ids('task') }),
    contacts: await loadItems(database, 'contact', {
      tenantId: tenant.id,
      ids: await ids('contact'),
    }),
  })
  const first = exportItems(await load())
  writeFileSync(join(folder, 'all.ics'), first.calendar)
  writeFileSync(join(folder, 'all.vcf'), first.contacts)
  tenant = await newTenant(database)
  account = await tenant.account({ email: 'tom@example.com', display_name: 'Tom Tiger' })
  await importAs(account, ['all.ics', 'all.vcf'], folder)
  const second = exportItems(await load())
  const withoutStamps = (text: string) => text.replace(/^(DTSTAMP|CREATED|REV):.*$/gm, '')
  expect(withoutStamps(second.calendar)).toBe(withoutStamps(first.calendar))
  expect(withoutStamps(second.contacts)).toBe(withoutStamps(first.contacts))
})
