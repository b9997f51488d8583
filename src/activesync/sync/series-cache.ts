import type { Sql } from '../../store/database.js'
import { loadItems } from '../../store/items.js'
import type { Appointment, Id } from '../../store/model.js'

const MOST = 5_000

/** Series as they were at a revision, newest use last: expanding them must not load them again. */
const cache = new Map<string, Appointment>()

/** The series among these candidates, loaded once per version (design: Sync state, rule 4). */
export async function loadSeries(
  sql: Sql,
  calendar: { tenantId: Id; collectionId: Id },
  wanted: readonly { id: Id; revision: number }[],
): Promise<Map<Id, Appointment>> {
  const { tenantId } = calendar
  const found = new Map<Id, Appointment>()
  const unknown: Id[] = []
  for (const { id, revision } of wanted) {
    const known = cache.get(keyOf(calendar, id, revision))
    if (known && revision > 0) found.set(id, known)
    else unknown.push(id)
  }
  if (unknown.length === 0) return found
  const revisions = new Map(wanted.map(({ id, revision }) => [id, revision]))
  for (const item of await loadItems(sql, 'appointment', { tenantId, ids: unknown })) {
    found.set(item.id, item)
    remember(keyOf(calendar, item.id, revisions.get(item.id) ?? 0), item)
  }
  return found
}

/** Each calendar counts its own revisions. */
function keyOf(calendar: { tenantId: Id; collectionId: Id }, id: Id, revision: number): string {
  return `${calendar.tenantId}:${calendar.collectionId}:${id}:${revision}`
}

function remember(key: string, item: Appointment): void {
  if (cache.size >= MOST) {
    for (const oldest of [...cache.keys()].slice(0, MOST / 10)) cache.delete(oldest)
  }
  cache.set(key, item)
}
