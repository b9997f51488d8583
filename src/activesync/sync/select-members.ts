import type { Sql } from '../../store/database.js'
import {
  type MemberKind,
  type Membership,
  membersAmong,
  missingMembers,
  strayMembers,
} from '../../store/members.js'
import type { Id } from '../../store/model.js'
import { heldOfItems } from '../../store/sync-items.js'
import type { Scope } from './scope.js'
import { type Selector, wholeItem } from './selection.js'

/** MS-ASCMD, FilterType: incomplete tasks only. */
const INCOMPLETE = 8
/** Looked for at once. */
const STRAYS = 1_000

/**
 * Tasks, contacts and notes: all that belong to the collection (R-ONO-36, 80, 150). The difference to what
 * the device holds is made by the database, since an address list can be long.
 */
export function memberSelector(scope: Scope & { kind: MemberKind }): Selector {
  const { ref, kind } = scope
  const membership: Membership = {
    tenantId: ref.tenantId,
    accountId: scope.accountId,
    merged: scope.merged,
    homeId: scope.homeId,
    hideDone:
      scope.mapper.rules.completedTasks === 'hide' || scope.options.filterType === INCOMPLETE,
  }
  return {
    async wanted(sql, itemIds) {
      const members = await membersAmong(sql, kind, { ...membership, ids: itemIds })
      const entries = new Map([...members].map((id) => [id, [wholeItem(ref.folderId, id)]]))
      return { entries, aged: new Set(), changesAt: null }
    },

    async reconcile(sql, { from, limit }) {
      const query = { ...membership, ref }
      const missing = await missingMembers(sql, kind, { ...query, from, limit: limit + 1 })
      // Once there are none, the journal has those that come.
      const strays = from > 0 ? [] : await strayMembers(sql, kind, { ...query, limit: STRAYS })
      return {
        missing: missing.slice(0, limit).map((id) => wholeItem(ref.folderId, id)),
        byId: strays.length < STRAYS,
        surplus: await leaving(sql, scope, strays),
        settled: [],
        partial: missing.length > limit || strays.length === STRAYS,
        limited: false,
        nextBoundaryAt: null,
      }
    },

    async exceeds() {
      return false
    },
  }
}

async function leaving(sql: Sql, { ref }: Scope, itemIds: readonly Id[]) {
  if (itemIds.length === 0) return []
  const held = await heldOfItems(sql, ref, itemIds)
  return held.map((item) => ({ item, op: 'Delete' as const }))
}
