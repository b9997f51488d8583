import { h } from 'preact'
import { accountDetails } from '../store/account-details.js'
import { searchAccounts } from '../store/account-search.js'
import { setSwitches, unlockAccount } from '../store/accounts.js'
import { listAppPasswords } from '../store/app-passwords.js'
import { activeChannels, doubledChannels } from '../store/channels.js'
import { recordedContents } from '../store/device-recording.js'
import { listSignIns } from '../store/sign-in-list.js'
import { listTenants, tenantNamed } from '../store/tenants.js'
import { accountOf, backWith, notFound } from './account-visit.js'
import type { Form } from './form.js'
import { Tenants } from './pages/tenants.js'
import { User } from './pages/user.js'
import { Users } from './pages/users.js'
import { sendPage } from './render.js'
import { queryOf, type Visit } from './visit.js'
import { actorOf, isOwn, mayAdminister, maySeeTenant } from './visitor.js'

const PAGE = 50
/** Sign-ins shown on the page of a user. */
const LATEST = 10

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
  const query = queryOf(request)
  const words = (query.get('q') ?? '').slice(0, 100)
  const page = Math.min(Math.max(Math.trunc(Number(query.get('page') ?? 1)) || 1, 1), 2_000)
  const asked = { words, offset: (page - 1) * PAGE, limit: PAGE }
  const accounts = await searchAccounts(parts.app.database, found.id, asked)
  await sendPage(parts, visit, {
    title: visitor.words.users.of(tenant),
    body: h(Users, { visitor, tenant, query: words, page, found: accounts }),
  })
}

export async function showUser(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  const details = await accountDetails(parts.app.database, account)
  const appPasswords = await listAppPasswords(parts.app.database, account)
  const latest = { tenantId: account.tenantId, accountId: account.id, limit: LATEST }
  const { signIns } = await listSignIns(parts.app.database, latest)
  const recorded = await recordedContents(parts.app.database, account, parts.app.now())
  const { passwordExpiresAt: expires } = details
  const passwordExpired = expires !== null && expires <= parts.app.now()
  const may = { own: isOwn(visitor, account), mayAdminister: mayAdminister(visitor, account) }
  const doubled = doubledChannels(activeChannels(details.devices, parts.app.now()))
  const found = { appPasswords, signIns, recorded, passwordExpired, doubled }
  const shown = { visitor, account, details, ...found, ...may }
  await sendPage(parts, visit, {
    title: account.displayName || account.name,
    body: h(User, shown),
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
  const { kinds: known, selfSwitches } = await accountDetails(parts.app.database, account)
  if (!selfSwitches && !mayAdminister(visitor, account)) throw notFound()
  for (const on of [true, false]) {
    const kinds = known.filter((kind) => wanted.has(kind) === on && shown.has(kind) !== on)
    if (kinds.length === 0) continue
    const change = { tenant: account.tenant, name: account.name, kinds, on }
    await setSwitches(parts.app.database, change, actorOf(visitor))
  }
  await backWith(visit, account, { kind: 'done', text: visitor.words.user.switched })
}
