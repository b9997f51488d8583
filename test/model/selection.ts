import { DAY_MS } from '../activesync/sync/support.js'
import { endOf, type ModelItem } from './items.js'

/** How many appointments a device may hold in these stories, so that the limit is met often. */
export const LIMIT = 6

/**
 * MS-ASCMD, FilterType: back from now, as calendar months in UTC. Written down again from
 * R-ONO-09 to 11 and not taken from the gateway, which it is to judge.
 */
function windowOf(filterType: number, now: Date): { from: number; to: number } {
  const from = new Date(now)
  if (filterType === 4) from.setUTCDate(from.getUTCDate() - 14)
  else from.setTime(monthsFrom(now, -({ 5: 1, 6: 3, 7: 6 }[filterType] ?? 1)))
  return { from: from.getTime(), to: monthsFrom(now, 6) }
}

/** A day that the month does not have is the first moment of the next month. */
function monthsFrom(now: Date, months: number): number {
  const first = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  if (now.getUTCDate() > last) {
    return Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1)
  }
  first.setUTCDate(now.getUTCDate())
  return first.getTime() + (now.getTime() % DAY_MS)
}

type Span = { start: number; end: number }

function spansOf(item: ModelItem): Span[] {
  return Array.from({ length: item.days }, (_, day) => ({
    start: item.start + day * DAY_MS,
    end: endOf(item) + day * DAY_MS,
  }))
}

/** R-ONO-09 to 11: the nearest of those in the window, what is to come before what has been. */
export function nearest(
  items: readonly ModelItem[],
  filterType: number,
  now: Date,
): Set<ModelItem> {
  const { from, to } = windowOf(filterType, now)
  const at = now.getTime()
  const ranked = items.flatMap((item) => {
    const inside = spansOf(item).filter(({ start, end }) => end > from && start < to)
    const ahead = inside.find(({ end }) => end >= at)
    const near = ahead ?? inside.at(-1)
    return near ? [{ item, past: ahead === undefined, near }] : []
  })
  ranked.sort((a, b) => {
    if (a.past !== b.past) return a.past ? 1 : -1
    return a.past ? b.near.end - a.near.end : a.near.start - b.near.start
  })
  return new Set(ranked.slice(0, LIMIT).map(({ item }) => item))
}
