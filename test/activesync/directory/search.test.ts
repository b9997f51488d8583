import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { childrenOf, type Element, element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice, type Office } from '../sync/support.js'
import { allTexts, at, textsOf } from './office.js'

/** MS-ASCMD, Search and Find: people of the tenant and contacts of the account. */

let database: Database
let gateway: ClockGateway
let office: Office
let phone: Phone

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
  phone = await office.phone()
})

type Asked = { name?: string; range?: string; picture?: Element[]; more?: Element[] }

const searchRequest = (
  query: string | null,
  { name = 'GAL', range, picture, more = [] }: Asked = {},
) =>
  element('Search:Search', [
    element('Search:Store', [
      element('Search:Name', name),
      query === null ? null : element('Search:Query', query),
      element('Search:Options', [
        range === undefined ? null : element('Search:Range', range),
        picture ? element('Search:Picture', picture) : null,
        ...more,
      ]),
    ]),
  ])

async function search(query: string | null, asked: Asked = {}) {
  const { status, body } = await phone.client.command('Search', searchRequest(query, asked))
  const store = at(body, 'Search:Response', 'Search:Store')
  const results = childrenOf(store, 'Search:Result').map((one) => at(one, 'Search:Properties'))
  return {
    http: status,
    whole: textOf(body, 'Search:Status'),
    status: textOf(store, 'Search:Status'),
    range: textOf(store, 'Search:Range'),
    total: textOf(store, 'Search:Total'),
    names: allTexts(store, 'GAL:DisplayName'),
    results: results.map(textsOf),
    pictures: results.map((one) => at(one, 'GAL:Picture')),
  }
}

const found = async (query: string) => (await search(query)).names

function account(name: string, fields = {}) {
  return office.tenant.account({ display_name: name, ...fields })
}

const number = (contact: number, kind: string, value: string, slot: string | null = null) =>
  office.tenant.insert('contact_number', { contact_id: contact, kind, value, sync_slot: slot })

describe('accounts', () => {
  test('R-ONO-63 are found by the beginning of any of their words, whatever the case', async () => {
    const email = 'theobald.tiger@ente.example'
    await account('Theobald Özgür-Tiger', { name: `tiger${office.tenant.id}`, email })
    await account('Eva Kaufmann')
    const tiger = ['Theobald Özgür-Tiger']
    for (const query of ['theo', 'TIGER', 'Özg', 'özg', 'ÖZ', 'tig theo', email]) {
      expect([query, await found(query)]).toEqual([query, tiger])
    }
    for (const query of ['heobald', 'tigerin', 'tiger kauf', 'gur', 'tiger@falsch.example']) {
      expect([query, await found(query)]).toEqual([query, []])
    }
    // What combines to an Ö is one, as iPhones may send it.
    expect(await found('O\u0308zg')).toEqual(tiger)
  })

  test('MS-ASCMD_R5711 are told with alias and display name, and what else there is', async () => {
    const branch = await office.tenant.insert('branch', { name: 'Aachen' })
    const email = 'theobald@ente.example'
    const { name } = await account('Theobald Tiger', { email, branch_id: branch })
    expect((await search('Theobald')).results).toEqual([
      { DisplayName: 'Theobald Tiger', Office: 'Aachen', Alias: name, EmailAddress: email },
    ])
  })

  test('without an address have that of their login at the tenant’s domain', async () => {
    await database
      .knex('tenant')
      .where({ id: office.tenant.id })
      .update({ domains: ['ente.example'] })
    const { login } = await account('Theobald Tiger')
    const { results } = await search('Theobald')
    expect(results[0]).toMatchObject({ EmailAddress: `${login}@ente.example` })
  })

  test('that are renamed, switched off or gone are found as they are now', async () => {
    const { id } = await account('Theobald Tiger')
    const where = () => database.knex('account').where({ tenant_id: office.tenant.id, id })
    await where().update({ display_name: 'Peter Panter' })
    expect(await found('Theobald')).toEqual([])
    expect(await found('Pant')).toEqual(['Peter Panter'])
    await where().update({ active: false })
    expect(await found('Pant')).toEqual([])
    await where().update({ active: true })
    expect(await found('Pant')).toEqual(['Peter Panter'])
    await where().delete()
    expect(await found('Pant')).toEqual([])
  })
})

