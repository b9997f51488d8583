import { deviceIdsOf, holdersOf } from '../../store/item-facts.js'
import type { Id, ItemKind } from '../../store/model.js'
import { type Explanation, explain } from './explain.js'
import { collectionKindOf, type ExplainApp } from './subject.js'

export type ItemKey = { kind: ItemKind; id: Id }

/** Why an item is on a user's devices, or is not: one answer per device, at least one. */
export async function explainToUser(
  app: ExplainApp,
  account: { tenantId: Id; accountId: Id; login: string },
  { item, deviceId }: { item: ItemKey; deviceId?: string },
): Promise<Explanation[]> {
  const ids = deviceId === undefined ? await deviceIdsOf(app.database, account) : [deviceId]
  const asked = ids.length > 0 ? ids : [null]
  const found: Explanation[] = []
  for (const id of asked) {
    const one = await explain(app, { ...item, login: account.login, deviceId: id })
    if (one) found.push(one)
  }
  return found
}

export type Holder = { login: string } & Explanation

/** Each of them is explained, which takes some milliseconds. */
const MOST_HOLDERS = 200

/** The other way round: which devices of a tenant have the item, and in which version. */
export async function holdersOfItem(
  app: ExplainApp,
  tenantId: Id,
  item: ItemKey,
  { limit = MOST_HOLDERS } = {},
): Promise<Holder[]> {
  const collectionKind = collectionKindOf(item.kind)
  const holders = await holdersOf(app.database, tenantId, { ...item, collectionKind, limit })
  const found: Holder[] = []
  for (const { login, deviceId } of holders) {
    const one = await explain(app, { ...item, login, deviceId })
    if (one) found.push({ login, ...one })
  }
  return found
}
