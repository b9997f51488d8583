import type { Sql } from '../../store/database.js'
import type { Id, Span } from '../../store/model.js'
import type { HeldItem } from '../../store/sync-items.js'
import { type ServerIdParts, serverIdOf } from './server-id.js'

/** Something that should be on the device: an item, or one occurrence of a series. */
export type Entry = ServerIdParts & {
  serverId: string
  /** When the occurrence takes place; null for a whole item. */
  span: Span | null
}

export function wholeItem(folderId: string, itemId: Id): Entry {
  const entry: Entry = { itemId, recurrenceId: null, serverId: '', span: null }
  entry.serverId = serverIdOf(folderId, entry)
  return entry
}

/** The difference between what a device holds and what it should hold. */
export type Reconciliation = {
  /** To be added, the most wanted first. */
  missing: Entry[]
  /** `missing` goes by id: once these and the surplus are dealt with, the next goes on behind them. */
  byId: boolean
  /** What leaves. */
  surplus: { item: HeldItem; op: 'Delete' | 'SoftDelete' }[]
  /** Added by the device outside its selection, which now has them. */
  settled: HeldItem[]
  /** More is missing than was asked for. */
  partial: boolean
  /** The limit of items cut something off. */
  limited: boolean
  /** Earliest moment at which time alone can change the selection. */
  nextBoundaryAt: Date | null
}

/** Which of some items should be on the device, and why others that it holds must leave it. */
export type Wanted = {
  entries: Map<Id, Entry[]>
  /** Still the account's, only outside the window or beyond the limit: SoftDelete. */
  aged: Set<Id>
  /** Earliest moment at which time alone changes this. */
  changesAt: Date | null
}

export function earliest(moments: readonly (Date | null)[]): Date | null {
  let first: Date | null = null
  for (const moment of moments) {
    if (moment && (first === null || moment < first)) first = moment
  }
  return first
}

/** How one kind of items is selected for a device. Reads only. */
export type Selector = {
  wanted(sql: Sql, itemIds: readonly Id[]): Promise<Wanted>
  /** `from`: of kinds that go by id, all up to this one was compared before. */
  reconcile(sql: Sql, page: { from: Id; limit: number }): Promise<Reconciliation>
  /** True if that many more items exceed the limit, so that a reconciliation must decide. */
  exceeds(sql: Sql, added: number): Promise<boolean>
}
