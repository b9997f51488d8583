import type { Sql } from '../../store/database.js'
import { NEWS_AT_ONCE, type News, newsSince } from '../../store/journal.js'
import type { Id, ItemKind, ItemOf } from '../../store/model.js'
import {
  type HeldItem,
  heldItemIds,
  heldOfItems,
  pendingItems,
  REFUSED_REMOVAL,
} from '../../store/sync-items.js'
import { ALL_ITEMS } from '../../store/sync-states.js'
import { compareItem } from './compare-item.js'
import { itemsById } from './items-by-id.js'
import type { Scope } from './scope.js'
import { type Entry, earliest, type Reconciliation, type Wanted, wholeItem } from './selection.js'
import { selectorFor } from './selector.js'
import {
  type ChangeRequest,
  groupByItem,
  type Progress,
  type ServerChanges,
  type ServerCommand,
  weightOf,
} from './server-command.js'
import { refuses } from './set-aside.js'

/** Bytes of text and pictures after which an answer is full (field-guide §2.4). */
const MOST_WEIGHT = 4_000_000
const PAGE = 500
/** Broken items are passed over so many times in one answer; what is behind more waits. */
const MOST_PASSES = 12

/** What a Sync would tell the device now. Reads only, in proportion to what changed. */
export async function serverChanges(
  sql: Sql,
  scope: Scope,
  request: ChangeRequest,
): Promise<ServerChanges> {
  const first = await new Gathering(scope, request).run(sql, request.state.limited)
  if (first) return first
  // Additions went beyond the limit of items: the whole selection decides which of them come.
  const again = await new Gathering(scope, request).run(sql, true)
  if (!again) throw new Error('A limited selection went beyond its limit')
  return again
}

class Gathering {
  readonly #scope: Scope
  readonly #request: ChangeRequest
  readonly #commands: ServerCommand[] = []
  readonly #held = new Map<string, HeldItem>()
  readonly #dropped = new Set<string>()
  readonly #setAside: HeldItem[] = []
  /** Items dealt with: one with something pending may be in the journal as well. */
  readonly #seen = new Set<Id>()
  /** When time alone changes what was looked at. */
  #changesAt: Date | null = null
  #weight = 0
  #leftOver = false
  /** Rules changed, and the answer was full before all held items were looked at: from which on. */
  #unlooked: Id | null = null
  #ownLeft: boolean

  constructor(scope: Scope, request: ChangeRequest) {
    this.#scope = scope
    this.#request = request
    this.#ownLeft = request.ownPending ?? false
  }

