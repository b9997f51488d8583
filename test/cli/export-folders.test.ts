import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newOffice } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { inProcess } from './termingate.js'

let gateway: Gateway
const cwd = mkdtempSync(join(tmpdir(), 'termingate-export-'))

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(async () => {
  await gateway.stop()
  rmSync(cwd, { recursive: true })
})

test('what is written of a removed user names the folders of its own, and what lay in them', async () => {
  const { tenant, account, ...office } = await newOffice(gateway, gateway.baseUrl)
  const folder = (kind: string, name: string) =>
    tenant.insert('collection', { account_id: account.id, kind, name })
  const friends = await folder('contacts', 'Freunde')
  const work = await folder('calendar', 'Arbeit')
  await office.appointment({ title: 'Notar', collection_id: work })
  const contact = await office.contact()
  await tenant.sql('update contact_sync set collection_id = $2 where tenant_id = $1', [
    ...[tenant.id, friends],
  ])

  const { DATA_DIR = '', DATABASE_URL = '' } = gateway.env
  const args = ['user', 'remove', tenant.name, account.name, '--export', 'a.json']
  const { code, stderr } = await inProcess(args, { env: { DATA_DIR, DATABASE_URL }, cwd })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(JSON.parse(readFileSync(join(cwd, 'a.json'), 'utf8'))).toMatchObject({
    folders: [
      { id: friends, kind: 'contacts', name: 'Freunde', contacts: [contact] },
      { id: work, kind: 'calendar', name: 'Arbeit', contacts: null },
    ],
    appointments: [{ title: 'Notar', homeId: work }],
  })
})
