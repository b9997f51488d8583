import type { AppContext } from '../context.js'
import { writeAudit } from '../store/audit.js'
import type { Sql, Statement } from '../store/database.js'
import type { Id } from '../store/model.js'
import { recordLetIn, recordRefused, type SignInReason, whoIsMeant } from '../store/sign-ins.js'
import { createAddressLimit } from './address-limit.js'
import { parseLogin } from './credentials.js'
import { createFailureCounter } from './failure-counter.js'
import type { PasswordChecker } from './password.js'

/** Who signed in on the pages. */
export type SignedIn = { tenantId: Id; accountId: Id; passwordVersion: number; login: string }

/** Sign-in on the pages: the account password, with a lock of its own (R-ONO-26, 53). */
export type WebLogin = {
  signIn(attempt: {
    user: string
    password: string
    address: string
    userAgent: string
  }): Promise<SignedIn | 'wrong' | 'locked'>
  /** Whether this is the account's present password; wrong ones count as at sign-in. */
  confirm(
    account: { tenantId: Id; accountId: Id; login: string },
    password: string,
  ): Promise<'right' | 'wrong' | 'locked'>
  /** Of an account that signed in before, to go on after a change of its password. */
  passwordVersion(login: string): Promise<SignedIn | null>
}

type Row = SignedIn & { hash: string | null; active: boolean }

/** Locked phones, expired passwords and a module that is off do not keep anybody from the page. */
const FIND: Statement = {
  name: 'web-login-find',
  text: `
select a.tenant_id as "tenantId", a.id as "accountId", a.password_version as "passwordVersion",
  a.password_hash as hash, a.active, a.name || '_' || t.name as login
from login_name l
join account a on a.tenant_id = l.tenant_id and a.id = l.account_id
join tenant t on t.id = a.tenant_id
where l.login = $1`,
}

export function createWebLogin(
  app: Pick<AppContext, 'config' | 'database' | 'metrics' | 'now'>,
  passwords: PasswordChecker,
): WebLogin {
  const { config, database, now } = app
  const failures = createFailureCounter(database, config.login, 'web-login')
  const addresses = createAddressLimit(app)

  async function check(row: Row | null, password: string): Promise<'right' | 'wrong' | 'locked'> {
    const key = row && keyOf(row)
    // Counted before the slow check, so that many guesses at once are not all let through.
    const count = key ? await failures.add(key) : 0
    if (key && count > config.login.lockFailures) return 'locked'
    const equal = await passwords.matches(password, row?.active ? row.hash : null, 'page')
    if (equal && key) await failures.reset(key)
    else if (row && count === config.login.lockFailures) await tellLock(database, row)
    return equal ? 'right' : 'wrong'
  }

  return {
    async signIn({ user, password, ...from }) {
      const name = parseLogin(user.trim())
      const row = (name && (await find(database, name.login))) ?? null
      const found = await check(row, password)
      const attempt = { kind: 'web', at: now(), deviceId: null, ...from } as const
      if (found === 'right' && row) {
        await recordLetIn(database, { ...attempt, ...keyOf(row) }, null)
        return signedIn(row)
      }
      const meant = row ? keyOf(row) : name && (await whoIsMeant(database, name.login))
      if (meant) {
        const typed = row ? null : user
        await recordRefused(database, { ...attempt, ...meant, typed }, reasonOf(found, row, meant))
      }
      await addresses.failed(from.address, user.slice(0, 64), now().getTime())
      return found === 'locked' ? 'locked' : 'wrong'
    },
    async confirm({ login }, password) {
      return await check(await find(database, login), password)
    },
    async passwordVersion(login) {
      const row = await find(database, login)
      return row && signedIn(row)
    },
  }
}

const keyOf = ({ tenantId, accountId }: Row) => ({ tenantId, accountId })

function reasonOf(found: string, row: Row | null, meant: { accountId: Id | null }): SignInReason {
  if (!row) return meant.accountId === null ? 'unknown-user' : 'other-case'
  if (found === 'locked') return 'web-locked'
  return row.active ? 'wrong-password' : 'inactive'
}

function signedIn({ tenantId, accountId, passwordVersion, login }: Row): SignedIn {
  return { tenantId, accountId, passwordVersion, login }
}

async function find(sql: Sql, login: string): Promise<Row | null> {
  const [row] = await sql.query<Row>(FIND, [login])
  return row ?? null
}

async function tellLock(sql: Sql, { tenantId, login }: Row): Promise<void> {
  const deed = { actor: 'gateway', action: 'account.web-lock', subject: login }
  await writeAudit(sql, { tenantId, ...deed })
}
