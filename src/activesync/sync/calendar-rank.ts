import { isExpressible } from '../../mappers/activesync/index.js'
import type { CalendarRef, Candidate } from '../../store/calendar-candidates.js'
import type { Sql } from '../../store/database.js'
import type { Appointment, Id } from '../../store/model.js'
import {
  nearestOccurrence,
  occurrencesBetween,
  spanInstants,
  type Window,
  windowEdges,
} from '../../store/recurrence.js'
import { entersAt, leavesAt, type WindowRule, windowAt, windowRule } from './calendar-window.js'
import type { Scope } from './scope.js'
import { type Entry, earliest, wholeItem } from './selection.js'
import { loadSeries } from './series-cache.js'
import { serverIdOf } from './server-id.js'

/** Occurrences sent singly of one series that the protocol can't express, at most. */
const SINGLES_PER_SERIES = 100
const DAY_MS = 86_400_000

/** A candidate looked at: when it is nearest, what it becomes, and when time changes that. */
export type Ranked = {
  id: Id
  entries: Entry[]
  start: number
  end: number
  /** When time alone next changes whether or how it is in the window. */
  changesAt: Date | null
}

/** A device's window over a calendar, now. */
export type CalendarView = {
  scope: Scope
  calendar: CalendarRef
  rule: WindowRule
  window: Window
  now: Date
}

export function viewOf(scope: Scope): CalendarView {
  const { mapper, ref } = scope
  const rule = windowRule(mapper.rules, scope.options.filterType)
  const calendar: CalendarRef = {
    tenantId: ref.tenantId,
    accountId: scope.accountId,
    collectionId: scope.collectionId,
    merged: scope.merged,
    homeId: scope.homeId,
    zone: mapper.account.timeZone,
  }
  return { scope, calendar, rule, window: windowAt(rule, mapper.now), now: mapper.now }
}

/** Where candidates lie as seen from now, and what each becomes on the device. */
export async function rank(
  sql: Sql,
  view: CalendarView,
  candidates: readonly Candidate[],
): Promise<Ranked[]> {
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

function rankSingle(candidate: Candidate, view: CalendarView): Ranked {
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

function rankSeries(item: Appointment, view: CalendarView): Ranked {
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
function entriesOf(item: Appointment, singly: boolean, view: CalendarView): Entry[] {
  const { folderId } = view.scope.ref
  if (!singly) return [wholeItem(folderId, item.id)]
  return singles(item, view).map(({ recurrenceId, span }) => {
    const parts = { itemId: item.id, recurrenceId }
    return { ...parts, span, serverId: serverIdOf(folderId, parts) }
  })
}

function singles(item: Appointment, { window, now, calendar }: CalendarView) {
  const year = 366 * DAY_MS
  const from = window.from ?? new Date(now.getTime() - year)
  const to = window.to ?? new Date(now.getTime() + year)
  const options = { zone: calendar.zone, limit: SINGLES_PER_SERIES }
  return occurrencesBetween(item, from, to, options)
}

/** When the first of the single occurrences leaves, or unlimited ones are to be looked at again. */
function singleChange(item: Appointment, view: CalendarView): Date | null {
  const { from, to } = view.window
  const unlimited = from === null || to === null
  const again = unlimited ? new Date(view.now.getTime() + 7 * DAY_MS) : null
  const [first] = singles(item, view)
  const end = first && spanInstants(first.span, view.calendar.zone).end
  return earliest([again, end ? leavesAt(view.rule, end) : null])
}

/** R-ONO-09: nearest to now first, what is to come before what has been; stable by id. */
export function nearestFirst(now: Date): (a: Ranked, b: Ranked) => number {
  const at = now.getTime()
  return (a, b) => {
    const [aPast, bPast] = [a.end < at, b.end < at]
    if (aPast !== bPast) return aPast ? 1 : -1
    return (aPast ? b.end - a.end : a.start - b.start) || a.id - b.id
  }
}
