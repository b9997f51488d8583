import { isExpressible } from '../../mappers/activesync/index.js'
import {
  type CalendarRef,
  type Candidate,
  candidatesAmong,
  candidatesInWindow,
  nextStart,
} from '../../store/calendar-candidates.js'
import type { Sql } from '../../store/database.js'
import type { Appointment, Id } from '../../store/model.js'
import {
  nearestOccurrence,
  occurrencesBetween,
  spanInstants,
  type Window,
  windowEdges,
} from '../../store/recurrence.js'
import { allHeld, countHeld } from '../../store/sync-items.js'
import { entersAt, leavesAt, type WindowRule, windowAt, windowRule } from './calendar-window.js'
import type { Scope } from './scope.js'
import { type Entry, earliest, type Selector, wholeItem } from './selection.js'
import { loadSeries } from './series-cache.js'
import { serverIdOf } from './server-id.js'

/** Occurrences sent singly of one series that the protocol can't express, at most. */
const SINGLES_PER_SERIES = 100
const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** A candidate looked at: when it is nearest, what it becomes, and when time changes that. */
type Ranked = {
  id: Id
  entries: Entry[]
  start: number
  end: number
  /** When time alone next changes whether or how it is in the window. */
  changesAt: Date | null
}

type View = {
  scope: Scope
  calendar: CalendarRef
  rule: WindowRule
  window: Window
  now: Date
}

/** The appointments of a calendar that a device should hold (R-ONO-09 to 11). */
export function calendarSelector(scope: Scope): Selector {
  const { mapper, ref } = scope
  const rule = windowRule(mapper.rules, scope.options.filterType)
  const calendar: CalendarRef = {
    tenantId: ref.tenantId,
    accountId: scope.accountId,
    collectionId: scope.collectionId,
    homeId: scope.homeId,
    zone: mapper.account.timeZone,
  }
  const view: View = { scope, calendar, rule, window: windowAt(rule, mapper.now), now: mapper.now }
  const limit = mapper.rules.calendarLimit
  return {
    wanted: (sql, itemIds) => wanted(sql, view, itemIds),
    reconcile: (sql, most) => reconcile(sql, view, most),
    async exceeds(sql, added) {
      return limit !== null && added > 0 && (await countHeld(sql, ref)) + added > limit
    },
  }
}

async function wanted(sql: Sql, view: View, itemIds: readonly Id[]) {
  const candidates = await candidatesAmong(sql, view.calendar, itemIds)
  const entries = new Map<Id, Entry[]>()
  const aged = new Set<Id>()
  const ranked = await rank(sql, view, candidates)
  for (const one of ranked) {
    if (one.entries.length > 0) entries.set(one.id, one.entries)
    else aged.add(one.id)
  }
  return { entries, aged, changesAt: earliest(ranked.map(({ changesAt }) => changesAt)) }
}

async function reconcile(sql: Sql, view: View, most: number) {
  const { scope, calendar, window } = view
  const candidates = await candidatesInWindow(sql, calendar, window)
  const ranked = await rank(sql, view, candidates)
  const inside = ranked.filter((one) => one.entries.length > 0).sort(nearestFirst(view.now))
  const limit = scope.mapper.rules.calendarLimit ?? inside.length
  const chosen = inside.slice(0, limit)
  const limited = inside.length > limit

  const desired = new Map<string, Entry>()
  for (const one of chosen) for (const entry of one.entries) desired.set(entry.serverId, entry)
  const held = await allHeld(sql, scope.ref)
  const has = new Set(held.map((item) => item.server_id))
  const missing = [...desired.values()].filter((entry) => !has.has(entry.serverId))
  const leaving = held.filter((item) => !desired.has(item.server_id))
  const alive = await stillThere(
    sql,
    view,
    leaving.map((item) => item.item_id),
  )

  return {
    missing: missing.slice(0, most),
    surplus: leaving
      .filter((item) => !(item.own && alive.has(item.item_id)))
      .map((item) => {
        const op = alive.has(item.item_id) ? ('SoftDelete' as const) : ('Delete' as const)
        return { item, op }
      }),
    settled: held.filter((item) => item.own && desired.has(item.server_id)),
    partial: missing.length > most,
    limited,
    nextBoundaryAt: await nextBoundary(sql, view, { ranked, chosen, limited }),
  }
}

async function stillThere(sql: Sql, { calendar }: View, ids: readonly Id[]): Promise<Set<Id>> {
  if (ids.length === 0) return new Set()
  return new Set((await candidatesAmong(sql, calendar, ids)).map(({ id }) => id))
}

