import { Ajv2020 } from 'ajv/dist/2020.js'
import { newOffice } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { type Answered, type Api, apiOf, newToken } from './support.js'

// biome-ignore lint/suspicious/noExplicitAny: a document as it came
type Json = any

let gateway: Gateway
let document: Json

beforeAll(async () => {
  // Maintenance is the whole database's: it must be no other test's.
  gateway = await startGateway({ databaseUrl: null, env: { LOGIN_BCRYPT_COST: '4' } })
  document = await (await fetch(`${gateway.baseUrl}/api/v1/openapi.json`)).json()
})
afterAll(() => gateway.stop())
afterEach(() => expect(gateway.logs).not.toContain('unexpected error'))

const SPAN = { allDay: true, startDate: '2026-12-01', endDate: '2026-12-03' }

/** What each operation is sent, and the query; what is not here takes nothing. */
const SENT: Record<string, { body?: object; query?: string }> = {
  createUser: { body: { name: 'neu', password: 'Tiger-7', switches: { calendar: true } } },
  changeUser: { body: { displayName: 'Anna', email: 'a@example.org', language: 'de' } },
  putSwitches: { body: { calendar: false, tasks: true, contacts: true } },
  patchSwitches: { body: { notes: false } },
  putPassword: { body: { password: 'Neu-8-Löwe' } },
  createAppointment: { body: { title: 'a', span: SPAN, rrule: 'FREQ=WEEKLY' } },
  changeAppointment: { body: { overrides: [{ recurrenceId: '2026-12-08', cancelled: true }] } },
  createTask: { body: { title: 'a', reminderAt: '2026-12-01T08:00:00+01:00' } },
  changeTask: { body: { priority: 1 } },
  createContact: { body: { lastName: 'a', numbers: [{ kind: 'email', value: 'a@b.c' }] } },
  changeContact: { body: { birthday: '1990-01-01' } },
  explain: { query: '?item=Termin&language=de' },
  createAppPassword: { body: { name: 'iPad' } },
  resetDevice: { body: {} },
  putDeviceStatus: { body: { status: 'quarantined' } },
  changeDevice: { body: { policyExempt: true, mergedKinds: ['calendar'] } },
  wipeDevice: { body: { kind: 'account', confirm: 'tablet1' } },
  recordDevice: { body: { hours: 1, contents: true, reason: 'Termin fehlt' } },
  addDeviceRule: { body: { status: 'blocked', userAgent: 'Old*' } },
  putNewDevices: { body: { newDevices: 'quarantined' } },
  putPolicy: { body: { devicePasswordEnabled: true, minDevicePasswordLength: 6 } },
  createTenant: { body: { name: `Neu${process.pid}`, domains: ['neu.example.com'] } },
  changeTenant: { body: { notes: true, versionCeiling: '14.1' } },
  putMaintenance: { body: { on: false } },
}

type World = { api: Api; places: Record<string, string | number>; tenant: string }

/** A tenant that has one of everything. */
async function newWorld(): Promise<World> {
  const office = await newOffice(gateway, gateway.baseUrl)
  const { tenant, account } = office
  const device = await tenant.insert('device', {
    ...{ account_id: account.id, device_id: 'tablet1', device_type: 'iPad' },
    ...{ protocol_version: '16.1', information: '{"model":"iPad"}' },
  })
  await tenant.sql('update account set locked_at = now() where id = $1', [account.id])
  await tenant.sql(
    `update tenant set device_rules = '[{"id":1,"status":"blocked","model":"x"}]' where id = $1`,
    [tenant.id],
  )
  const ids = {
    appointments: await office.appointment(),
    tasks: await office.task(),
    contacts: await office.contact(),
    'device-rules': 1,
    log: await tenant.insert('device_log', {
      ...{ device_id: device, at: new Date(), command: 'Sync', version: '16.1', http: 200 },
      ...{ status: '5', ms: 3, bytes_in: 9, bytes_out: 9, request: '<Sync/>', response: '' },
      ...{ masked: true, recorded: false },
    }),
    'app-passwords': await tenant.insert('app_password', {
      ...{ account_id: account.id, name: 'Alt', secret_hash: `${account.id}`, created_by: 'test' },
      created_at: '2026-11-01T00:00:00Z',
    }),
  }
  const places = { tenant: tenant.name, user: account.name, device: 'tablet1', ...ids }
  return { api: apiOf(gateway, await newToken(gateway, 0)), places, tenant: tenant.name }
}

function pathOf(path: string, { places }: World): string {
  const list = path.split('/').at(path.endsWith('/devices') ? 3 : -2) ?? ''
  const of: Record<string, string | number | undefined> = {
    ...{ ...places, kind: 'appointment' },
    id: places[list === 'items' ? 'appointments' : list],
  }
  return path.replace(/\{(\w+)\}/g, (_, name) => `${of[name]}`)
}

function expectDescribed(operation: Json, answer: Answered): void {
  const described = operation.responses[answer.status]
  expect([operation.operationId, answer.status, described]).toEqual([
    ...[operation.operationId, answer.status, expect.anything()],
  ])
  const type = answer.status < 400 ? 'application/json' : 'application/problem+json'
  const schema = described.content?.[type]?.schema
  if (!schema) {
    expect(answer.body).toBe('')
    return
  }
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  const fits = ajv.compile({ ...schema, components: document.components })
  fits(answer.body)
  expect([operation.operationId, fits.errors]).toEqual([operation.operationId, null])
}

test('every operation answers as it is described, with and without what it needs', async () => {
  const done: string[] = []
  for (const [path, methods] of Object.entries<Record<string, Json>>(document.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const world = await newWorld()
      const { operationId } = operation
      if (operationId === 'cancelWipe') {
        await gateway.sql(
          `update device set wipe = 'account', wipe_state = 'ordered', wipe_at = now()`,
        )
      }
      const { body, query = operationId === 'removeTenant' ? `?confirm=${world.tenant}` : '' } =
        SENT[operationId] ?? {}
      const place = pathOf(path, world)
      const answer = await world.api.ask(method.toUpperCase(), place + query, body ? { body } : {})
      expect([operationId, answer.status < 300, answer.body]).toEqual([
        ...[operationId, true, answer.body],
      ])
      expectDescribed(operation, answer)
      done.push(operationId)

      const nobody = apiOf(gateway, 'tg_0_wrong')
      expectDescribed(operation, await nobody.ask(method.toUpperCase(), place))
      if (operation.requestBody) {
        const refused = await world.api.ask(method.toUpperCase(), place, { body: { nonsense: 1 } })
        expect([operationId, refused.status >= 400]).toEqual([operationId, true])
        expectDescribed(operation, refused)
      }
      if (path.includes('{')) {
        const lost = place.replaceAll(world.tenant, 'Nirgends')
        const refused = await world.api.ask(
          method.toUpperCase(),
          lost + query,
          body ? { body } : {},
        )
        expect([operationId, refused.status]).toEqual([operationId, 404])
        expectDescribed(operation, refused)
      }
    }
  }
  expect(Object.keys(SENT).filter((id) => !done.includes(id))).toEqual([])
})
