import { z } from 'zod'
import { type AuditLine, listAudit } from '../../store/audit.js'
import type { Sql } from '../../store/database.js'
import {
  counts,
  databaseState,
  type Maintenance,
  maintenance,
  setMaintenance,
} from '../../store/installation.js'
import type { Id } from '../../store/model.js'
import { VERSION } from '../../version.js'
import { cutPage, keyIn } from '../cursor.js'
import { defined } from '../defined.js'
import { type Operation, operation } from '../operation.js'
import { cursorOf, pageOf, pageQuery } from '../parameters.js'
import { instant, instantText, textOf } from '../shapes/common.js'

const group = 'Audit and status'

const auditLine = z
  .strictObject({
    id: z.int(),
    at: instantText,
    tenant: z.string().nullable(),
    actor: z.string().describe('Who: `cli`, `web LOGIN`, `api ID NAME`, `gateway`.'),
    action: z.string(),
    subject: z.string(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditLine' })

const begins = z.string().min(1).max(100).optional().describe('What it begins with.')
const auditQuery = z.strictObject({
  actor: begins,
  action: begins,
  subject: begins,
  since: instant.optional(),
  until: instant.optional(),
  ...pageQuery,
})

async function auditPage(sql: Sql, tenantId: Id | null, asked: z.output<typeof auditQuery>) {
  const { limit, cursor, ...filter } = asked
  const before = keyIn('number', cursor)
  const found = await listAudit(
    sql,
    {
      ...defined(filter),
      ...(tenantId !== null && { tenantId }),
      ...(before !== undefined && { before }),
    },
    limit + 1,
  )
  const { rows, next } = cutPage(found, limit, ({ id }) => cursorOf(id))
  return { items: rows.map(lineView), next }
}

function lineView({ id, at, tenant, actor, action, subject, details }: AuditLine) {
  return { id, at: textOf(at), tenant, actor, action, subject, details }
}

const auditOfTenant = operation({
  method: 'GET',
  path: '/tenants/{tenant}/audit',
  ...{ id: 'listTenantAudit', group, scope: 'audit:read' },
  summary: 'Who did what in a tenant, the newest first',
  query: auditQuery,
  answer: pageOf(auditLine),
  async handle({ database, tenant, query }) {
    return { body: await auditPage(database, tenant.id, query) }
  },
})

const auditOfAll = operation({
  ...{ method: 'GET', path: '/audit', id: 'listAudit', group, scope: 'audit:read' },
  summary: 'The same for all that the token reaches',
  query: auditQuery,
  answer: pageOf(auditLine),
  async handle({ database, caller, query }) {
    const tenantId = caller.tenant === null ? null : caller.tenantId
    return { body: await auditPage(database, tenantId, query) }
  },
})

const count = z.int()
const status = z
  .strictObject({
    version: z.string(),
    database: z.strictObject({
      kind: z.enum(['postgres', 'pglite']),
      version: z.string(),
      answersInMs: z.number(),
    }),
    maintenance: z.boolean(),
    counts: z.strictObject({
      users: count,
      lockedUsers: count,
      devices: count,
      activeDevices: count.describe('Seen within a day.'),
      notAllowedDevices: count,
      failingDevices: count.describe('Whose last request within a day failed.'),
      oldPasswords: count.describe('Devices that still use a former one, within a week.'),
      problems: count.describe('Items set aside for a device.'),
      refusedSignIns: count.describe('Within a day.'),
    }),
  })
  .meta({ id: 'Status' })

const getStatus = operation({
  ...{ method: 'GET', path: '/status', id: 'getStatus', group, scope: 'status:read' },
  summary: 'How the installation, or the tenant of the token, is doing',
  answer: status,
  async handle({ database, caller, now }) {
    const tenantId = caller.tenant === null ? null : caller.tenantId
    const found = await counts(database, tenantId, now)
    const { users, lockedUsers, devices, activeDevices, notAllowedDevices } = found
    const { failingDevices, oldPasswords, problems, refusedSignIns } = found
    const body = {
      version: VERSION,
      database: { kind: database.kind, ...(await databaseState(database)) },
      maintenance: caller.maintenance,
      counts: {
        ...{ users, lockedUsers, devices, activeDevices, notAllowedDevices },
        ...{ failingDevices, oldPasswords, problems, refusedSignIns },
      },
    }
    return { body }
  },
})

const maintenanceShape = z
  .strictObject({ on: z.boolean(), notice: z.string(), since: instantText.nullable() })
  .meta({ id: 'Maintenance' })

const viewOf = ({ on, notice, since }: Maintenance) => ({ on, notice, since: textOf(since) })

const getMaintenance = operation({
  ...{ method: 'GET', path: '/maintenance', id: 'getMaintenance', group, scope: 'status:read' },
  summary: 'Whether maintenance is under way',
  answer: maintenanceShape,
  async handle({ database }) {
    return { body: viewOf(await maintenance(database)) }
  },
})

const putMaintenance = operation({
  method: 'PUT',
  path: '/maintenance',
  ...{ id: 'putMaintenance', group, scope: 'installation:write' },
  summary: 'Begins or ends maintenance',
  description:
    'While it is on, devices and all tokens but those of the installation get 503 with Retry-After.',
  body: z
    .strictObject({ on: z.boolean(), notice: z.string().max(500).default('') })
    .meta({ id: 'MaintenancePut' }),
  answer: maintenanceShape,
  async handle({ database, body, now, actor }) {
    return { body: viewOf(await setMaintenance(database, { ...body, now }, actor)) }
  },
})

export const installationOperations: readonly Operation[] = [
  auditOfTenant,
  auditOfAll,
  getStatus,
  getMaintenance,
  putMaintenance,
]
