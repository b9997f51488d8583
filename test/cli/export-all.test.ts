import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, startGateway } from '../support/gateway.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'
import { inProcess } from './termingate.js'

let gateway: Gateway
const cwd = mkdtempSync(join(tmpdir(), 'termingate-export-all-'))
const TIMES = { starts_at: '2026-12-01T09:00:00Z', ends_at: '2026-12-01T10:00:00Z' }

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.stop()
  rmSync(cwd, { recursive: true })
})

async function run(...args: string[]): Promise<string> {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  const { code, stdout, stderr } = await inProcess(args, { env: { DATA_DIR, DATABASE_URL }, cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

/** What a tenant has, by words that no number of a row is in. */
async function contents({ sql, id }: TenantFixture) {
  const rows = async (text: string) => (await sql(text, [id])).map((row) => Object.values(row))
  return {
    appointments: await rows(
      `select a.title, o.name, a.starts_at, a.rrule, (select string_agg(coalesce(p.email, c.email), ','
           order by 1) from appointment_participant p left join account c
           on c.tenant_id = p.tenant_id and c.id = p.account_id
         where p.tenant_id = a.tenant_id and p.appointment_id = a.id) as people
       from appointment a left join account o on o.tenant_id = a.tenant_id and o.id = a.owner_id
       where a.tenant_id = $1 order by 1`,
    ),
    tasks: await rows(
      `select t.title, t.due_date, o.name from task t
       left join account o on o.tenant_id = t.tenant_id and o.id = t.responsible_id
       where t.tenant_id = $1 order by 1`,
    ),
    contacts: await rows(
      `select c.last_name, n.value, n.sync_slot, (select string_agg(o.name, ',' order by o.name)
         from contact_sync s join account o on o.tenant_id = s.tenant_id and o.id = s.account_id
         where s.tenant_id = c.tenant_id and s.contact_id = c.id) as lists
       from contact c left join contact_number n
         on n.tenant_id = c.tenant_id and n.contact_id = c.id
       where c.tenant_id = $1 order by 1`,
    ),
    notes: await rows('select title, body from note where tenant_id = $1 order by 1'),
  }
}

test('what export --all wrote of a tenant, imports make again in a new one', async () => {
  const settings = { rule_settings: { notes: true } }
  const old = await newTenant(gateway, settings)
  const anna = await old.account({ name: 'anna', email: 'anna@a.example' })
  const bert = await old.account({ name: '../bert', email: 'bert@a.example' })
  const meeting = await old.insert('appointment', {
    ...{ owner_id: anna.id, title: 'Sitzung', rrule: 'FREQ=WEEKLY', time_zone: 'Europe/Berlin' },
    ...TIMES,
  })
  await old.insert('appointment_participant', { appointment_id: meeting, account_id: bert.id })
  await old.insert('appointment', { owner_id: bert.id, title: 'Zahnarzt', ...TIMES })
  await old.insert('task', { responsible_id: bert.id, title: 'Angebot', due_date: '2026-12-24' })
  await old.insert('note', { owner_id: anna.id, title: 'Notiz', body: 'Zeile 1' })
  const weber = await old.insert('contact', { last_name: 'Weber' })
  await old.insert('contact_number', {
    ...{ contact_id: weber, kind: 'phone', value: '+49 30 1', sync_slot: 'mobile' },
  })
  for (const { id } of [anna, bert]) {
    await old.insert('contact_sync', { account_id: id, contact_id: weber })
  }
  await old.insert('contact', { last_name: 'Niemands' })

  const told = await run('export', '--all', '--tenant', old.name, '--output', 'out', '--json')
  expect(JSON.parse(told)).toMatchObject({
    ...{ tenants: 1, users: 2, appointments: 2, tasks: 1, notes: 1 },
    contacts: 3,
  })
  const place = join(cwd, 'out', old.name)
  expect(readdirSync(place).sort()).toEqual(['nobody.vcf', 'tenant.json', 'users'])
  expect(readdirSync(join(place, 'users')).sort()).toEqual([
    ...['%2E%2E%2Fbert.ics', '%2E%2E%2Fbert.vcf', 'anna.ics', 'anna.vcf'],
  ])
  const written = JSON.parse(readFileSync(join(place, 'tenant.json'), 'utf8'))
  expect(written).toMatchObject({
    tenant: { name: old.name, notes: true },
    users: [{ name: '../bert' }, { name: 'anna', email: 'anna@a.example' }],
  })
  expect(JSON.stringify(written)).not.toMatch(/hash|\$2[aby]\$/)

  const fresh = await newTenant(gateway, settings)
  for (const [name, file] of [
    ['anna', 'anna'],
    ['../bert', '%2E%2E%2Fbert'],
  ]) {
    const account = await fresh.account({ name, email: `${name?.replace('../', '')}@a.example` })
    const files = ['ics', 'vcf'].map((ending) => join(place, 'users', `${file}.${ending}`))
    await run('import', '--user', account.login, ...files)
  }
  const { contacts, ...rest } = await contents(fresh)
  const before = await contents(old)
  expect(rest).toEqual({
    ...{ appointments: before.appointments, tasks: before.tasks, notes: before.notes },
  })
  expect(contacts).toEqual(before.contacts.filter(([name]) => name !== 'Niemands'))
})

test('a directory that is there already is left alone', async () => {
  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  const again = await inProcess(['export', '--all', '--output', '.'], {
    ...{ env: { DATA_DIR, DATABASE_URL }, cwd },
  })
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('Name a new directory')])
  expect(existsSync(join(cwd, 'tenant.json'))).toBe(false)
})
