import { z } from 'zod'
import { accountNamed } from '../../store/account-pages.js'
import type { Sql } from '../../store/database.js'
import { listItemIds, lockItem } from '../../store/item-lists.js'
import { createItem, loadItems, updateItem } from '../../store/items.js'
import type { Id, ItemKind, ItemOf, PatchOf } from '../../store/model.js'
import { cutPage, keyIn } from '../cursor.js'
import { requireMatch } from '../etag.js'
import { type Operation, operation, type TenantCall } from '../operation.js'
import { cursorOf, pageOf, pageQuery } from '../parameters.js'
import { notFound } from '../problem.js'
import { instant } from '../shapes/common.js'

/** What differs between the kinds of items. */
export type ItemDoor<K extends ItemKind, View extends z.ZodType> = {
  kind: K
  /** Of the path. */
  plural: 'appointments' | 'tasks' | 'contacts'
  shape: View
  newShape: z.ZodObject
  patchShape: z.ZodObject
  /** In the order of the items. */
  views(sql: Sql, tenantId: Id, items: readonly ItemOf<K>[]): Promise<z.output<View>[]>
  patchOf(given: never, before: ItemOf<K> | null): PatchOf<K>
  /** After it was made. */
  made?(call: TenantCall, id: Id, given: never): Promise<void>
}

type Named = 'Appointment' | 'Task' | 'Contact'

/** List, read, make and change, for one kind. */
export function itemOperations<K extends ItemKind, View extends z.ZodType>(
  door: ItemDoor<K, View>,
): Operation[] {
  const name = (door.kind[0]?.toUpperCase() + door.kind.slice(1)) as Named
  return [listOf(door, name), createOf(door, name), getOf(door, name), changeOf(door, name)]
}

const group = 'Items'
const listPath = (plural: string) => `/tenants/{tenant}/${plural}` as '/tenants/{tenant}/items'
const onePath = (plural: string) =>
  `/tenants/{tenant}/${plural}/{id}` as '/tenants/{tenant}/items/{id}'

function listOf<K extends ItemKind, V extends z.ZodType>(door: ItemDoor<K, V>, name: Named) {
  const { kind, plural, shape } = door
  return operation({
    ...{ method: 'GET', path: listPath(plural), id: `list${name}s`, group, scope: 'items:read' },
    summary: `The ${plural} of a tenant, in the order of their numbers`,
    query: z.strictObject({
      user: z.string().min(1).max(100).optional().describe('Only those in the lists of this user.'),
      updatedSince: instant.optional().describe('Only those changed then or later.'),
      ...pageQuery,
    }),
    answer: pageOf(shape),
    async handle({ database, tenant, query }) {
      const { user, updatedSince = null, limit, cursor } = query
      const account = user === undefined ? null : await ownerOf({ database, tenant }, user)
      const filter = {
        accountId: account,
        updatedSince,
        after: keyIn('number', cursor) ?? 0,
        limit,
      }
      const found = await listItemIds(database, { tenantId: tenant.id, kind }, filter)
      const { rows, next } = cutPage(found, limit, cursorOf)
      return { body: { items: await viewsOf(door, { database, tenant }, rows), next } as never }
    },
  })
}

async function ownerOf(
  { database, tenant }: Pick<TenantCall, 'database' | 'tenant'>,
  name: string,
) {
  const account = await accountNamed(database, { tenantId: tenant.id, name })
  if (!account) throw notFound('The tenant has no such user; upper and lower case count.')
  return account.id
}

async function viewsOf<K extends ItemKind, V extends z.ZodType>(
  door: Pick<ItemDoor<K, V>, 'kind' | 'views'>,
  { database, tenant }: Pick<TenantCall, 'database' | 'tenant'>,
  ids: readonly Id[],
): Promise<z.output<V>[]> {
  if (ids.length === 0) return []
  const items = await loadItems(database, door.kind, { tenantId: tenant.id, ids })
  items.sort((a, b) => a.id - b.id)
  return await door.views(database, tenant.id, items)
}