describe('contacts', () => {
  test('are found by name, company, place, address and number, and told as phones show them', async () => {
    const id = await office.contact({
      ...{ first_name: 'Eva', last_name: 'Kaufmann', company: 'Enten GmbH', city: 'Köln' },
      title: 'Dr.',
    })
    await number(id, 'email', 'eva@kaufmann.example', 'email1')
    await number(id, 'phone', '+49 (241) 44 68-60', 'business')
    await number(id, 'phone', '0170 1234567', 'mobile')
    const eva = {
      ...{ DisplayName: 'Eva Kaufmann', FirstName: 'Eva', LastName: 'Kaufmann', Title: 'Dr.' },
      ...{ Company: 'Enten GmbH', EmailAddress: 'eva@kaufmann.example' },
      ...{ Phone: '+49 (241) 44 68-60', MobilePhone: '0170 1234567' },
    }
    for (const query of [
      'kauf',
      'EVA KAUF',
      'ente',
      'köln',
      'eva@kauf',
      '4468',
      '241 4468',
      '0170',
    ]) {
      expect([query, (await search(query)).results]).toEqual([query, [eva]])
    }
    for (const query of ['aufmann', 'eva muster', '99999', 'kaufmann.example']) {
      expect([query, await found(query)]).toEqual([query, []])
    }
  })

  test('without a name have their company’s, or what else names them', async () => {
    await office.contact({ last_name: '', company: 'Enten GmbH' })
    const nameless = await office.contact({ last_name: '' })
    await number(nameless, 'email', 'entchen@ente.example')
    expect(await found('ent')).toEqual(['entchen@ente.example', 'Enten GmbH'])
  })

  test('are only those in the account’s own address lists', async () => {
    const colleague = await office.tenant.account()
    const theirs = await office.tenant.insert('contact', { last_name: 'Kaufmann' })
    await office.tenant.insert('contact_sync', { account_id: colleague.id, contact_id: theirs })
    await office.tenant.insert('contact', { last_name: 'Kaufmann' })
    expect(await found('kauf')).toEqual([])
    const folder = { account_id: office.account.id, kind: 'contacts', name: 'Freunde' }
    const collection = await office.tenant.insert('collection', folder)
    const flag = { account_id: office.account.id, contact_id: theirs, collection_id: collection }
    await office.tenant.insert('contact_sync', flag)
    expect(await found('kauf')).toEqual(['Kaufmann'])
  })

  test('R-ONO-12 do not come where the account has none', async () => {
    await office.contact({ last_name: 'Kaufmann' })
    await account('Karl Kaufmann')
    const key = { tenant_id: office.tenant.id, id: office.account.id }
    await database.knex('account').where(key).update({ contacts_enabled: false })
    expect(await found('kauf')).toEqual(['Karl Kaufmann'])
  })
})

test("another tenant's people are never found, whatever is asked", async () => {
  const other = await newOffice(database, gateway.baseUrl)
  await other.tenant.account({ display_name: 'Xaver Fremd', email: 'x@fremd.example' })
  const theirs = await other.contact({ last_name: 'Xylander', company: 'Fremd' })
  await other.tenant.insert('contact_number', { contact_id: theirs, kind: 'phone', value: '55512' })
  await account('Xenia Eigen')
  const piece = fc.constantFrom(
    'x',
    'X',
    'fremd',
    'xy',
    '555',
    '%',
    '_',
    "'",
    '@',
    ' ',
    'xen',
    '\\',
    'ü',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 4 }), async (pieces) => {
      const { http, names } = await search(pieces.join(''))
      expect(http).toBe(200)
      expect(names.filter((name) => name !== 'Xenia Eigen')).toEqual([])
    }),
    { numRuns: 60 },
  )
  expect(await found('x')).toEqual(['Xenia Eigen'])
})

describe('Range', () => {
  beforeEach(async () => {
    for (let n = 10; n < 35; n++) await account(`Person ${n}`)
  })

  test('MS-ASCMD_R4638 the whole, in the order of names, with its total', async () => {
    const { status, range, total, names } = await search('person')
    expect({ status, range, total }).toEqual({ status: '1', range: '0-24', total: '25' })
    expect(names).toEqual(Array.from({ length: 25 }, (_, n) => `Person ${n + 10}`))
  })

  test('pages go on where the one before ended', async () => {
    const first = await search('person', { range: '0-9' })
    expect(first).toMatchObject({ range: '0-9', total: '25' })
    const last = await search('person', { range: '20-29' })
    expect(last).toMatchObject({ range: '20-24', total: '25' })
    expect(last.names).toEqual(['Person 30', 'Person 31', 'Person 32', 'Person 33', 'Person 34'])
    expect((await search('person', { range: '0-0' })).names).toEqual(['Person 10'])
  })

  test('MS-ASCMD_R3736 beyond 0-99, or beyond what there is, has status 12', async () => {
    expect((await search('person', { range: '0-100' })).status).toBe('12')
    expect((await search('person', { range: '25-30' })).status).toBe('12')
  })

  test('that is none has status 2', async () => {
    for (const range of ['5-4', 'all', '-1-3', '0', '0-9-9']) {
      expect([range, (await search('person', { range })).status]).toEqual([range, '2'])
    }
  })

  test('of nothing is 0-0 with a total of 0, as Android wants both', async () => {
    const none = { status: '1', range: '0-0', total: '0', results: [] }
    expect(await search('nobody')).toMatchObject(none)
  })
})

