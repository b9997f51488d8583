import { UserError } from '../errors.js'
import { type Account, setPassword } from '../store/accounts.js'
import { revokeAppPasswords } from '../store/app-passwords.js'
import { createWebSession, type Flash } from '../store/web-sessions.js'
import { accountOf, backWith, notFound } from './account-visit.js'
import { setSessionToken } from './cookies.js'
import { type Form, field } from './form.js'
import type { Visit } from './visit.js'
import { actorOf, isOwn } from './visitor.js'

/** Of the visitor's own. The session goes on; all others of the user end. */
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
    if (form.get('revoke') === 'yes') {
      const all = { id: null, now: parts.app.now() }
      await revokeAppPasswords(parts.app.database, account, all, actorOf(visitor))
    }
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