/** @throws Problem 404 */
export async function itemView<K extends ItemKind, V extends z.ZodType>(
  door: Pick<ItemDoor<K, V>, 'kind' | 'views'>,
  call: Pick<TenantCall, 'database' | 'tenant'>,
  id: Id,
): Promise<z.output<V>> {
  const [view] = await viewsOf(door, call, [id])
  if (view === undefined) throw notFound(`The tenant has no ${door.kind} ${id}.`)
  return view
}

function getOf<K extends ItemKind, V extends z.ZodType>(door: ItemDoor<K, V>, name: Named) {
  return operation({
    ...{ method: 'GET', path: onePath(door.plural), id: `get${name}`, group, scope: 'items:read' },
    summary: `One ${door.kind}`,
    tagged: true,
    answer: door.shape,
    async handle(call) {
      return { body: (await itemView(door, call, Number(call.params.id))) as never }
    },
  })
}

function createOf<K extends ItemKind, V extends z.ZodType>(door: ItemDoor<K, V>, name: Named) {
  const { kind, plural } = door
  return operation({
    ...{ method: 'POST', path: listPath(plural), id: `create${name}`, group, scope: 'items:write' },
    summary: `Adds a ${kind}, which is on the devices a moment later`.replace(/\ba a/, 'an a'),
    body: door.newShape,
    status: 201,
    tagged: true,
    answer: door.shape,
    async handle(call) {
      const { database, tenant, body } = call
      const patch = door.patchOf(body as never, null)
      const id = await createItem(database, kind, { tenantId: tenant.id, patch })
      await door.made?.(call, id, body as never)
      const location = `/tenants/${encodeURIComponent(tenant.name)}/${plural}/${id}`
      return { body: (await itemView(door, call, id)) as never, location }
    },
  })
}

function changeOf<K extends ItemKind, V extends z.ZodType>(door: ItemDoor<K, V>, name: Named) {
  const { kind, plural } = door
  return operation({
    ...{ method: 'PATCH', path: onePath(plural), id: `change${name}`, group, scope: 'items:write' },
    summary: `Changes a ${kind}; what is absent stays as it is`.replace(/\ba a/, 'an a'),
    body: door.patchShape,
    tagged: true,
    answer: door.shape,
    async handle(call) {
      const { database, tenant, body, ifMatch } = call
      const id = Number(call.params.id)
      const before = await lockedItem(door, call, id)
      requireMatch(ifMatch, await itemView(door, call, id))
      const patch = door.patchOf(body as never, before)
      await updateItem(database, kind, { tenantId: tenant.id, id, patch })
      return { body: (await itemView(door, call, id)) as never }
    },
  })
}

/** As it stays until the transaction ends. @throws Problem 404 */
export async function lockedItem<K extends ItemKind>(
  { kind }: { kind: K },
  { database, tenant }: Pick<TenantCall, 'database' | 'tenant'>,
  id: Id,
): Promise<ItemOf<K>> {
  await lockItem(database, { tenantId: tenant.id, kind }, id)
  const [item] = await loadItems(database, kind, { tenantId: tenant.id, ids: [id] })
  if (!item) throw notFound(`The tenant has no ${kind} ${id}.`)
  return item
}

/** R-ONO-105, 120: nothing is destroyed; it leaves the devices and can be brought back. */
export function cancelOf<K extends 'appointment' | 'task', V extends z.ZodType>(
  door: Pick<ItemDoor<K, V>, 'kind' | 'plural' | 'shape' | 'views'>,
  name: Named,
): Operation {
  const { kind, plural, shape } = door
  return operation({
    ...{
      method: 'DELETE',
      path: onePath(plural),
      id: `cancel${name}`,
      group,
      scope: 'items:write',
    },
    summary: `Cancels a ${kind}: it leaves the devices`.replace(/\ba a/, 'an a'),
    description:
      'As when a phone deletes it: the status becomes `cancelled` and the row stays. PATCH with another status brings it back.',
    tagged: true,
    answer: shape,
    async handle(call) {
      const id = Number(call.params.id)
      await lockedItem(door, call, id)
      requireMatch(call.ifMatch, await itemView(door, call, id))
      const patch = { status: 'cancelled' } as PatchOf<K>
      await updateItem(call.database, kind, { tenantId: call.tenant.id, id, patch })
      return { body: (await itemView(door, call, id)) as never }
    },
  })
}