describe('Picture', () => {
  const small = Buffer.alloc(3_000, 1)
  const large = Buffer.alloc(30_000, 2)
  beforeEach(async () => {
    await office.contact({ last_name: 'Bild A', picture: small })
    await office.contact({ last_name: 'Bild B', picture: large })
    await office.contact({ last_name: 'Bild C' })
    await office.contact({ last_name: 'Bild D', picture: small })
    await account('Bild E')
  })
  const statuses = async (...picture: Element[]) =>
    (await search('bild', { picture })).pictures.map((one) => textOf(one, 'GAL:Status'))

  test('MS-ASCMD_R4372 an empty option, as iPhones send it, brings each that there is', async () => {
    const { pictures } = await search('bild', { picture: [] })
    expect(pictures.map((one) => textOf(one, 'GAL:Status'))).toEqual(['1', '1', '173', '1', '173'])
    const data = pictures.map((one) => at(one, 'GAL:Data')?.opaque?.length)
    expect(data).toEqual([3_000, 30_000, undefined, 3_000, undefined])
  })

  test('MS-ASCMD_R4374 one above MaxSize is 174', async () => {
    expect(await statuses(element('Search:MaxSize', 10_000))).toEqual([
      '1',
      '174',
      '173',
      '1',
      '173',
    ])
  })

  test('MS-ASCMD_R3295 beyond MaxPictures they are 175, or what else is wrong with them', async () => {
    const most = element('Search:MaxPictures', 1)
    expect(await statuses(most)).toEqual(['1', '175', '173', '175', '173'])
    const size = element('Search:MaxSize', 10_000)
    expect(await statuses(most, size)).toEqual(['1', '174', '173', '175', '173'])
  })

  test('is not known before 14.1, and comes only when it was asked for', async () => {
    expect((await search('bild')).pictures).toEqual(Array(5).fill(undefined))
    phone.client.version = '14.0'
    expect((await search('bild', { picture: [] })).pictures).toEqual(Array(5).fill(undefined))
  })
})

describe('Status', () => {
  test('an empty query, one too long, or none has status 2', async () => {
    for (const query of ['', '  ', 'x'.repeat(257), null]) {
      expect(await search(query)).toMatchObject({ whole: '1', status: '2', results: [] })
    }
  })

  test('the mailbox holds nothing', async () => {
    const query = [element('Search:And', [element('Search:FreeText', 'Rechnung')])]
    const root = searchRequest(null, { name: 'Mailbox' })
    at(root, 'Search:Store')?.children.push(element('Search:Query', query))
    const { body } = await phone.client.command('Search', root)
    const store = at(body, 'Search:Response', 'Search:Store')
    expect(textsOf(store)).toMatchObject({ Status: '1', Range: '0-0', Total: '0' })
  })

  test('the document library is closed, with credentials too', async () => {
    const more = [element('Search:UserName', 'x'), element('Search:Password', 'y')]
    const answer = await search('\\\\server\\share', { name: 'DocumentLibrary', more })
    expect(answer).toMatchObject({ http: 200, whole: '1', status: '13', results: [] })
  })

  test('an unknown store has status 2', async () => {
    expect((await search('x', { name: 'Elsewhere' })).status).toBe('2')
  })

  test('MS-ASTASK_R364 elements of tasks or appointments have status 2', async () => {
    for (const tag of ['Tasks:Subject', 'Calendar:Subject'] as const) {
      for (const name of ['GAL', 'Mailbox']) {
        expect((await search('x', { name, more: [element(tag, 'x')] })).status).toBe('2')
      }
    }
  })

  test('options that mean nothing here are no error', async () => {
    await account('Theobald Tiger')
    const more = [
      ...[element('Search:RebuildResults'), element('Search:DeepTraversal')],
      ...[element('Search:UserName', 'x'), element('Search:Password', 'y')],
    ]
    expect((await search('theo', { more })).names).toEqual(['Theobald Tiger'])
  })

  test('a request without a store is 103, up to 12.1 HTTP 400', async () => {
    const ask = () => phone.client.command('Search', element('Search:Search'))
    expect(textOf((await ask()).body, 'Search:Status')).toBe('103')
    phone.client.version = '12.1'
    expect((await ask()).status).toBe(400)
  })
})

