import { h } from 'preact'
import { HttpError } from '../errors.js'
import { activityOf } from '../store/activity.js'
import { type AuditFilter, type AuditLine, listAudit } from '../store/audit.js'
import { waitingDevices } from '../store/device-search.js'
import { standing } from '../store/disturbances.js'
import { runningGateways } from '../store/gateways.js'
import { databaseState, maintenance, setMaintenance } from '../store/installation.js'
import { addFlash } from '../store/web-sessions.js'
import { VERSION } from '../version.js'
import { csv } from './csv.js'
import { type Form, field } from './form.js'
import { Audit } from './pages/audit.js'
import { Status } from './pages/status.js'
import { sendPage } from './render.js'
import { queryOf, type Visit } from './visit.js'
import { actorOf } from './visitor.js'

const PAGE = 100
const MOST_EXPORTED = 50_000
const FIELDS = ['actor', 'action', 'subject'] as const

/** Those of the installation see all of it, those of a tenant its part. */
export function reachOf({ visitor: { session } }: Visit): number | null {
  if (session.installationAdmin) return null
  if (session.admin) return session.tenantId
  throw new HttpError(404, 'not-found')
}

export async function showStatus(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const { database, now } = parts.app
  const tenantId = reachOf(visit)
  const gateways = await runningGateways(database)
  const props = {
    ...{ visitor, version: VERSION, maintenance: await maintenance(database) },
    ...(await standing(database, { tenantId, now: now(), gateways })),
    activity: activityOf(gateways, tenantId),
    gateways: tenantId === null ? gateways : [],
    waiting: await waitingDevices(database, tenantId),
    database: { kind: database.kind, ...(await databaseState(database)) },
  }
  await sendPage(parts, visit, { title: visitor.words.status.title, body: h(Status, props) })
}

/** R-ONO-58 */
export async function turnMaintenance(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor, response } = visit
  if (!visitor.session.installationAdmin) throw new HttpError(404, 'not-found')
  const { database, now } = parts.app
  const on = field(form, 'on') === 'yes'
  const notice = field(form, 'notice', 500)
  await setMaintenance(database, { on, notice, now: now() }, actorOf(visitor))
  const { began, ended } = visitor.words.status
  await addFlash(database, visitor.token, { kind: 'done', text: on ? began : ended })
  response.redirect(303, '/admin/status')
}

export async function showAudit(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const { filter, asked, query } = searchOf(visit)
  const found = await listAudit(parts.app.database, filter, PAGE + 1)
  const lines = found.slice(0, PAGE)
  const next = found.length > PAGE ? pageBehind(query, lines.at(-1)) : null
  const props = { visitor, lines, asked, next, query: `${query}` }
  await sendPage(parts, visit, { title: visitor.words.audit.title, body: h(Audit, props) })
}

export async function exportAudit(visit: Visit): Promise<void> {
  const { parts, response } = visit
  const { filter } = searchOf(visit)
  const lines = await listAudit(parts.app.database, filter, MOST_EXPORTED)
  const head = ['at', 'tenant', 'actor', 'action', 'subject', 'details']
  const rows = lines.map(({ at, tenant, actor, action, subject, details }) => [
    ...[at.toISOString(), tenant ?? '', actor, action, subject, JSON.stringify(details)],
  ])
  response
    .attachment('audit.csv')
    .type('text/csv')
    .send(csv([head, ...rows]))
}

function searchOf(visit: Visit) {
  const given = queryOf(visit.request)
  const asked = { actor: '', action: '', subject: '' }
  const query = new URLSearchParams()
  const filter: AuditFilter = {}
  for (const name of FIELDS) {
    const text = (given.get(name) ?? '').slice(0, 100)
    asked[name] = text
    if (text === '') continue
    query.set(name, text)
    filter[name] = text
  }
  const tenantId = reachOf(visit)
  if (tenantId !== null) filter.tenantId = tenantId
  const before = given.get('before') ?? ''
  if (/^\d{1,15}$/.test(before)) filter.before = Number(before)
  return { filter, asked, query }
}

function pageBehind(query: URLSearchParams, last: AuditLine | undefined): string | null {
  if (!last) return null
  const next = new URLSearchParams(query)
  next.set('before', `${last.id}`)
  return `${next}`
}
