import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { childrenOf, type Element, element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import type { AccountFixture } from '../../support/tenant.js'
import { newOffice, type Office } from '../sync/support.js'
import { at, textsOf } from './office.js'

/** MS-ASCMD, ResolveRecipients. */

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone
let eva: AccountFixture

const EVA = 'eva@ente.example'

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  eva = await office.tenant.account({
    ...{ display_name: 'Eva Kaufmann', email: EVA, time_zone: 'Europe/Berlin' },
  })
  phone = await office.phone()
})

async function resolve(to: string[], ...options: Element[]) {
  const root = element('ResolveRecipients:ResolveRecipients', [
    ...to.map((one) => element('ResolveRecipients:To', one)),
    options.length > 0 ? element('ResolveRecipients:Options', options) : null,
  ])
  return read(await phone.client.command('ResolveRecipients', root))
}

function read({ status, body }: { status: number; body: Element | null }) {
  const responses = childrenOf(body, 'ResolveRecipients:Response').map((response) => {
    const { To: to, Status, RecipientCount: count } = textsOf(response)
    const recipients = childrenOf(response, 'ResolveRecipients:Recipient')
    return {
      ...{ to, status: Status, count },
      names: recipients.map((one) => textOf(one, 'ResolveRecipients:DisplayName')),
      recipients,
    }
  })
  return { http: status, status: textOf(body, 'ResolveRecipients:Status'), responses }
}

const contact = async (name: string, email: string | null, fields = {}) => {
  const id = await office.contact({ last_name: name, ...fields })
  const row = { contact_id: id, kind: 'email', value: email }
  if (email) await office.tenant.insert('contact_number', row)
  return id
}

const number = (
  name: 'MaxAmbiguousRecipients' | 'CertificateRetrieval' | 'MaxCertificates',
  value: number | string,
) => element(`ResolveRecipients:${name}`, value)

describe('To', () => {
  test('an address or a name that only one has is resolved', async () => {
    await contact('Kaufhold', 'hold@ente.example')
    const texts = [
      EVA,
      'EVA@Ente.Example',
      'Eva <eva@ente.example>',
      'Eva Kaufmann',
      'kaufm',
      'eva',
    ]
    const { status, responses } = await resolve([...texts, 'Kaufhold'])
    expect(status).toBe('1')
    expect(responses.map(({ to }) => to)).toEqual([...texts, 'Kaufhold'])
    expect(responses.map((one) => [one.status, one.count])).toEqual(Array(7).fill(['1', '1']))
    expect(responses.map(({ names }) => names)).toEqual([
      ...texts.map(() => ['Eva Kaufmann']),
      ['Kaufhold'],
    ])
    const [first] = responses[0]?.recipients ?? []
    const known = { Type: '1', DisplayName: 'Eva Kaufmann', EmailAddress: EVA }
    expect(textsOf(first)).toEqual(known)
    const [second] = responses[6]?.recipients ?? []
    const held = { Type: '2', DisplayName: 'Kaufhold', EmailAddress: 'hold@ente.example' }
    expect(textsOf(second)).toEqual(held)
  })

  test('who is found several times is suggested, as many as the client takes', async () => {
    await contact('Kaufhold', 'hold@ente.example')
    await contact('Kauflos', null)
    const all = ['Eva Kaufmann', 'Kaufhold']
    const [two] = (await resolve(['kauf'])).responses
    expect(two).toMatchObject({ status: '2', count: '2', names: all })
    const [one] = (await resolve(['kauf'], number('MaxAmbiguousRecipients', 1))).responses
    expect(one).toMatchObject({ status: '3', count: '2', names: ['Eva Kaufmann'] })
    const [none] = (await resolve(['kauf'], number('MaxAmbiguousRecipients', 0))).responses
    expect(none).toMatchObject({ status: '3', count: '2', names: [] })
  })

  test('nobody has status 4, and so has an address that only begins like one', async () => {
    const texts = ['Niemand', 'eva@ente.exampl', 'eva@ente.example.org', 'x@y', '@', '%', '']
    const { responses } = await resolve(texts)
    expect(responses.map(({ status, names }) => [status, names])).toEqual(
      texts.map(() => ['4', []]),
    )
  })

  test('a whole name goes before those that begin with it, an account before a contact', async () => {
    await office.tenant.account({ display_name: 'Eva Kaufmannsberger', email: 'b@ente.example' })
    await contact('Eva K.', EVA)
    const { responses } = await resolve(['Eva Kaufmann', EVA])
    expect(responses.map(({ names }) => names)).toEqual([['Eva Kaufmann'], ['Eva Kaufmann']])
    expect(responses.map(({ status }) => status)).toEqual(['1', '1'])
  })

  test('R-ONO-19 a login at the tenant’s domain is an address too', async () => {
    const domains = ['ente.example']
    await database.knex('tenant').where({ id: office.tenant.id }).update({ domains })
    const address = `${office.account.login}@ente.example`
    const { responses } = await resolve([address, `niemand_${office.tenant.name}@ente.example`])
    expect(responses.map(({ status }) => status)).toEqual(['1', '4'])
    const [mine] = responses[0]?.recipients ?? []
    expect(textsOf(mine)).toMatchObject({ EmailAddress: address })
  })

  test('nobody of another tenant is', async () => {
    const other = await newOffice(database, gateway.baseUrl)
    await other.tenant.account({ display_name: 'Xaver Fremd', email: 'x@fremd.example' })
    const { responses } = await resolve(['x@fremd.example', 'Xaver', 'Xaver Fremd'])
    expect(responses.map(({ status }) => status)).toEqual(['4', '4', '4'])
  })
})

