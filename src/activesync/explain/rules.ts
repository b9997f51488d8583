import { candidatesAmong, candidatesInWindow } from '../../store/calendar-candidates.js'
import { spanInstants } from '../../store/recurrence.js'
import { ruleSet } from '../../store/rule-set.js'
import { folderKeyOf, foldersFor, hasNotes, isOffered } from '../folders.js'
import { nearestFirst, type Ranked, rank, viewOf } from '../sync/calendar-rank.js'
import { entersAt, windowAt, windowRule } from '../sync/calendar-window.js'
import type { ReasonCode, ReasonValues, Step } from './reason.js'
import { type Subject, versionOf } from './subject.js'

/** MS-ASCMD, FilterType: incomplete tasks only. */
const INCOMPLETE = 8

/** A rule asked about a subject; null: it says nothing about such an item. */
export type Rule = (subject: Subject) => Step | null | Promise<Step | null>

const step = (code: ReasonCode, ok: boolean, values: ReasonValues = {}): Step => {
  return { code, ok, values }
}

const item: Rule = ({ item }) => step('item', item !== null, item ? { title: item.title } : {})

const moduleOn: Rule = ({ session }) =>
  step('module', session.tenant.module_enabled, { tenant: session.tenant.name })

const account: Rule = ({ session }) =>
  step('account', session.account.active, { user: session.account.name })

/** R-ONO-28: notes are not for every tenant, nor for every version. */
const notesOn: Rule = ({ session, collectionKind, device }) => {
  if (collectionKind !== 'notes') return null
  const version = versionOf(device)
  const { tenant } = session
  return step('notes', hasNotes(tenant, { version }), { tenant: tenant.name, detail: version })
}

const switchedOn: Rule = ({ session, collectionKind, app, device }) => {
  const options = { ...app.config, version: versionOf(device) }
  return step('switch', isOffered(collectionKind, session, options), {
    kind: collectionKind,
    user: session.account.name,
  })
}

const assigned: Rule = ({ session, item, collectionKind }) =>
  step('assigned', item?.role != null, {
    kind: collectionKind,
    user: session.account.name,
    ...(item?.role && { role: item.role }),
  })

const cancelled: Rule = ({ item }) =>
  item?.status ? step('cancelled', item.status !== 'cancelled') : null

const done: Rule = ({ item, session, scope }) => {
  if (item?.kind !== 'task') return null
  const { completedTasks } = ruleSet(session.tenant.rule_set, session.tenant.rule_settings)
  const hidden = completedTasks === 'hide' || scope?.options.filterType === INCOMPLETE
  return step('done', !(hidden && item.status === 'done'))
}

const device: Rule = ({ device, session }) =>
  step('device', device !== null, {
    user: session.account.name,
    ...(device && { device: device.device_id, at: dateOf(device.last_seen_at) }),
  })

const folderListed: Rule = ({ session, device, app }) => {
  if (!device) return null
  const folders = foldersFor({ session, app, version: versionOf(device) })
  const key = folderKeyOf(device.id, folders)
  return step('folder-listed', device.folder_key === key, { at: dateOf(device.last_seen_at) })
}

const folderSynced: Rule = ({ scope, folder, collectionKind }) =>
  step('folder-synced', scope !== null, {
    kind: collectionKind,
    ...(folder && { detail: folder.displayName }),
  })

/** Where the appointment lies in time: past, future, or beyond what the client asked for. */
const inWindow: Rule = async (subject) => {
  const found = await rankedIn(subject)
  if (!found) return null
  const { one, view } = found
  if (one.entries.length > 0 || isOwn(subject)) return step('window-future', true)
  const byRules = windowAt(windowRule(view.scope.mapper.rules, 0), view.now)
  if (view.window.to !== null && one.start >= view.window.to.getTime()) {
    return step('window-future', false, { at: entersAt(view.rule, new Date(one.start)) })
  }
  const within = byRules.from === null || one.end > byRules.from.getTime()
  return step(within ? 'filter' : 'window-past', false, { at: view.window.from })
}

/** The nearest ones come first, up to the tenant's limit (R-ONO-09). */
const withinLimit: Rule = async (subject) => {
  const { scope, app } = subject
  const found = await rankedIn(subject)
  const limit = scope?.mapper.rules.calendarLimit ?? null
  if (!found || limit === null || isOwn(subject)) return null
  const { view, one } = found
  const candidates = await candidatesInWindow(app.database, view.calendar, view.window)
  const ranked = (await rank(app.database, view, candidates))
    .filter(({ entries }) => entries.length > 0)
    .sort(nearestFirst(view.now))
  const place = ranked.findIndex(({ id }) => id === one.id) + 1
  return step('limit', place > 0 && place <= limit, { rank: place, limit })
}

async function rankedIn({ scope, item, app }: Subject) {
  if (!scope || item?.kind !== 'appointment') return null
  const view = viewOf(scope)
  const [candidate] = await candidatesAmong(app.database, view.calendar, [item.id])
  const [one] = candidate ? await rank(app.database, view, [candidate]) : []
  if (!one || !candidate) return null
  return { view, one: one.start === 0 ? withSpan(one, candidate, view.calendar.zone) : one }
}

/** A series outside the window has no nearest occurrence in it: its first one tells where it lies. */
function withSpan(
  one: Ranked,
  candidate: { span: Parameters<typeof spanInstants>[0] },
  zone: string,
): Ranked {
  const { start, end } = spanInstants(candidate.span, zone)
  return { ...one, start: start.getTime(), end: end.getTime() }
}

const isOwn = ({ held }: Subject) => held.some(({ own }) => own)

const deviceAllowed: Rule = ({ device }) =>
  device ? step('device-allowed', device.status === 'allowed', { status: device.status }) : null

const login: Rule = ({ session }) =>
  step('login', session.account.locked_at === null, { at: dateOf(session.account.locked_at) })

const maintenance: Rule = ({ session }) => step('maintenance', !session.maintenance)

/** What decides whether an item is in a device's selection, the most general rule first. */
export const SELECTING: readonly Rule[] = [
  ...[item, moduleOn, account, notesOn, switchedOn, assigned, cancelled, done],
  ...[device, folderListed, folderSynced, inWindow, withinLimit],
]

/** What keeps a device from getting what is selected for it. */
export const REACHING: readonly Rule[] = [deviceAllowed, login, maintenance]

export function dateOf(instant: string | null | undefined): Date | null {
  return instant ? new Date(instant) : null
}
