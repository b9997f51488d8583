import { z } from 'zod'
import {
  addRule,
  type ChangedRules,
  readRuleList,
  removeRule,
  setNewDevices,
} from '../../store/device-rule-list.js'
import { type DeviceRule, PATTERN_NAMES } from '../../store/device-rules.js'
import { policyShape, readPolicy, setPolicy } from '../../store/policy.js'
import { defined } from '../defined.js'
import { type Operation, operation } from '../operation.js'
import { notFound } from '../problem.js'
import { rowId } from '../shapes/common.js'
import { deviceStatus } from '../shapes/device.js'

const RULES = '/tenants/{tenant}/device-rules'
const POLICY = '/tenants/{tenant}/policy'
const group = 'Devices'
const scope = 'tenants:write'

const pattern = z.string().min(1).max(200).optional().describe('`*` any text, `?` one sign.')
const patterns = Object.fromEntries(PATTERN_NAMES.map((name) => [name, pattern])) as {
  [K in (typeof PATTERN_NAMES)[number]]: typeof pattern
}
const rule = z
  .strictObject({ id: rowId, status: deviceStatus, ...patterns })
  .meta({ id: 'DeviceRule', description: 'Fits a device if each of its patterns does.' })
const newDevices = z.enum(['allowed', 'quarantined']).nullable()
const rules = z
  .strictObject({
    rules: z.array(rule).describe('The first that fits a device decides.'),
    newDevices: newDevices.describe('What no rule names; null: as the installation says.'),
  })
  .meta({ id: 'DeviceRules' })
const changedRules = z
  .strictObject({ ...rules.shape, changed: z.int().describe('Devices that change by it.') })
  .meta({ id: 'ChangedDeviceRules' })

const viewOf = ({ rules, newDevices, changed }: ChangedRules) => ({ rules, newDevices, changed })

const listRules = operation({
  ...{ method: 'GET', path: RULES, id: 'listDeviceRules', group, scope: 'tenants:read' },
  summary: 'Which devices are let in',
  description: 'The rules of the installation count after these.',
  answer: rules,
  async handle({ database, tenant }) {
    const { rules, newDevices } = await readRuleList(database, tenant.name)
    return { body: { rules, newDevices } }
  },
})

const addDeviceRule = operation({
  ...{ method: 'POST', path: RULES, id: 'addDeviceRule', group, scope },
  summary: 'Adds a rule',
  body: z
    .strictObject({
      status: deviceStatus,
      ...patterns,
      before: rowId.optional().describe('Stands before this one; else at the end.'),
    })
    .meta({ id: 'NewDeviceRule' }),
  status: 201,
  answer: changedRules,
  async handle({ database, tenant, body, actor }) {
    const { status, before, ...given } = defined(body)
    const added = { status, patterns: given as Omit<DeviceRule, 'id' | 'status'> }
    const place = before === undefined ? {} : { before }
    const result = await addRule(database, tenant.name, { ...added, ...place }, actor)
    return { body: viewOf(result) }
  },
})

const removeDeviceRule = operation({
  method: 'DELETE',
  path: '/tenants/{tenant}/device-rules/{id}',
  ...{ id: 'removeDeviceRule', group, scope },
  summary: 'Removes a rule',
  answer: changedRules,
  async handle({ database, tenant, params, actor }) {
    const id = Number(params.id)
    const { rules } = await readRuleList(database, tenant.name)
    if (!rules.some((one) => one.id === id)) throw notFound(`The tenant has no rule ${id}.`)
    return { body: viewOf(await removeRule(database, tenant.name, id, actor)) }
  },
})

const putNewDevices = operation({
  method: 'PUT',
  path: '/tenants/{tenant}/device-rules/default',
  ...{ id: 'putNewDevices', group, scope },
  summary: 'What becomes of new devices that no rule names',
  body: z.strictObject({ newDevices }).meta({ id: 'NewDevices' }),
  answer: changedRules,
  async handle({ database, tenant, body, actor }) {
    return { body: viewOf(await setNewDevices(database, tenant.name, body.newDevices, actor)) }
  },
})

const policyAnswer = z
  .strictObject({
    policy: policyShape.nullable().describe('Null: nothing is demanded.'),
    version: z.int(),
  })
  .meta({ id: 'TenantPolicy' })

const getPolicy = operation({
  ...{ method: 'GET', path: POLICY, id: 'getPolicy', group, scope: 'tenants:read' },
  summary: 'What phones must obey',
  answer: policyAnswer,
  async handle({ database, tenant }) {
    const { policy, version } = await readPolicy(database, tenant.name)
    return { body: { policy, version } }
  },
})

const putPolicy = operation({
  ...{ method: 'PUT', path: POLICY, id: 'putPolicy', group, scope },
  summary: 'Demands just this of phones',
  description: 'Phones provision again with their next request.',
  body: policyShape,
  answer: policyAnswer,
  async handle({ database, tenant, body, actor }) {
    const change = { tenant: tenant.name, policy: defined(body) }
    const { policy, version } = await setPolicy(database, change, actor)
    return { body: { policy, version } }
  },
})

const clearPolicy = operation({
  ...{ method: 'DELETE', path: POLICY, id: 'clearPolicy', group, scope },
  summary: 'Demands nothing any more',
  answer: policyAnswer,
  async handle({ database, tenant, actor }) {
    const cleared = await setPolicy(database, { tenant: tenant.name, policy: null }, actor)
    return { body: { policy: cleared.policy, version: cleared.version } }
  },
})

export const deviceRuleOperations: readonly Operation[] = [
  listRules,
  addDeviceRule,
  putNewDevices,
  removeDeviceRule,
  getPolicy,
  putPolicy,
  clearPolicy,
]
