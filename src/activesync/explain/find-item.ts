import type { Sql } from '../../store/database.js'
import { type FoundItem, findItems } from '../../store/item-facts.js'
import { type Id, ITEM_KINDS, type ItemKind } from '../../store/model.js'
import type { ItemKey } from './explain-item.js'

const MOST_FOUND = 20
const KEY = /^([a-z]+):(\d{1,15})$/

/** One item, or those between which a person has to choose; none: `found` is empty. */
export type ItemMeant = { item: ItemKey } | { found: FoundItem[] }

/** What somebody types for an item: `KIND:NUMBER`, a UID, or words of the title or name. */
export async function itemMeant(sql: Sql, tenantId: Id, text: string): Promise<ItemMeant> {
  const [, kind, id] = KEY.exec(text) ?? []
  if (isItemKind(kind)) return { item: { kind, id: Number(id) } }
  const words = text.replace(/[\p{Cc}\p{Cs}]/gu, ' ').trim()
  const found = words === '' ? [] : await findItems(sql, tenantId, { words, limit: MOST_FOUND })
  const [only] = found
  return only && found.length === 1 ? { item: { kind: only.kind, id: only.id } } : { found }
}

/** As `itemMeant` reads it. */
export function keyOfItem({ kind, id }: ItemKey): string {
  return `${kind}:${id}`
}

function isItemKind(text: string | undefined): text is ItemKind {
  return ITEM_KINDS.some((kind) => kind === text)
}
