import type { Database } from '../../src/store/database.js'
import {
  claimMail,
  enqueueMail,
  forgetMails,
  lastSequence,
  mailsBefore,
  nextSequence,
  recipientsSince,
  settleMail,
} from '../../src/store/outbox.js'
import { describeOnPostgres, newTenant, testDatabase } from '../support/database.js'
import type { AccountFixture, TenantFixture } from '../support/tenant.js'

let database: Database
let tenant: TenantFixture
let account: AccountFixture
let owner: { tenantId: number; accountId: number }

beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  tenant = await newTenant(database)
  account = await tenant.account()
  owner = { tenantId: tenant.id, accountId: account.id }
})
// Claims look at all tenants: what a test leaves must not be due in the next.
afterEach(async () => {
  await tenant.sql('delete from mail_outbox where tenant_id = $1', [tenant.id])
})

const mail = (key: string, recipients = ['a@example.test']) => ({
  ...{ key, messageId: `<${key}@example.test>`, sender: 'me@example.test', recipients },
  message: Buffer.from(`Subject: ${key}\r\n\r\n`),
})

const row = async (key: string) => {
  const [found] = await tenant.sql(
    `select sent_at is not null as sent, failed_at is not null as failed, attempts, problem,
      message is null as emptied, next_at > now() as later
     from mail_outbox where tenant_id = $1 and key = $2`,
    [tenant.id, key],
  )
  return found
}

test('a key lets in one mail of an account', async () => {
  expect(await enqueueMail(database, owner, mail('k'))).toBe(true)
  expect(await enqueueMail(database, owner, mail('k'))).toBe(false)
  const other = await tenant.account()
  expect(await enqueueMail(database, { ...owner, accountId: other.id }, mail('k'))).toBe(true)
})

test('a claimed mail is nobody else’s until its time is over; then it is the same mail', async () => {
  await enqueueMail(database, owner, mail('claimed'))
  const first = await claimMail(database, 60)
  expect(first).toMatchObject({ messageId: '<claimed@example.test>', attempts: 1 })
  expect(first?.message.toString()).toBe('Subject: claimed\r\n\r\n')
  expect(await claimMail(database, 60)).toBeNull()
  await tenant.sql(
    `update mail_outbox set claimed_until = now() - interval '1 second' where tenant_id = $1`,
    [tenant.id],
  )
  expect(await claimMail(database, 60)).toMatchObject({ id: first?.id, attempts: 2 })
})

test('sent and refused ones are done and emptied, a failed one is due later', async () => {
  for (const key of ['sent', 'refused', 'busy']) await enqueueMail(database, owner, mail(key))
  for (const [key, outcome] of [
    ['sent', { sent: true }],
    ['refused', { sent: false, problem: '550 no' }],
    ['busy', { sent: false, problem: '451 later', retrySeconds: 60 }],
  ] as const) {
    const claimed = await claimMail(database, 60)
    expect(claimed?.messageId).toBe(`<${key}@example.test>`)
    if (claimed) await settleMail(database, claimed, outcome)
  }
  const done = { emptied: true, attempts: 1, later: false }
  expect(await row('sent')).toEqual({ ...done, sent: true, failed: false, problem: null })
  expect(await row('refused')).toEqual({ ...done, sent: false, failed: true, problem: '550 no' })
  expect(await row('busy')).toEqual({
    ...{ sent: false, failed: false, problem: '451 later', attempts: 1 },
    ...{ emptied: false, later: true },
  })
  expect(await claimMail(database, 60)).toBeNull()
})

test('recipients of the last hour are counted, and what is done is forgotten in time', async () => {
  await enqueueMail(database, owner, mail('one', ['a@x.test', 'b@x.test']))
  await enqueueMail(database, owner, mail('two'))
  expect(await recipientsSince(database, owner, 3_600)).toBe(3)
  const [claimed] = [await claimMail(database, 60)]
  if (claimed) await settleMail(database, claimed, { sent: true })
  await tenant.sql(
    `update mail_outbox set created_at = now() - interval '40 days' where tenant_id = $1`,
    [tenant.id],
  )
  expect(await recipientsSince(database, owner, 3_600)).toBe(0)
  const before = new Date(Date.now() - 30 * 86_400_000)
  expect(await forgetMails(database, { before, limit: 10 })).toBe(1)
  expect(await row('one')).toBeUndefined()
  expect(await row('two')).toBeDefined()
})

test('the sequence of invitations rises, from where it is told to begin', async () => {
  const id = await tenant.insert('appointment', {
    ...{ owner_id: account.id, starts_at: '2027-01-01T09:00:00Z', ends_at: '2027-01-01T10:00:00Z' },
  })
  const key = { tenantId: tenant.id, appointmentId: id }
  expect(await lastSequence(database, key)).toBe(0)
  expect(await nextSequence(database, key, 1)).toBe(1)
  expect(await nextSequence(database, key, 0)).toBe(2)
  expect(await lastSequence(database, key)).toBe(2)
})

test('mails of one kind are counted, with the newest’s print', async () => {
  await enqueueMail(database, owner, { ...mail('reply:1 #0'), print: 'a' })
  await enqueueMail(database, owner, { ...mail('reply:1 #1'), print: 'b' })
  await enqueueMail(database, owner, { ...mail('reply:12 #0'), print: 'c' })
  expect(await mailsBefore(database, owner, 'reply:1 #')).toEqual({ count: 2, print: 'b' })
  expect(await mailsBefore(database, owner, 'reply:_ #')).toEqual({ count: 0, print: null })
})

describeOnPostgres('several gateways', () => {
  test('each mail is claimed by one of them', async () => {
    const keys = Array.from({ length: 20 }, (_, index) => `m${index}`)
    for (const key of keys) await enqueueMail(database, owner, mail(key))
    const claimed = await Promise.all(keys.map(() => claimMail(database, 60)))
    const ids = claimed.flatMap((one) => (one?.tenantId === tenant.id ? [one.id] : []))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.length).toBeGreaterThan(0)
  })
})
