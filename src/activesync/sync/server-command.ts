import type { News } from '../../store/journal.js'
import type { Id } from '../../store/model.js'
import type { HeldItem } from '../../store/sync-items.js'
import type { StateRow } from '../../store/sync-states.js'
import type { Element } from '../wbxml/element.js'

/** One command of the answer. `data` is absent when only counting, and for removals. */
export type ServerCommand = {
  op: 'Add' | 'Change' | 'Delete' | 'SoftDelete'
  serverId: string
  itemId: Id
  /** Of a Change: somebody else's, and not what came of the device's own. */
  foreign?: boolean
  data?: Element
}

/** How far the state gets with these changes. */
export type Progress = Pick<
  StateRow,
  'revision' | 'cursor_item' | 'more' | 'reconcile_from' | 'limited' | 'next_boundary_at'
>

export type ServerChanges = {
  commands: ServerCommand[]
  /** Rows to be written and ServerIds to be dropped, so that the device's holdings are known. */
  held: HeldItem[]
  dropped: string[]
  /** Rows of those that could not be rendered, when that is news. */
  setAside: HeldItem[]
  progress: Progress
  /** A page is left: the client should ask again at once. */
  moreAvailable: boolean
  /** Rules changed: held items from this id on are still to be looked at; null = none. */
  unlooked: Id | null
}

export type ChangeRequest = {
  state: StateRow
  /** What is new behind the state's point of the journal, if it was read with the state. */
  news?: News
  /** Most commands; Infinity to count. */
  limit: number
  /** Items this very request wrote: what comes of them comes with the next Sync (R-ONO-102). */
  own: ReadonlySet<Id>
  /** Some of those have something pending. */
  ownPending?: boolean
  /** Only whether and how many: no contents are kept, and without a limit none are rendered. */
  countOnly?: boolean
}

export function groupByItem(held: readonly HeldItem[]): Map<Id, HeldItem[]> {
  const groups = new Map<Id, HeldItem[]>()
  for (const item of held) {
    const group = groups.get(item.item_id)
    if (group) group.push(item)
    else groups.set(item.item_id, [item])
  }
  return groups
}

/** About how many bytes this is on the wire. */
export function weightOf(data: Element): number {
  let weight = 0
  for (const child of data.children) {
    weight += 4 + (child.text?.length ?? 0) + (child.opaque?.length ?? 0)
    if (child.children.length > 0) weight += weightOf(child)
  }
  return weight
}
