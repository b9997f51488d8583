import { z } from 'zod'
import {
  addTenant,
  findTenant,
  listTenants,
  removeTenant,
  setTenant,
  type Tenant,
  tenantNamed,
} from '../../store/tenants.js'
import { defined } from '../defined.js'
import { requireMatch } from '../etag.js'
import { type Operation, operation } from '../operation.js'
import { Problem } from '../problem.js'
import { newTenant, tenant, tenantPatch, tenantView } from '../shapes/tenant.js'

const LIST = '/tenants'
const ONE = '/tenants/{tenant}'
const group = 'Tenants'

const list = operation({
  ...{ method: 'GET', path: LIST, id: 'listTenants', group, scope: 'tenants:read' },
  summary: 'The tenants that the token reaches',
  answer: z.strictObject({ items: z.array(tenant) }),
  async handle({ database, caller }) {
    const own = caller.tenant === null ? null : await tenantNamed(database, caller.tenant)
    const found: (Tenant | null)[] = caller.tenant === null ? await listTenants(database) : [own]
    return { body: { items: found.flatMap((one) => (one ? [tenantView(one)] : [])) } }
  },
})

const get = operation({
  ...{ method: 'GET', path: ONE, id: 'getTenant', group, scope: 'tenants:read' },
  summary: 'One tenant',
  tagged: true,
  answer: tenant,
  async handle({ tenant: found }) {
    return { body: tenantView(found) }
  },
})

const create = operation({
  ...{ method: 'POST', path: LIST, id: 'createTenant', group, scope: 'installation:write' },
  summary: 'Adds a tenant',
  body: newTenant,
  status: 201,
  tagged: true,
  answer: tenant,
  async handle({ database, body, actor }) {
    if (await tenantNamed(database, body.name)) {
      throw new Problem('conflict', 'There is a tenant of this name already.')
    }
    const made = await addTenant(database, defined(body), actor)
    return { body: tenantView(made), location: `/tenants/${encodeURIComponent(made.name)}` }
  },
})

const change = operation({
  ...{ method: 'PATCH', path: ONE, id: 'changeTenant', group, scope: 'tenants:write' },
  summary: 'Changes settings of a tenant',
  description: '`domains` replaces the whole list. Devices follow with their next request.',
  body: tenantPatch,
  tagged: true,
  answer: tenant,
  async handle({ database, tenant: { name }, body, actor, ifMatch }) {
    requireMatch(ifMatch, tenantView(await findTenant(database, name)))
    return { body: tenantView(await setTenant(database, { name, ...defined(body) }, actor)) }
  },
})

const remove = operation({
  ...{ method: 'DELETE', path: ONE, id: 'removeTenant', group, scope: 'installation:write' },
  summary: 'Removes a tenant with all its users, items and devices, for good',
  query: z.strictObject({ confirm: z.string().max(100).describe('Its name once more.') }),
  answer: null,
  async handle({ database, tenant: { name }, query, actor }) {
    if (query.confirm !== name) {
      throw new Problem('invalid-value', 'confirm must be the name: nothing was removed.')
    }
    await removeTenant(database, name, actor)
    return { body: null }
  },
})

export const tenantOperations: readonly Operation[] = [list, create, get, change, remove]
