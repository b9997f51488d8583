import { candidatesAmong, candidatesInWindow, nextStart } from '../../store/calendar-candidates.js'
import type { Sql } from '../../store/database.js'
import type { Id } from '../../store/model.js'
import { allHeld, countHeld } from '../../store/sync-items.js'
import { type CalendarView, nearestFirst, type Ranked, rank, viewOf } from './calendar-rank.js'
import { entersAt } from './calendar-window.js'
import type { Scope } from './scope.js'
import { type Entry, earliest, type Selector } from './selection.js'

const MINUTE_MS = 60_000

/** The appointments of a calendar that a device should hold (R-ONO-09 to 11). */
export function calendarSelector(scope: Scope): Selector {
  const { mapper, ref } = scope
  const view = viewOf(scope)
  const limit = mapper.rules.calendarLimit
  return {
    wanted: (sql, itemIds) => wanted(sql, view, itemIds),
    reconcile: (sql, { limit }) => reconcile(sql, view, limit),
    async exceeds(sql, added) {
      return limit !== null && added > 0 && (await countHeld(sql, ref)) + added > limit
    },
  }
}

async function wanted(sql: Sql, view: CalendarView, itemIds: readonly Id[]) {
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

async function reconcile(sql: Sql, view: CalendarView, most: number) {
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
    byId: false,
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

async function stillThere(
  sql: Sql,
  { calendar }: CalendarView,
  ids: readonly Id[],
): Promise<Set<Id>> {
  if (ids.length === 0) return new Set()
  return new Set((await candidatesAmong(sql, calendar, ids)).map(({ id }) => id))
}

async function nextBoundary(
  sql: Sql,
  view: CalendarView,
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
