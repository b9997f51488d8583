import { attendeeAddresses, occurrenceMapper } from '../../mappers/activesync/index.js'
import type { ReadContext } from '../../mappers/activesync/mapper.js'
import type { Sql } from '../../store/database.js'
import type { Deletion } from '../../store/device-deletions.js'
import { loadItems, updateItem } from '../../store/items.js'
import type { Appointment, Id, ItemKind, ItemOf, Override } from '../../store/model.js'
import { findParties } from '../../store/participants.js'
import {
  dropHeld,
  type HeldItem,
  heldItem,
  rememberAdd,
  rememberedAdd,
  saveHeld,
} from '../../store/sync-items.js'
import type { Element } from '../wbxml/element.js'
import { AddBudget } from './add-budget.js'
import { type ClientCommand, type ItemResponse, SyncStatus } from './client-command.js'
import { conflicts, isGone, type Seen } from './conflict.js'
import { deleteWhole, deletionOf } from './delete-item.js'
import { needsEcho } from './echo.js'
import { elementHash } from './element-hash.js'
import { done, type Outcome, refused, statusOfFailure } from './item-failure.js'
import { placeItem } from './place-item.js'
import { readItem, render } from './render.js'
import { sameTime } from './same-time.js'
import type { Scope } from './scope.js'
import { type Entry, earliest, wholeItem } from './selection.js'
import { selectorFor } from './selector.js'
import { parseServerId } from './server-id.js'

export type ApplyRequest = Seen & {
  supported: ReadonlySet<string> | undefined
  /** A request that came again: an Add known by its ClientId with other content is its edit. */
  repeated: boolean
}

/** Applies a device's changes one by one, each as a whole or not at all. */
export class ClientChanges {
  /** Items written by this request. */
  readonly own = new Set<Id>()
  /** The same as they were before; null = not there, or cancelled. */
  readonly before = new Map<Id, ItemOf<ItemKind> | null>()
  /** Some of them have something pending for the next Sync. */
  pending = false
  /** One of them exceeds the limit of items: the selection must decide which of all stay. */
  beyondLimit = false
  /** What it may still add. */
  adds = new AddBudget(Number.POSITIVE_INFINITY)
  /** What it deleted, for `termingate undo`. */
  readonly deleted: Deletion[] = []
  /** When time alone changes whether they are to be on the device. */
  changesAt: Date | null = null
  readonly #tx: Sql
  readonly #scope: Scope
  readonly #request: ApplyRequest

  constructor(tx: Sql, scope: Scope, request: ApplyRequest) {
    this.#tx = tx
    this.#scope = scope
    this.#request = request
  }

  /** What became of it: every failure of the item itself is a status, never a throw. */
  async apply(command: ClientCommand): Promise<{ response: ItemResponse }> {
    const { op, clientId, instanceId } = command
    await this.#tx.query({ name: '', text: 'savepoint command' })
    const outcome = await this.#attempt(command)
    await this.#tx.query({ name: '', text: 'release savepoint command' })
    return { response: { op, clientId, instanceId, ...outcome } }
  }