const half = (n: number) => new Date(Date.UTC(2026, 2, 9, 8, 30 * n))
const availability = (from: string | null, to: string | null) =>
  element('ResolveRecipients:Availability', [
    from === null ? null : element('ResolveRecipients:StartTime', from),
    to === null ? null : element('ResolveRecipients:EndTime', to),
  ])

/** Eva's half hours from Monday, March 9th, 8:00 UTC (9:00 in Berlin) on. */
async function times(halves: number, to = EVA) {
  const asked = availability(half(0).toISOString(), half(halves).toISOString())
  const { responses } = await resolve([to], asked)
  const found = at(responses[0]?.recipients[0], 'ResolveRecipients:Availability')
  return {
    status: textOf(found, 'ResolveRecipients:Status'),
    digits: textOf(found, 'ResolveRecipients:MergedFreeBusy'),
  }
}

/** Of Eva, by half hours. */
const busy = (from: number, to: number, fields = {}) =>
  office.appointment({
    ...{ owner_id: eva.id, starts_at: half(from), ends_at: half(to) },
    ...fields,
  })

describe('Availability', () => {
  test('MS-ASCMD_R3319 a digit for each half hour: what each is shown as', async () => {
    await busy(1, 2, { show_as: 'tentative' })
    await busy(2, 3, { show_as: 'busy' })
    await busy(3, 5, { show_as: 'out-of-office' })
    await busy(5, 6, { show_as: 'free' })
    await busy(6, 7, { show_as: 'elsewhere' })
    await busy(7, 8)
    await busy(8, 9, { status: 'tentative' })
    await busy(9, 10, { status: 'cancelled' })
    expect(await times(11)).toEqual({ status: '1', digits: '01233022100' })
  })

  test('MS-ASCMD_R3327 the highest of an interval, R3332 also for a second of it', async () => {
    await busy(0, 4, { show_as: 'tentative' })
    await busy(1, 2, { show_as: 'out-of-office' })
    const end = new Date(half(3).getTime() + 1_000)
    await busy(2, 3, { show_as: 'busy', ends_at: end })
    expect((await times(5)).digits).toBe('13220')
  })

  test('MS-ASCMD_R3330 the last digit is for what remains', async () => {
    await busy(1, 2)
    const from = half(0).toISOString()
    const to = new Date(half(1).getTime() + 60_000).toISOString()
    const { responses } = await resolve([EVA], availability(from, to))
    const found = at(responses[0]?.recipients[0], 'ResolveRecipients:Availability')
    expect(textOf(found, 'ResolveRecipients:MergedFreeBusy')).toBe('02')
  })

  test('a series counts by its occurrences, moved and cancelled ones as they are now', async () => {
    const series = await busy(0, 1, { rrule: 'FREQ=DAILY', time_zone: 'Europe/Berlin' })
    const day = 48
    expect((await times(3 * day)).digits).toBe(`2${'0'.repeat(47)}`.repeat(3))
    const start = half(2 * day).toISOString()
    const end = half(2 * day + 2).toISOString()
    const span = { allDay: false, start, end, timeZone: 'Europe/Berlin' }
    const overrides = [
      { recurrence_id: half(day).toISOString().replace('.000', ''), cancelled: true },
      {
        recurrence_id: half(2 * day)
          .toISOString()
          .replace('.000', ''),
        changes: JSON.stringify({ span, showAs: 'out-of-office' }),
      },
    ]
    for (const one of overrides) {
      await office.tenant.insert('appointment_override', { appointment_id: series, ...one })
    }
    const days = [`2${'0'.repeat(47)}`, '0'.repeat(48), `33${'0'.repeat(46)}`]
    expect((await times(3 * day)).digits).toBe(days.join(''))
  })

  test('an all-day appointment is the day where the account is', async () => {
    // From March 9th, 23:00 UTC, half hour 30, for a day.
    const day = { all_day: true, start_date: '2026-03-10', end_date: '2026-03-11' }
    await busy(0, 1, { ...day, starts_at: null, ends_at: null, time_zone: null, show_as: 'free' })
    await busy(0, 1, { ...day, starts_at: null, ends_at: null, time_zone: null })
    const digits = `${'0'.repeat(30)}${'2'.repeat(48)}${'0'.repeat(18)}`
    expect((await times(96)).digits).toBe(digits)
  })

  test('what one takes part in counts, unless it was declined, in whatever folder it lies', async () => {
    const meeting = await busy(0, 1, { owner_id: office.account.id })
    const declined = await busy(1, 2, { owner_id: office.account.id })
    const folder = { account_id: eva.id, kind: 'calendar', name: 'Privat' }
    const home = await office.tenant.insert('collection', folder)
    await busy(2, 3, { collection_id: home })
    await busy(3, 4, { owner_id: office.account.id })
    for (const [id, status] of [
      [meeting, 'accepted'],
      [declined, 'declined'],
    ] as const) {
      const link = { appointment_id: id, account_id: eva.id, status }
      await office.tenant.insert('appointment_participant', link)
    }
    expect((await times(5)).digits).toBe('20200')
  })

  test('of a private appointment nothing leaves but its digit', async () => {
    const secret = { title: 'Geheimnis', location: 'Versteck', privacy: 'private' }
    await busy(0, 1, { ...secret, note: 'psst' })
    const asked = availability(half(0).toISOString(), half(2).toISOString())
    const { body } = await phone.client.command(
      'ResolveRecipients',
      element('ResolveRecipients:ResolveRecipients', [
        element('ResolveRecipients:To', EVA),
        element('ResolveRecipients:Options', [asked]),
      ]),
    )
    expect(JSON.stringify(body)).not.toMatch(/Geheimnis|Versteck|psst/)
    expect(JSON.stringify(body)).toContain('"20"')
  })

  test('MS-ASCMD_R4617 of one of several there is none, of a contact no data', async () => {
    await contact('Kaufhold', 'hold@ente.example')
    const asked = availability(half(0).toISOString(), half(2).toISOString())
    const { responses } = await resolve(['kauf', 'hold@ente.example'], asked)
    const found = responses.map(({ recipients }) =>
      recipients.map((one) => textsOf(at(one, 'ResolveRecipients:Availability'))),
    )
    expect(found).toEqual([[{}, {}], [{ Status: '163' }]])
  })

  test('MS-ASCMD_R4293 after 20 recipients it is 160', async () => {
    const asked = availability(half(0).toISOString(), half(2).toISOString())
    const { responses } = await resolve(Array(22).fill(EVA), asked)
    const statuses = responses.map(({ recipients }) =>
      textOf(at(recipients[0], 'ResolveRecipients:Availability'), 'ResolveRecipients:Status'),
    )
    expect(statuses).toEqual([...Array(20).fill('1'), '160', '160'])
  })

  test('MS-ASCMD_R2266 a window that makes no sense is 5 for all', async () => {
    const at = (ms: number) => new Date(half(0).getTime() + ms).toISOString()
    const day = 86_400_000
    const wrong = [
      [at(0), at(1_799_000)],
      [at(0), at(-day)],
      [at(0), at(42 * day + 1_000)],
      ['never', at(day)],
      [at(0), 'never'],
      [at(0), ''],
      [null, at(day)],
    ] as const
    for (const [from, to] of wrong) {
      const answer = await resolve([EVA], availability(from, to))
      expect([from, to, answer]).toEqual([from, to, { http: 200, status: '5', responses: [] }])
    }
    const right = [at(0), at(42 * day)] as const
    expect((await resolve([EVA], availability(...right))).status).toBe('1')
  })

  test('MS-ASCMD_R2265 without an end it is seven days', async () => {
    const { responses } = await resolve([EVA], availability(half(0).toISOString(), null))
    const found = at(responses[0]?.recipients[0], 'ResolveRecipients:Availability')
    expect(textOf(found, 'ResolveRecipients:MergedFreeBusy')).toHaveLength(7 * 48)
  })

  test('MS-ASCMD_R6085 is not known before 14.0', async () => {
    phone.client.version = '12.1'
    const { responses } = await resolve([EVA], availability(half(0).toISOString(), null))
    expect(at(responses[0]?.recipients[0], 'ResolveRecipients:Availability')).toBeUndefined()
  })

  test('MS-ASCMD_R3329 has as many digits as half hours began, whatever the window', async () => {
    await busy(0, 3)
    await busy(5, 9, { rrule: 'FREQ=WEEKLY', time_zone: 'Europe/Berlin' })
    const start = fc.integer({ min: -5_000_000, max: 5_000_000 })
    const minutes = fc.integer({ min: 30, max: 42 * 24 * 60 })
    await fc.assert(
      fc.asyncProperty(start, minutes, async (second, length) => {
        const from = half(0).getTime() + second * 1_000
        const window = [from, from + length * 60_000].map((ms) => new Date(ms).toISOString())
        const asked = availability(window[0] ?? '', window[1] ?? '')
        const { responses } = await resolve([EVA], asked)
        const found = at(responses[0]?.recipients[0], 'ResolveRecipients:Availability')
        const digits = textOf(found, 'ResolveRecipients:MergedFreeBusy') ?? ''
        expect(digits).toMatch(/^[0-3]*$/)
        expect(digits).toHaveLength(Math.ceil(length / 30))
      }),
      { numRuns: 40 },
    )
  })
})

