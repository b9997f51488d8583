import { createVerifiedLogins } from '../../src/login/verified-logins.js'
import type { Session } from '../../src/store/session.js'

const MOST = 100_000
const MINUTE = 60_000
/** What the memory reads of a session. */
const session = {
  tenant: { id: 1 },
  account: { id: 2, password_hash: '$2b$04$hash', app_passwords: [] },
  appPassword: null,
} as unknown as Session

test('of more than 100,000 logins the one used longest ago is forgotten', () => {
  const logins = createVerifiedLogins(60)
  for (let n = 0; n < MOST; n++) logins.add(`${n}`, session, 0)
  expect(logins.find('0', session, 0)).not.toBeNull()
  logins.add('one more', session, 0)
  expect(logins.find('1', session, 0)).toBeNull()
  for (const kept of ['0', '2', 'one more']) {
    expect([kept, logins.find(kept, session, 0)]).toEqual([kept, { appPassword: null }])
  }
})

test('a login is of one account of one tenant', () => {
  const logins = createVerifiedLogins(60)
  const others = [
    { ...session, tenant: { ...session.tenant, id: 3 } },
    { ...session, account: { ...session.account, id: 3 } },
  ]
  for (const other of others) {
    logins.add('key', session, 0)
    expect(logins.find('key', other, 0)).toBeNull()
  }
})

test('an app password is checked again after five minutes, so that its last use is told', () => {
  const logins = createVerifiedLogins(60)
  const account = { ...session.account, app_passwords: [7] }
  const withApp = { ...session, account, appPassword: 7 }
  logins.add('key', withApp, 0)
  expect(logins.find('key', withApp, 4 * MINUTE)).toEqual({ appPassword: 7 })
  expect(logins.find('key', withApp, 5 * MINUTE)).toBeNull()
})