  get #full(): boolean {
    return this.#commands.length >= this.#request.limit || this.#weight > MOST_WEIGHT
  }

  /** Null when not `limited` and additions exceed the limit of items. */
  async run(sql: Sql, limited: boolean): Promise<ServerChanges | null> {
    const { state } = this.#request
    const { mapper } = this.#scope
    const progress: Progress = { ...state, more: false }
    const news = this.#request.news ?? (await this.#news(sql, progress))
    // Rules or zone changed: the same items may be selected and rendered otherwise.
    const ruled = news.settings > state.revision

    if (ruled) {
      await this.#all(sql)
      Object.assign(progress, { revision: news.known, cursor_item: ALL_ITEMS })
    } else {
      // Echoes and departures that the Sync before left for this one.
      if (state.more) await this.#lookThrough(sql, pendingItems)
      await this.#touched(sql, progress, { news, limited })
    }
    const adds = this.#commands.filter(({ op }) => op === 'Add').length
    if (!limited && (await selectorFor(this.#scope).exceeds(sql, adds))) return null

    const due = state.next_boundary_at !== null && state.next_boundary_at <= mapper.now
    const moved = limited && progress.revision !== state.revision
    if (state.reconcile_from !== null || due || moved || ruled || limited !== state.limited) {
      await this.#reconcile(sql, progress, ruled ? 0 : (state.reconcile_from ?? 0))
    } else {
      progress.next_boundary_at = earliest([progress.next_boundary_at, this.#changesAt])
    }
    progress.more = this.#leftOver || this.#ownLeft
    return {
      commands: this.#commands,
      held: [...this.#held.values()],
      dropped: [...this.#dropped],
      setAside: this.#setAside,
      progress,
      moreAvailable: this.#leftOver,
      unlooked: this.#unlooked,
    }
  }

  /** All that is held; what is missing is found by the reconciliation. */
  async #all(sql: Sql): Promise<void> {
    this.#unlooked = await this.#lookThrough(sql, heldItemIds)
  }

  /** Page by page until the answer is full: then the id of the first item left, else null. */
  async #lookThrough(sql: Sql, read: typeof pendingItems): Promise<Id | null> {
    for (let after = 0; ; ) {
      const page = await read(sql, this.#scope.ref, { after, limit: PAGE })
      const done = await this.#look(sql, page)
      if (done < page.length) {
        this.#leftOver = true
        return page[done] ?? null
      }
      if (page.length < PAGE) return null
      after = page.at(-1) ?? after
    }
  }

  async #news(sql: Sql, { revision, cursor_item: item }: Progress): Promise<News> {
    const { ref, collectionId } = this.#scope
    return await newsSince(sql, { tenantId: ref.tenantId, collectionId }, { revision, item })
  }

  /** Works the journal off from the cursor on, page by page, until the answer is full. */
  async #touched(
    sql: Sql,
    progress: Progress,
    { news, limited }: { news: News; limited: boolean },
  ): Promise<void> {
    for (let page = news.touched; ; page = (await this.#news(sql, progress)).touched) {
      const done = await this.#look(
        sql,
        page.map((row) => row.item_id),
        limited,
      )
      const last = page[done - 1]
      if (last) Object.assign(progress, { revision: last.revision, cursor_item: last.item_id })
      if (done < page.length) {
        this.#leftOver = true
        return
      }
      if (page.length < NEWS_AT_ONCE) break
    }
    progress.revision = Math.max(progress.revision, news.known)
    progress.cursor_item = ALL_ITEMS
  }

  /**
   * Compares these items with what the device holds of them. Returns how many were dealt with.
   * With a limit in force, additions are left to the reconciliation.
   */
  async #look(sql: Sql, itemIds: readonly Id[], heldOnly = false): Promise<number> {
    const { own } = this.#request
    const skip = (id: Id) => own.has(id) || this.#seen.has(id)
    const ids = itemIds.filter((id) => !skip(id))
    if (ids.length === 0) return itemIds.length
    const wanted = await selectorFor(this.#scope).wanted(sql, ids)
    this.#changesAt = earliest([this.#changesAt, wanted.changesAt])
    const held = groupByItem(await heldOfItems(sql, this.#scope.ref, ids))
    this.#keepOwn(wanted, held)
    const items = await itemsById(sql, this.#scope, [...wanted.entries.keys()])
    for (const [index, id] of itemIds.entries()) {
      if (skip(id)) continue
      if (this.#full) return index
      this.#seen.add(id)
      this.#compare({ id, wanted, held: held.get(id) ?? [], item: items.get(id), heldOnly })
    }
    return itemIds.length
  }

  /** What the device itself put outside its selection stays there, and stays up to date. */
  #keepOwn(wanted: Wanted, held: Map<Id, HeldItem[]>): void {
    const { folderId } = this.#scope.ref
    for (const [id, rows] of held) {
      const own = rows.some((row) => row.own)
      if (own && wanted.aged.has(id)) wanted.entries.set(id, [wholeItem(folderId, id)])
    }
  }

  #compare(one: {
    id: Id
    wanted: Wanted
    held: readonly HeldItem[]
    item: ItemOf<ItemKind> | undefined
    heldOnly: boolean
  }): void {
    const entries = (one.item && one.wanted.entries.get(one.id)) ?? []
    const byServerId = new Map(one.held.map((held) => [held.server_id, held]))
    for (const entry of entries) {
      const held = byServerId.get(entry.serverId)
      byServerId.delete(entry.serverId)
      if (one.item && (held || !one.heldOnly)) this.#put(entry, one.item, held)
    }
    for (const held of byServerId.values()) {
      const aged = one.wanted.aged.has(one.id) || entries.length > 0
      this.#remove(held, aged ? 'SoftDelete' : 'Delete')
    }
  }

  #put(entry: Entry, item: ItemOf<ItemKind>, held: HeldItem | undefined): void {
    const { row, command, broken } = compareItem(this.#scope, item, { entry, held })
    if (row) this.#hold(row)
    if (row && broken) this.#setAside.push(row)
    if (!command) return
    const { data, ...counted } = command
    this.#weight += weightOf(data)
    this.#commands.push(this.#request.countOnly ? counted : command)
  }

  #hold(row: HeldItem): void {
    this.#held.set(row.server_id, row)
  }

  #remove(held: HeldItem, op: 'Delete' | 'SoftDelete'): void {
    if (refuses(held, REFUSED_REMOVAL)) {
      this.#hold({ ...held, pending: null })
      return
    }
    this.#dropped.add(held.server_id)
    this.#held.delete(held.server_id)
    // What was set aside as broken never was on the device.
    if (held.hash === null) return
    this.#commands.push({ op, serverId: held.server_id, itemId: held.item_id })
  }

  async #reconcile(sql: Sql, progress: Progress, begin: Id): Promise<void> {
    const room = Math.max(0, this.#request.limit - this.#commands.length)
    let most = Number.isFinite(room) ? room : 1_000_000
    let from = begin
    for (let pass = 1; ; pass++) {
      const result = await selectorFor(this.#scope).reconcile(sql, { from, limit: most })
      const left = this.#leave(result)
      const arrived = left ? await this.#arrive(sql, result) : 0
      if (result.byId) from = Math.max(from, result.missing[arrived - 1]?.itemId ?? 0)
      const complete = left && arrived === result.missing.length && !result.partial
      progress.reconcile_from = complete ? null : from
      progress.limited = result.limited
      progress.next_boundary_at = result.nextBoundaryAt
      if (complete) return
      // Nothing but broken items in this page: what is behind them must not wait for them.
      if (this.#full || pass === MOST_PASSES) break
      most = most * 2 + PAGE
    }
    this.#leftOver = true
  }

  #leave({ surplus, settled }: Reconciliation): boolean {
    const { own } = this.#request
    for (const item of settled) {
      this.#hold({ ...(this.#held.get(item.server_id) ?? item), own: false })
    }
    for (const { item, op } of surplus) {
      // What this request wrote itself is marked to be looked at by the next Sync.
      if (own.has(item.item_id) || this.#dropped.has(item.server_id)) continue
      if (this.#full) return false
      this.#remove(item, op)
    }
    return true
  }

  /** Until the answer is full: how many of the missing were dealt with. */
  async #arrive(sql: Sql, { missing }: Reconciliation): Promise<number> {
    const { own } = this.#request
    const isThere = ({ itemId, serverId }: Entry) => own.has(itemId) || this.#held.has(serverId)
    if (this.#request.countOnly && this.#request.limit === Number.POSITIVE_INFINITY) {
      for (const { itemId, serverId } of missing.filter((entry) => !isThere(entry))) {
        this.#commands.push({ op: 'Add', serverId, itemId })
      }
      return missing.length
    }
    for (let start = 0; start < missing.length; start += PAGE) {
      const page = missing.slice(start, start + PAGE)
      const wanted = page.filter((entry) => !isThere(entry))
      const ids = new Set(wanted.map((entry) => entry.itemId))
      const items = await itemsById(sql, this.#scope, [...ids])
      for (const [index, entry] of page.entries()) {
        if (isThere(entry)) continue
        if (this.#full) return start + index
        const item = items.get(entry.itemId)
        if (item) this.#put(entry, item, undefined)
      }
    }
    return missing.length
  }
}