test('MS-ASCMD_R4304 certificates are said to be none, of those that are resolved', async () => {
  await contact('Kaufhold', 'hold@ente.example')
  const found = async (...options: Element[]) =>
    (await resolve([EVA, 'kauf'], ...options)).responses.map(({ recipients }) =>
      textsOf(at(recipients[0], 'ResolveRecipients:Certificates')),
    )
  const none = { Status: '7', CertificateCount: '0', RecipientCount: '1' }
  expect(await found(number('CertificateRetrieval', 2))).toEqual([none, {}])
  expect(await found(number('CertificateRetrieval', 3))).toEqual([none, {}])
  expect(await found(number('CertificateRetrieval', 1))).toEqual([{}, {}])
  expect(await found()).toEqual([{}, {}])
})

test('MS-ASCMD_R4310 pictures come from 14.1 on, as many and as large as asked for', async () => {
  await contact('Bild A', 'a@ente.example', { picture: Buffer.alloc(3_000, 1) })
  await contact('Bild B', 'b@ente.example', { picture: Buffer.alloc(30_000, 1) })
  await contact('Bild C', 'c@ente.example', { picture: Buffer.alloc(3_000, 1) })
  const statuses = async (...limits: Element[]) => {
    const picture = element('ResolveRecipients:Picture', limits)
    const { responses } = await resolve(['a@ente.example', 'bild', EVA], picture)
    return responses.flatMap(({ recipients }) =>
      recipients.map((one) =>
        textOf(at(one, 'ResolveRecipients:Picture'), 'ResolveRecipients:Status'),
      ),
    )
  }
  expect(await statuses()).toEqual(['1', '1', '1', '1', '173'])
  const limits = [
    element('ResolveRecipients:MaxSize', 10_000),
    element('ResolveRecipients:MaxPictures', 2),
  ]
  expect(await statuses(...limits)).toEqual(['1', '1', '174', '175', '173'])
  phone.client.version = '14.0'
  expect(await statuses()).toEqual(Array(5).fill(undefined))
})