test('a request as a real client sent it is answered', async () => {
  const file = join(__dirname, '../../fixtures/wire/042-devA-Search-GAL.req.wbxml')
  for (const n of [1, 2]) {
    await account('', { name: `user0${n}x${office.tenant.id}`, email: `user0${n}@example.test` })
  }
  const { status, body } = await phone.client.bytes('Search', readFileSync(file))
  expect(status).toBe(200)
  expect(allTexts(body, 'GAL:EmailAddress')).toEqual(['user01@example.test', 'user02@example.test'])
})

describe('Find', () => {
  type Criterion = { query?: string; range?: string; picture?: Element; mailbox?: boolean }

  const findRequest = (criterion: Criterion, id: string | null = 'search-1') => {
    const { query, range, picture, mailbox } = criterion
    const mails = [element('AirSync:Class', 'Email'), element('Find:FreeText', query ?? '')]
    const asked = [
      query === undefined ? null : element('Find:Query', mailbox ? mails : query),
      element('Find:Options', [
        range === undefined ? null : element('Find:Range', range),
        picture ?? null,
      ]),
    ]
    const tag = mailbox ? 'Find:MailBoxSearchCriterion' : 'Find:GALSearchCriterion'
    return element('Find:Find', [
      id === null ? null : element('Find:SearchId', id),
      element('Find:ExecuteSearch', [element(tag, asked)]),
    ])
  }

  async function ask(root: Element) {
    const { status, body } = await phone.client.command('Find', root)
    const response = at(body, 'Find:Response')
    const results = childrenOf(response, 'Find:Result').map((one) => at(one, 'Find:Properties'))
    return {
      http: status,
      whole: textOf(body, 'Find:Status'),
      status: textOf(response, 'Find:Status'),
      range: textOf(response, 'Find:Range'),
      total: textOf(response, 'Find:Total'),
      results: results.map(textsOf),
      pictures: results.map((one) => at(one, 'GAL:Picture')),
    }
  }

  test('MS-ASCMD_R1002501 people with alias, name and picture, a page at a time', async () => {
    const { name } = await account('Kaa Tiger', { email: 'kaa@ente.example' })
    await office.contact({ last_name: 'Kab', picture: Buffer.alloc(300, 1) })
    await office.contact({ last_name: 'Kac', picture: Buffer.alloc(300, 2) })
    const picture = element('Find:Picture', [element('Find:MaxPictures', 1)])
    const answer = await ask(findRequest({ query: 'ka', range: '0-2', picture }))
    expect(answer).toMatchObject({ http: 200, whole: '1', status: '1', range: '0-2', total: '3' })
    expect(answer.results).toEqual([
      { DisplayName: 'Kaa Tiger', Alias: name, EmailAddress: 'kaa@ente.example' },
      { DisplayName: 'Kab', LastName: 'Kab' },
      { DisplayName: 'Kac', LastName: 'Kac' },
    ])
    expect(answer.pictures.map((one) => textOf(one, 'GAL:Status'))).toEqual(['173', '1', '175'])
    const second = await ask(findRequest({ query: 'ka', range: '1-1' }))
    expect(second).toMatchObject({ range: '1-1', total: '3', results: [{ DisplayName: 'Kab' }] })
  })

  test('R-ONO-03 of mails nothing, and only from the beginning', async () => {
    const nothing = { whole: '1', status: '1', total: '0', results: [] }
    expect(await ask(findRequest({ query: 'x', mailbox: true }))).toMatchObject(nothing)
    const later = await ask(findRequest({ query: 'x', mailbox: true, range: '5-9' }))
    expect(later).toMatchObject({ whole: '1', status: '4' })
  })

  test('what makes no sense has status 2', async () => {
    const wrong = [
      findRequest({}),
      findRequest({ query: '' }),
      findRequest({ query: 'x'.repeat(257) }),
      findRequest({ query: 'x', range: '4-2' }),
      findRequest({ query: 'x', range: '0-1000' }),
      findRequest({ query: 'x' }, null),
      element('Find:Find', [element('Find:SearchId', '1')]),
    ]
    for (const root of wrong) {
      expect(await ask(root)).toMatchObject({ http: 200, whole: '1', status: '2' })
    }
  })

  test('MS-ASCMD_R10032018 is not known before 16.1', async () => {
    phone.client.version = '16.0'
    expect(await ask(findRequest({ query: 'x' }))).toMatchObject({ http: 200, whole: '137' })
    phone.client.version = '12.1'
    expect((await ask(findRequest({ query: 'x' }))).http).toBe(501)
  })
})
