import { h } from 'preact'
import { explainToUser, holdersOfItem } from '../activesync/explain/explain-item.js'
import { itemMeant, keyOfItem } from '../activesync/explain/find-item.js'
import { type Account, accountWithLogin } from '../store/accounts.js'
import type { Id } from '../store/model.js'
import { tenantNamed } from '../store/tenants.js'
import { notFound } from './account-visit.js'
import { Explain, type Explained } from './pages/explain.js'
import { sendPage } from './render.js'
import { queryOf, type Visit } from './visit.js'
import { mayAdminister, maySeeTenant } from './visitor.js'

/** More take seconds to look at. */
const MOST_HOLDERS = 50

/**
 * Why an item is on a user's devices or is not, and which devices have it. For administrators: the
 * search shows titles of everybody in the tenant.
 */
export async function showExplain(visit: Visit): Promise<void> {
  const { parts, visitor, request } = visit
  const { session } = visitor
  if (!session.admin && !session.installationAdmin) throw notFound()
  const query = queryOf(request)
  const asked = {
    user: (query.get('user') ?? '').slice(0, 320).trim(),
    item: (query.get('item') ?? '').slice(0, 200).trim(),
    tenant: (query.get('tenant') ?? '').slice(0, 100) || session.tenant,
  }
  const explained = await explainedFor(visit, asked)
  await sendPage(parts, visit, {
    title: visitor.words.explain.title,
    body: h(Explain, { visitor, asked, explained }),
  })
}

type Asked = { user: string; item: string; tenant: string }

async function explainedFor(visit: Visit, asked: Asked): Promise<Explained> {
  const { database } = visit.parts.app
  const account = asked.user === '' ? null : await accountWithLogin(database, asked.user)
  if (asked.user !== '' && !(account && mayAdminister(visit.visitor, account))) {
    return { what: 'no-user' }
  }
  const tenantId = account?.tenantId ?? (await tenantOf(visit, asked.tenant))
  if (asked.item === '') return { what: 'nothing-asked' }
  const meant = await itemMeant(database, tenantId, asked.item)
  if ('found' in meant) return { what: 'found', found: meant.found }
  return {
    what: 'explained',
    key: keyOfItem(meant.item),
    answers: account ? await explainToUser(visit.parts.app, whose(account), meant) : [],
    holders: await holdersOfItem(visit.parts.app, tenantId, meant.item, { limit: MOST_HOLDERS }),
  }
}

async function tenantOf(visit: Visit, name: string): Promise<Id> {
  const { database } = visit.parts.app
  const tenant = maySeeTenant(visit.visitor, name) ? await tenantNamed(database, name) : null
  if (!tenant) throw notFound()
  return tenant.id
}

const whose = ({ tenantId, id, login }: Account) => ({ tenantId, accountId: id, login })