  async #attempt(command: ClientCommand): Promise<Outcome> {
    try {
      return await this.#run(command)
    } catch (error) {
      const status = statusOfFailure(error)
      if (status === null) throw error
      await this.#tx.query({ name: '', text: 'rollback to savepoint command' })
      await this.#giveBack(command)
      return refused(status, command.serverId)
    }
  }

  /** What a device changed or deleted in vain comes to it again, so that both sides show the same. */
  async #giveBack({ op, serverId }: ClientCommand): Promise<void> {
    const held = serverId && (await heldItem(this.#tx, this.#scope.ref, serverId))
    if (!held) return
    if (op === 'Change') await this.#hold({ ...held, pending: 'echo' })
    else await this.#hold({ ...held, hash: null, pending: 'look' })
  }

  async #run(command: ClientCommand): Promise<Outcome> {
    if (command.op === 'Add') return await this.#add(command)
    const { serverId } = command
    if (serverId === null) return refused(SyncStatus.ProtocolError, null)
    const parts = parseServerId(this.#scope.ref.folderId, serverId)
    const held = parts && (await heldItem(this.#tx, this.#scope.ref, serverId))
    if (!parts || !held) return refused(SyncStatus.ObjectNotFound, serverId)
    const item = await this.#load(parts.itemId)
    if (!item) return refused(SyncStatus.ObjectNotFound, serverId)
    const entry: Entry = { ...parts, serverId, span: null }
    const target: Target = { command, entry, held, item }
    return command.op === 'Delete' ? await this.#delete(target) : await this.#change(target)
  }

  async #load(itemId: Id): Promise<ItemOf<ItemKind> | null> {
    const { kind, ref } = this.#scope
    const [item] = await loadItems(this.#tx, kind, { tenantId: ref.tenantId, ids: [itemId] })
    return item ?? null
  }

  async #add({ clientId, data }: ClientCommand): Promise<Outcome> {
    if (clientId === null || data === null) return refused(SyncStatus.ProtocolError, null)
    const { ref } = this.#scope
    const hash = elementHash(data)
    const known = await rememberedAdd(this.#tx, ref, clientId)
    const same = known !== null && Buffer.from(known.content_hash).equals(hash)
    const before =
      known && (same || this.#request.repeated) ? await this.#load(known.item_id) : null
    if (known && same && before) return await this.#addedBefore(known.item_id)
    if (!before && !this.adds.take()) return refused(SyncStatus.OutOfSpace, null)
    const itemId = known && before ? await this.#write(before, data) : await this.#create(data)
    await rememberAdd(this.#tx, ref, { clientId, hash, itemId })
    const entry = wholeItem(ref.folderId, itemId)
    await this.#settle({ entry, sent: data, before: null, held: null })
    return done(entry.serverId)
  }

  /** Its answer got lost, or its request came twice: the same item again, never a second one. */
  async #addedBefore(itemId: Id): Promise<Outcome> {
    const { ref } = this.#scope
    const { serverId } = wholeItem(ref.folderId, itemId)
    if (!(await heldItem(this.#tx, ref, serverId))) {
      await this.#hold({
        server_id: serverId,
        item_id: itemId,
        hash: Buffer.of(0),
        pending: 'look',
      })
    }
    return done(serverId)
  }

  async #create(data: Element): Promise<Id> {
    const patch = readItem(this.#scope.kind, data, await this.#reading(null, data))
    const { id, before } = await placeItem(this.#tx, this.#scope, patch)
    this.#wrote(id, before)
    return id
  }

  async #change({ command, entry, held, item }: Target): Promise<Outcome> {
    const { data, instanceId } = command
    if (data === null) return refused(SyncStatus.ProtocolError, entry.serverId)
    if (await this.#isGone(item)) return refused(SyncStatus.ObjectNotFound, entry.serverId)
    const before = this.#render(item, entry)
    if (await this.#conflicts(held, before)) {
      return refused(SyncStatus.Conflict, entry.serverId)
    }
    const occurrence = instanceId ?? entry.recurrenceId
    if (occurrence === null) await this.#write(item, data)
    else await this.#writeOccurrence(item as Appointment, { data, occurrence })
    await this.#settle({ entry, sent: data, before: before?.data ?? null, held })
    return done(entry.serverId)
  }

  async #write(item: ItemOf<ItemKind>, data: Element): Promise<Id> {
    const { kind, ref } = this.#scope
    const context = await this.#reading(item, data)
    const patch = readItem(kind, data, context)
    await updateItem(this.#tx, kind, { tenantId: ref.tenantId, id: item.id, patch })
    this.#wrote(item.id, item)
    return item.id
  }

  #wrote(id: Id, before: ItemOf<ItemKind> | null): void {
    this.own.add(id)
    if (!this.before.has(id)) this.before.set(id, before)
  }

  async #writeOccurrence(
    item: Appointment,
    { data, occurrence }: { data: Element; occurrence: string },
  ): Promise<void> {
    const context = (await this.#reading(item, data)) as ReadContext<'appointment'>
    await this.#override(item, occurrenceMapper.readOccurrence(data, occurrence, context))
  }

  async #override(item: Appointment, override: Override): Promise<void> {
    const others = item.overrides.filter((one) => one.recurrenceId !== override.recurrenceId)
    const patch = { overrides: [...others, override] }
    const { tenantId } = this.#scope.ref
    await updateItem(this.#tx, 'appointment', { tenantId, id: item.id, patch })
    this.#wrote(item.id, item)
  }

  async #delete({ command, entry, held, item }: Target): Promise<Outcome> {
    const { ref } = this.#scope
    if (await this.#isGone(item)) {
      await dropHeld(this.#tx, ref, [entry.serverId])
      return done(entry.serverId)
    }
    const occurrence = command.instanceId ?? entry.recurrenceId
    const before = this.#render(item, entry)
    if (await this.#conflicts(held, before)) {
      // The device has deleted its copy: the server's comes as an Add.
      await dropHeld(this.#tx, ref, [entry.serverId])
      return refused(SyncStatus.Conflict, entry.serverId)
    }
    if (occurrence !== null) {
      const context = await this.#reading(item, null)
      const override = occurrenceMapper.cancelOccurrence(
        occurrence,
        context as ReadContext<'appointment'>,
      )
      await this.#override(item as Appointment, override)
      if (command.instanceId === null) await dropHeld(this.#tx, ref, [entry.serverId])
      else await this.#settle({ entry, sent: null, before: null, held })
      this.deleted.push(...deletionOf(item as Appointment, override))
      return done(entry.serverId)
    }
    const deleted = await deleteWhole(this.#tx, this.#scope, item)
    this.#wrote(item.id, item)
    await dropHeld(this.#tx, ref, [entry.serverId])
    this.deleted.push(...deleted)
    return done(entry.serverId)
  }

  #render(item: ItemOf<ItemKind>, entry: Entry): { data: Element; hash: Buffer } | null {
    const { kind, mapper } = this.#scope
    const rendered = render(kind, item, { entry, mapper })
    return 'problem' in rendered ? null : rendered
  }

  async #conflicts(held: HeldItem, now: { hash: Buffer } | null): Promise<boolean> {
    if (this.own.has(held.item_id)) return false
    return await conflicts(this.#tx, this.#scope, { seen: this.#request, held, now })
  }

  async #isGone(item: ItemOf<ItemKind>): Promise<boolean> {
    return await isGone(this.#tx, this.#scope, { seen: this.#request, item })
  }

  async #reading(
    existing: ItemOf<ItemKind> | null,
    data: Element | null,
  ): Promise<ReadContext<ItemKind>> {
    const { mapper, kind, ref } = this.#scope
    const emails = kind === 'appointment' && data ? attendeeAddresses(data) : []
    const parties = await findParties(this.#tx, ref.tenantId, emails)
    const directory = (email: string) => parties.get(email.toLowerCase())
    return { ...mapper, existing, supported: this.#request.supported, directory }
  }

  /** Records what the device holds now, and what the next Sync must tell it of its own change. */
  async #settle(written: {
    entry: Entry
    sent: Element | null
    before: Element | null
    /** Null for an Add. */
    held: HeldItem | null
  }): Promise<void> {
    const { entry, sent, before, held } = written
    const { itemId, serverId } = entry
    const selector = selectorFor(this.#scope)
    const { entries, aged, changesAt } = await selector.wanted(this.#tx, [itemId])
    this.changesAt = earliest([this.changesAt, changesAt])
    const item = await this.#load(itemId)
    const now = entries.get(itemId)?.find((one) => one.serverId === serverId)
    const rendered = item && this.#render(item, now ?? entry)
    const row = { server_id: serverId, item_id: itemId, hash: rendered?.hash ?? Buffer.of(0) }
    const exceeding = held === null && (await selector.exceeds(this.#tx, 1))
    if (exceeding) this.beyondLimit = true
    // What the device itself put outside its selection stays on it (R-ONO-09).
    const moved = before === null || rendered === null || !sameTime(before, rendered.data)
    const own = held?.own || (moved && aged.has(itemId)) || exceeding
    const stays = now !== undefined || (own && aged.has(itemId))
    if (!stays) return await this.#hold({ ...row, pending: 'look' })
    const echo = rendered && sent && needsEcho(sent, before, rendered.data)
    await this.#hold({ ...row, own, pending: echo ? 'echo' : null })
  }

  async #hold(
    row: Pick<HeldItem, 'server_id' | 'item_id' | 'hash' | 'pending'> & { own?: boolean },
  ): Promise<void> {
    if (row.pending !== null) this.pending = true
    await saveHeld(this.#tx, this.#scope.ref, [{ problem: null, own: false, ...row }])
  }
}

type Target = {
  command: ClientCommand
  entry: Entry
  held: HeldItem
  item: ItemOf<ItemKind>
}