async function rank(sql: Sql, view: View, candidates: readonly Candidate[]): Promise<Ranked[]> {
  const series = await loadSeries(
    sql,
    view.calendar,
    candidates.filter((one) => one.isSeries),
  )
  return candidates.map((candidate) => {
    const item = series.get(candidate.id)
    return item ? rankSeries(item, view) : rankSingle(candidate, view)
  })
}

function rankSingle(candidate: Candidate, view: View): Ranked {
  const { start, end } = spanInstants(candidate.span, view.calendar.zone)
  const { from, to } = view.window
  const old = from !== null && end <= from && start < from
  const early = to !== null && start >= to
  const inside = !old && !early
  return {
    id: candidate.id,
    entries: inside ? [wholeItem(view.scope.ref.folderId, candidate.id)] : [],
    start: start.getTime(),
    end: end.getTime(),
    changesAt: early ? entersAt(view.rule, start) : old ? null : leavesAt(view.rule, end),
  }
}

function rankSeries(item: Appointment, view: View): Ranked {
  const { window, now, rule } = view
  const options = { zone: view.calendar.zone }
  const edges = windowEdges(item, window, options)
  const ahead = nearestOccurrence(item, now, { from: now, to: window.to }, options)
  const nearest = ahead ?? nearestOccurrence(item, now, window, options)
  const span = nearest ? spanInstants(nearest.span, view.calendar.zone) : null
  const singly = !isExpressible(item)
  const leaving = edges.lastEnd ? leavesAt(rule, edges.lastEnd) : null
  const coming = edges.nextStart ? entersAt(rule, edges.nextStart) : null
  return {
    id: item.id,
    entries: edges.inside ? entriesOf(item, singly, view) : [],
    start: span?.start.getTime() ?? 0,
    end: span?.end.getTime() ?? 0,
    // A whole series leaves only when its last occurrence does; single ones come and go one by one.
    changesAt: singly
      ? earliest([leaving, coming, singleChange(item, view)])
      : edges.inside
        ? leaving
        : coming,
  }
}

/** Never a wrong rule: what the protocol can't express goes as single occurrences. */
function entriesOf(item: Appointment, singly: boolean, view: View): Entry[] {
  const { folderId } = view.scope.ref
  if (!singly) return [wholeItem(folderId, item.id)]
  return singles(item, view).map(({ recurrenceId, span }) => {
    const parts = { itemId: item.id, recurrenceId }
    return { ...parts, span, serverId: serverIdOf(folderId, parts) }
  })
}

function singles(item: Appointment, { window, now, calendar }: View) {
  const year = 366 * DAY_MS
  const from = window.from ?? new Date(now.getTime() - year)
  const to = window.to ?? new Date(now.getTime() + year)
  const options = { zone: calendar.zone, limit: SINGLES_PER_SERIES }
  return occurrencesBetween(item, from, to, options)
}

/** When the first of the single occurrences leaves, or unlimited ones are to be looked at again. */
function singleChange(item: Appointment, view: View): Date | null {
  const { from, to } = view.window
  const unlimited = from === null || to === null
  const again = unlimited ? new Date(view.now.getTime() + 7 * DAY_MS) : null
  const [first] = singles(item, view)
  const end = first && spanInstants(first.span, view.calendar.zone).end
  return earliest([again, end ? leavesAt(view.rule, end) : null])
}

/** R-ONO-09: nearest to now first, what is to come before what has been; stable by id. */
function nearestFirst(now: Date): (a: Ranked, b: Ranked) => number {
  const at = now.getTime()
  return (a, b) => {
    const [aPast, bPast] = [a.end < at, b.end < at]
    if (aPast !== bPast) return aPast ? 1 : -1
    return (aPast ? b.end - a.end : a.start - b.start) || a.id - b.id
  }
}

async function nextBoundary(
  sql: Sql,
  view: View,
  selected: { ranked: Ranked[]; chosen: Ranked[]; limited: boolean },
): Promise<Date | null> {
  const { window, rule, now } = view
  const moments = selected.ranked.map((one) => one.changesAt)
  if (window.to) {
    const next = await nextStart(sql, view.calendar, window.to)
    moments.push(next && entersAt(rule, next))
  }
  if (selected.limited) {
    // What is over counts behind what is to come, so that another one may move in.
    for (const { end } of selected.chosen) if (end >= now.getTime()) moments.push(new Date(end))
  }
  const first = earliest(moments)
  // One that has passed without effect must not be looked at again and again.
  return first !== null && first <= now ? new Date(now.getTime() + MINUTE_MS) : first
}
