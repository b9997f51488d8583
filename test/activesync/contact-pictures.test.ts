import { setTimeout as sleep } from 'node:timers/promises'
import { decode } from 'jpeg-js'
import { halves, jpeg, png } from '../pictures/pictures.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'
import { contactData, newOffice, type Office, onlyItem } from './sync/support.js'

let gateway: Gateway
let office: Office
let phone: Phone
let serverId: string

const LARGE = jpeg(halves(900, 600))
const LIMIT = 48 * 1024

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
})

const stored = async () => {
  const rows = await office.tenant.sql(
    `select last_name as name, md5(picture) as picture from contact where tenant_id = $1`,
    [office.tenant.id],
  )
  return rows[0]
}
const md5 = async (bytes: Buffer) => {
  const [row] = await office.tenant.sql("select md5(decode($1, 'base64')) as hash", [
    bytes.toString('base64'),
  ])
  return row?.hash
}
const contactWith = async (picture: Buffer, more: object = {}) => {
  const [row] = await office.tenant.sql(
    `insert into contact (tenant_id, last_name, picture)
     values ($1, 'Kaufmann', decode($2, 'base64')) returning id`,
    [office.tenant.id, picture.toString('base64')],
  )
  const flag = { account_id: office.account.id, contact_id: Number(row?.id), ...more }
  await office.tenant.insert('contact_sync', flag)
}
async function synced(options: { version?: string; deviceType?: string } = {}): Promise<void> {
  phone = await office.phone(options)
  await phone.sync('Contacts')
  serverId = onlyItem(phone, 'Contacts')
}
const shown = () => phone.list('Contacts', 'Contacts:Picture')[0]
/** The copy is made in the background: a phone hears of it by a Change. */
async function awaitPicture(): Promise<string> {
  for (let tries = 0; tries < 200 && shown() === undefined; tries++) {
    await sleep(50)
    await phone.sync('Contacts')
  }
  return shown() ?? ''
}

test.each(['12.1', '16.1'])(
  'R-ONO-63 in %s a phone gets a smaller copy of a large picture; the original is kept',
  async (version) => {
    await contactWith(LARGE)
    await synced({ version })
    const copy = await awaitPicture()
    expect(copy.length).toBeGreaterThan(1000)
    expect(copy.length).toBeLessThanOrEqual(LIMIT)
    const { width, height } = decode(Buffer.from(copy, 'base64'))
    expect(width / height).toBeCloseTo(1.5, 1)
    expect((await phone.sync('Contacts')).pages).toBe(0)
    // The phone sends the copy back with an edit of something else.
    await phone.edit('Contacts', serverId, { 'Contacts:LastName': 'Klein' })
    expect(await stored()).toEqual({ name: 'Klein', picture: await md5(LARGE) })
    expect((await phone.sync('Contacts')).pages).toBe(0)
  },
)

test('a Ping hears of the copy, and a second phone has it at once', async () => {
  await contactWith(png(halves(500, 500)))
  await synced()
  if (shown() === undefined) {
    const { folders } = await phone.ping(['Contacts'], { seconds: 60 })
    expect(folders).toEqual([phone.folderId('Contacts')])
    await phone.sync('Contacts')
  }
  const copy = shown()
  expect(copy).toEqual(expect.any(String))
  await synced()
  expect(shown()).toBe(copy)
})

test('a new picture gets a new copy, and one of the phone replaces both', async () => {
  await contactWith(LARGE)
  await synced()
  const first = await awaitPicture()
  const other = jpeg(halves(600, 900))
  await office.tenant.sql(
    "update contact set picture = decode($2, 'base64') where tenant_id = $1",
    [office.tenant.id, other.toString('base64')],
  )
  for (let tries = 0; tries < 200 && (shown() ?? first) === first; tries++) {
    await sleep(50)
    await phone.sync('Contacts')
  }
  const { width, height } = decode(Buffer.from(shown() ?? '', 'base64'))
  expect(width / height).toBeCloseTo(0.67, 1)
  const own = jpeg(halves(60, 60))
  await phone.edit('Contacts', serverId, { 'Contacts:Picture': own.toString('base64') })
  expect(await stored()).toMatchObject({ picture: await md5(own) })
})

test('the empty Picture of an iPhone means nothing, that of others clears', async () => {
  await contactWith(LARGE)
  await synced({ deviceType: 'iPhone' })
  await awaitPicture()
  await phone.edit('Contacts', serverId, { 'Contacts:Picture': '' })
  expect(await stored()).toMatchObject({ picture: await md5(LARGE) })
  await synced()
  await phone.edit('Contacts', serverId, { 'Contacts:Picture': '' })
  expect(await stored()).toMatchObject({ picture: null })
})

test('bytes that are no picture stay at home, and nothing waits for them', async () => {
  const nonsense = Buffer.alloc(60_000, 'no picture ')
  await contactWith(nonsense)
  await synced()
  const problems = () =>
    office.tenant.sql('select problem from contact_picture_copy where tenant_id = $1', [
      office.tenant.id,
    ])
  for (let tries = 0; tries < 200 && (await problems())[0]?.problem === null; tries++) {
    await sleep(50)
  }
  expect(await problems()).toEqual([{ problem: 'neither JPEG nor PNG' }])
  expect(shown()).toBeUndefined()
  await phone.change(
    'Contacts',
    serverId,
    contactData('Klein', { 'Contacts:Picture': '', 'Contacts:Title': 'Dr.' }),
  )
  expect(await stored()).toEqual({ name: 'Klein', picture: await md5(nonsense) })
})

test('more than 48 KB of base64 from a phone is Status 6 (MS-ASCNTC, Picture)', async () => {
  await contactWith(jpeg(halves(60, 60)))
  await synced()
  const data = contactData('Klein', { 'Contacts:Picture': 'A'.repeat(LIMIT + 4) })
  const answer = await phone.send('Contacts', { commands: [{ kind: 'change', serverId, data }] })
  expect(answer?.results).toMatchObject([{ serverId, status: 6 }])
})