test('MS-ASCMD_R5656 more than 100 recipients, none, or an invalid option are 5', async () => {
  const wrong = { http: 200, status: '5', responses: [] }
  expect(await resolve(Array(101).fill('x'))).toEqual(wrong)
  expect(await resolve([])).toEqual(wrong)
  expect(await resolve(['x'.repeat(257)])).toEqual(wrong)
  expect(await resolve(['x'], number('CertificateRetrieval', 4))).toEqual(wrong)
  expect(await resolve(['x'], number('MaxAmbiguousRecipients', 10_000))).toEqual(wrong)
  expect(await resolve(['x'], number('MaxCertificates', 'many'))).toEqual(wrong)
  expect(read(await phone.client.command('ResolveRecipients', null))).toEqual(wrong)
})

test('a request as a real client sent it is answered', async () => {
  const wire = join(__dirname, '../../fixtures/wire/043-devA-ResolveRecipients.req.wbxml')
  await office.tenant.account({ display_name: 'User 02', email: 'user02@example.test' })
  const answer = read(await phone.client.bytes('ResolveRecipients', readFileSync(wire)))
  expect(answer.responses).toMatchObject([{ to: 'user02@example.test', status: '1', count: '1' }])
  const found = at(answer.responses[0]?.recipients[0], 'ResolveRecipients:Availability')
  expect(textOf(found, 'ResolveRecipients:MergedFreeBusy')).toBe('0'.repeat(48))
})
