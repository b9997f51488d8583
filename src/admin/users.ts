import { h } from 'preact'
import { HttpError, UserError } from '../errors.js'
import { accountDetails } from '../store/account-details.js'
import { searchAccounts } from '../store/account-search.js'
import {
  type Account,
  accountWithLogin,
  setPassword,
  setSwitches,
  unlockAccount,
} from '../store/accounts.js'
import { listTenants, tenantNamed } from '../store/tenants.js'
import { addFlash, createWebSession, type Flash } from '../store/web-sessions.js'
import { setSessionToken } from './cookies.js'
import { type Form, field } from './form.js'
import { userPath } from './pages/layout.js'
import { Tenants } from './pages/tenants.js'
import { User } from './pages/user.js'
import { Users } from './pages/users.js'
import { sendPage } from './render.js'
import type { Visit } from './visit.js'
import { actorOf, isOwn, mayAdminister, maySeeTenant } from './visitor.js'

const PAGE = 50

export async function showTenants(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  if (!visitor.session.installationAdmin) throw notFound()
  const tenants = await listTenants(parts.app.database)
  const { words } = visitor
  await sendPage(parts, visit, {
    title: words.tenants.title,
    body: h(Tenants, { words, tenants }),
  })
}

export async function showUsers(visit: Visit): Promise<void> {
  const { parts, visitor, request } = visit
  const tenant = `${request.params.tenant}`
  const found = maySeeTenant(visitor, tenant) ? await tenantNamed(parts.app.database, tenant) : null
  if (!found) throw notFound()
  const query = new URL(request.originalUrl, 'http://localhost').searchParams
  const words = (query.get('q') ?? '').slice(0, 100)
  const page = Math.min(Math.max(Math.trunc(Number(query.get('page') ?? 1)) || 1, 1), 2_000)
  const asked = { words, offset: (page - 1) * PAGE, limit: PAGE }
  const accounts = await searchAccounts(parts.app.database, found.id, asked)
  await sendPage(parts, visit, {
    title: visitor.words.users.of(tenant),
    body: h(Users, { visitor, tenant, query: words, page, found: accounts }),
  })
}

/** The user of the path, if the visitor may see it: an administrator, or the user. */
async function accountOf({ parts, visitor, request }: Visit): Promise<Account> {
  const account = await accountWithLogin(parts.app.database, `${request.params.login}`)
  if (!account || !(mayAdminister(visitor, account) || isOwn(visitor, account))) throw notFound()
  return account
}

export async function showUser(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  const details = await accountDetails(parts.app.database, account)
  const own = isOwn(visitor, account)
  await sendPage(parts, visit, {
    title: account.displayName || account.name,
    body: h(User, { visitor, account, details, own }),
  })
}

/** R-ONO-53 to 57 */
export async function unlock(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  const { wasLocked } = await unlockAccount(parts.app.database, account, actorOf(visitor))
  const { user } = visitor.words
  if (wasLocked) await backWith(visit, account, { kind: 'done', text: user.unlocked })
  else await backWith(visit, account, { kind: 'failed', text: user.notLocked })
}

/**
 * R-ONO-12: only what was changed on the page is written, so that two administrators do not undo each
 * other: the form says which switches were on when it was shown.
 */
export async function switchKinds(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  const wanted = new Set(form.getAll('kind'))
  const shown = new Set(form.getAll('before'))
  const { kinds: known } = await accountDetails(parts.app.database, account)
  for (const on of [true, false]) {
    const kinds = known.filter((kind) => wanted.has(kind) === on && shown.has(kind) !== on)
    if (kinds.length === 0) continue
    const change = { tenant: account.tenant, name: account.name, kinds, on }
    await setSwitches(parts.app.database, change, actorOf(visitor))
  }
  await backWith(visit, account, { kind: 'done', text: visitor.words.user.switched })
}

export async function changePassword(visit: Visit, form: Form): Promise<void> {
  const account = await accountOf(visit)
  if (!isOwn(visit.visitor, account)) throw notFound()
  await backWith(visit, account, await passwordChanged(visit, account, form))
}

async function passwordChanged(visit: Visit, account: Account, form: Form): Promise<Flash> {
  const { parts, visitor } = visit
  const { user, signIn } = visitor.words
  const password = field(form, 'password', 1_024)
  if (password !== field(form, 'again', 1_024))
    return { kind: 'failed', text: user.passwordsDiffer }
  const { tenantId, id: accountId, login, tenant, name } = account
  const current = field(form, 'current', 1_024)
  const found = await parts.webLogin.confirm({ tenantId, accountId, login }, current)
  if (found !== 'right') {
    return { kind: 'failed', text: found === 'locked' ? signIn.locked : user.passwordWrong }
  }
  try {
    const passwordCost = parts.app.config.login.bcryptCost
    const change = { tenant, name, password, passwordCost }
    await setPassword(parts.app.database, change, actorOf(visitor))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { kind: 'failed', text: user.passwordRefused(error.message) }
  }
  await stayIn(visit, account)
  return { kind: 'done', text: user.passwordChanged }
}

/** The change ended all sessions of the user; who made it goes on in a new one. */
async function stayIn(visit: Visit, { login }: Account): Promise<void> {
  const { parts, request, response } = visit
  const { app, webLogin } = parts
  const version = await webLogin.passwordVersion(login)
  if (!version) return
  const address = request.ip ?? ''
  const userAgent = request.headers['user-agent'] ?? ''
  const token = await createWebSession(app.database, {
    ...{ ...version, address, userAgent, now: app.now() },
  })
  setSessionToken(request, response, token)
  visit.visitor.token = token
}

async function backWith(visit: Visit, account: Account, flash: Flash): Promise<void> {
  const { parts, visitor, response } = visit
  await addFlash(parts.app.database, visitor.token, flash)
  response.redirect(303, userPath(account.login))
}

function notFound(): HttpError {
  return new HttpError(404, 'not-found')
}
