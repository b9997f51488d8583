import { setTimeout as sleep } from 'node:timers/promises'
import { HttpStatusError } from '../../src/client/eas-client.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { Phone } from '../support/phone.js'

let gateway: Gateway
let office: Office

beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.stop())
beforeEach(async () => {
  office = await newOffice(gateway, gateway.baseUrl)
})

async function user(...args: string[]) {
  const { code, stdout, stderr } = await gateway.cli('user', ...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}
const key = () => [office.tenant.name, office.account.name]
const make = (device: string) => user('app-password', 'create', ...key(), device)

async function parked(phone: Phone) {
  const ping = phone.ping(['Calendar', 'Tasks', 'Contacts']).catch((error: unknown) => error)
  await sleep(400)
  return { ping }
}

test('an app password lets a phone sync where the account password is kept from phones', async () => {
  const old = await office.phone()
  const { secret } = await make('iPhone')
  const { ping } = await parked(old)
  expect(await user('phone-password', ...key(), 'app-only')).toMatchObject({
    phonePassword: 'app-only',
  })
  expect(await ping).toBeInstanceOf(HttpStatusError)
  await expect(office.phone()).rejects.toMatchObject({ status: 401 })

  const phone = await office.phone({ password: secret })
  await office.appointment({ title: 'Besichtigung' })
  await phone.sync('Calendar')
  expect(phone.list('Calendar', 'Calendar:Subject')).toEqual(['Besichtigung'])
})

test('revoked, it ends the parked Ping of its phone with 401, and no other', async () => {
  const first = await make('Telefon')
  const second = await make('Tablet')
  const phones = [
    await office.phone({ password: first.secret }),
    await office.phone({ password: second.secret }),
    await office.phone(),
  ]
  const waiting = await Promise.all(
    phones.map(async (phone) => {
      await phone.syncAll()
      return await parked(phone)
    }),
  )
  const revoked = await user('app-password', 'revoke', ...key(), `${first.id}`)
  expect(revoked).toMatchObject([{ id: first.id, name: 'Telefon' }])
  expect(await waiting[0]?.ping).toMatchObject({ status: 401 })
  await office.task()
  const [, ...others] = await Promise.all(waiting.map(({ ping }) => ping))
  for (const answer of others) expect(answer).toMatchObject({ status: 2 })
  expect(await user('app-password', 'list', ...key())).toMatchObject([{ name: 'Tablet' }])
})

test('a changed account password ends the parked Ping of who had it, and of no app password', async () => {
  const { secret } = await make('Telefon')
  const phones = [await office.phone(), await office.phone({ password: secret })]
  const waiting = await Promise.all(
    phones.map(async (phone) => {
      await phone.syncAll()
      return await parked(phone)
    }),
  )
  await user('password', ...key(), '--password', 'Neu-2027-Wort')
  expect(await waiting[0]?.ping).toMatchObject({ status: 401 })
  await office.task()
  expect(await waiting[1]?.ping).toMatchObject({ status: 2 })
})

test('it is shown once, in words, and what is not there can’t be revoked', async () => {
  const made = await gateway.cli('user', 'app-password', 'create', ...key(), 'Büro iPad')
  const secret = /password {3}([a-z-]{19}) {3}\(shown only now\)/.exec(made.stdout)?.[1]
  expect(secret).toBeDefined()
  const listed = await gateway.cli('user', 'app-password', 'list', ...key())
  expect(listed.stdout).toContain('Büro iPad')
  expect(listed.stdout).not.toContain(`${secret}`)
  const none = await gateway.cli('user', 'app-password', 'revoke', ...key(), '999999999')
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('has no app password')])
  const both = await gateway.cli('user', 'app-password', 'revoke', ...key())
  expect(both.stderr).toContain('its ID, or --all')
  const all = await gateway.cli('user', 'app-password', 'revoke', ...key(), '--all')
  expect(all.stdout).toContain('Revoked Büro iPad.')
})
