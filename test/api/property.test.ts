import fc from 'fast-check'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { type Api, apiOf, newToken } from './support.js'

let gateway: Gateway
let office: Office
let api: Api

beforeAll(async () => {
  // Whatever comes of it is nobody else's, maintenance too.
  gateway = await startGateway({ databaseUrl: null, env: { LOGIN_BCRYPT_COST: '4' } })
  office = await newOffice(gateway, gateway.baseUrl)
  api = apiOf(gateway, await newToken(gateway, office.tenant.id))
})
afterAll(() => gateway.stop())

const DAY = { allDay: true, startDate: '2026-12-01', endDate: '2026-12-02' }

/** A body that works, of which one field after the other is replaced. */
const GOOD: [method: string, path: string, body: Record<string, unknown>][] = [
  [
    'POST',
    'appointments',
    { title: 'a', span: DAY, rrule: 'FREQ=DAILY', overrides: [], rdates: [] },
  ],
  ['PATCH', 'appointments/APPOINTMENT', { title: 'a', participants: [], ownerId: null, uid: 'x' }],
  ['POST', 'tasks', { title: 'a', dueDate: '2026-12-01', reminderAt: null, editorIds: [] }],
  ['PATCH', 'tasks/TASK', { title: 'a', status: 'done', rrule: null, timeZone: 'UTC' }],
  ['POST', 'contacts', { lastName: 'a', numbers: [], birthday: null, syncedBy: [] }],
  ['PATCH', 'contacts/CONTACT', { company: 'a', homepage: '', numbers: [], responsibleId: null }],
  ['PATCH', 'users/USER', { displayName: 'a', email: null, timeZone: null, language: 'de' }],
  ['PUT', 'users/USER/switches', { calendar: true, tasks: true, contacts: true }],
  ['POST', 'users', { name: 'a', password: 'b', switches: {}, admin: true }],
  ['PUT', 'policy', { devicePasswordEnabled: true, allowCamera: false }],
  ['POST', 'device-rules', { status: 'allowed', userAgent: '*', before: 1 }],
]

const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom('\0', '\ud800', '9999-12-31', '2026-02-30T25:00:00Z', '1e400', '𝕏', "'; --"),
  fc.constantFrom('FREQ=DAILY;UNTIL=99999999', 'FREQ=YEARLY;BYDAY=53MO', 'FREQ=HOURLY;COUNT=0'),
  fc.constantFrom('2026-12-01T09:00:00Z', '0000-01-01T00:00:00Z', '2026-12-01', 'Europe/Berlin'),
)
const plain = fc.oneof(
  texts,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, -1, 0, 2 ** 53, 1e308, [], {}),
)
const values = fc.oneof(
  { weight: 3, arbitrary: plain },
  fc.array(plain, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('allDay', 'start', 'kind', 'value', 'refId', '__proto__'), plain),
  fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<unknown>,
)

test('no body makes the gateway fail, whatever stands in a field', async () => {
  const ids: Record<string, string> = {
    APPOINTMENT: `${await office.appointment()}`,
    ...{ TASK: `${await office.task()}`, CONTACT: `${await office.contact()}` },
    USER: office.account.name,
  }
  const one = fc.constantFrom(...GOOD).chain(([method, path, body]) =>
    fc.record({
      method: fc.constant(method),
      path: fc.constant(path.replace(/[A-Z]{4,}/, (name) => ids[name] ?? name)),
      body: fc.constant(body),
      field: fc.constantFrom(...Object.keys(body), 'clientData'),
      value: values,
    }),
  )
  await fc.assert(
    fc.asyncProperty(one, async ({ method, path, body, field, value }) => {
      const place = `/tenants/${office.tenant.name}/${path}`
      const answer = await api.ask(method, place, { body: { ...body, [field]: value } })
      const { status } = answer
      expect([status, answer.body]).toEqual([expect.any(Number), expect.anything()])
      expect([200, 201, 400, 404, 409]).toContain(status)
      if (status >= 400) expect(answer.headers.get('content-type')).toContain('problem+json')
    }),
    { numRuns: 400 },
  )
  expect(gateway.logs).not.toContain('unexpected error')
  const phone = await office.phone()
  await phone.syncAll()
})
