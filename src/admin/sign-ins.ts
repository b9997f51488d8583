import { h } from 'preact'
import { listSignIns, SIGN_IN_FILTERS, type SignInsAsked } from '../store/sign-in-list.js'
import { tenantNamed } from '../store/tenants.js'
import { accountOf, notFound } from './account-visit.js'
import { SignIns } from './pages/sign-ins.js'
import { sendPage } from './render.js'
import { queryOf, type Visit } from './visit.js'
import { maySeeTenant } from './visitor.js'

const PAGE = 50

export async function showSignInsOfUser(visit: Visit): Promise<void> {
  const { tenantId, id, login } = await accountOf(visit)
  await show(visit, { tenantId, accountId: id }, login)
}

/** With those of unknown users, which no user's page has. */
export async function showSignInsOfTenant(visit: Visit): Promise<void> {
  const { parts, visitor, request } = visit
  const name = `${request.params.tenant}`
  const tenant = maySeeTenant(visitor, name) ? await tenantNamed(parts.app.database, name) : null
  if (!tenant) throw notFound()
  await show(visit, { tenantId: tenant.id }, name)
}

async function show(
  visit: Visit,
  whose: Pick<SignInsAsked, 'tenantId' | 'accountId'>,
  name: string,
): Promise<void> {
  const { parts, visitor, request } = visit
  const query = queryOf(request)
  const filter = SIGN_IN_FILTERS.find((one) => one === query.get('filter')) ?? 'all'
  const before = query.get('before') ?? ''
  const asked = { ...whose, filter, before, limit: PAGE }
  const found = await listSignIns(parts.app.database, asked)
  const ofTenant = whose.accountId === undefined
  const props = { visitor, ...found, filter, later: before !== '', ofTenant }
  await sendPage(parts, visit, {
    title: visitor.words.signIns.of(name),
    body: h(SignIns, props),
  })
}
