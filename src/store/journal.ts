import type { Sql } from './database.js'
import type { Id } from './model.js'

type Collection = { tenantId: Id; collectionId: Id }

export type CollectionRevision = {
  known: number
  /** When the collection itself was touched last: switches, rules, zone (journal item 0). */
  settings: number
}

const NOTHING: CollectionRevision = { known: 0, settings: 0 }

const REVISIONS = 'coalesce(c.revision, 0) as known, coalesce(j.revision, 0) as settings'

const SETTINGS = `left join journal j
  on j.tenant_id = c.tenant_id and j.collection_id = c.id and j.item_id = 0`

const COLLECTION = `from collection c ${SETTINGS} where c.tenant_id = $1 and c.id = $2`

export async function collectionRevision(
  sql: Sql,
  tenantId: Id,
  collectionId: Id,
): Promise<CollectionRevision> {
  const [row] = await sql.query<CollectionRevision>(
    {
      name: 'collection-revision',
      text: `select ${REVISIONS} ${COLLECTION}`,
    },
    [tenantId, collectionId],
  )
  return row ?? NOTHING
}

export async function hasCollection(sql: Sql, tenantId: Id, collectionId: Id): Promise<boolean> {
  const text = 'select 1 from collection where tenant_id = $1 and id = $2'
  return (await sql.query({ name: 'has-collection', text }, [tenantId, collectionId])).length > 0
}

/** A point of the journal: up to this item of this revision all is worked off. */
export type JournalPoint = { revision: number; item: Id }
export type Touched = { item_id: Id; revision: number }

/** So many touched items are read in one go. */
export const NEWS_AT_ONCE = 500

/** Items touched behind a point of the journal, in its order, in one column. */
const touchedBehind = (revision: string, item: string) => `
  (select coalesce(json_agg(t), '[]') from (
    select item_id, revision from journal
    where tenant_id = c.tenant_id and collection_id = c.id and revision >= ${revision}
      and (revision, item_id) > (${revision}, ${item}) and item_id <> 0
    order by revision, item_id limit ${NEWS_AT_ONCE}) t) as touched`

export type News = CollectionRevision & { touched: Touched[] }

/** The news of a state's collection behind the state's point, as columns and joins to `sync_state s`. */
export const NEWS_OF_STATE = {
  columns: `${REVISIONS}, ${touchedBehind('s.revision', 's.cursor_item')}`,
  joins: `left join collection c on c.tenant_id = s.tenant_id and c.id = s.collection_id ${SETTINGS}`,
}

/** The collection as it is now, and the first items touched behind a point of its journal. */
export async function newsSince(
  sql: Sql,
  { tenantId, collectionId }: Collection,
  after: JournalPoint,
): Promise<News> {
  const [row] = await sql.query<News>(
    {
      name: 'news-since',
      text: `select ${REVISIONS}, ${touchedBehind('$3', '$4')} ${COLLECTION}`,
    },
    [tenantId, collectionId, after.revision, after.item],
  )
  return row ?? { ...NOTHING, touched: [] }
}

/** Whether one item was touched after this point. */
export async function touchedSince(
  sql: Sql,
  collection: Collection,
  since: JournalPoint & { itemId: Id },
): Promise<boolean> {
  const rows = await sql.query(
    {
      name: 'touched-since',
      text: `select 1 from journal where tenant_id = $1 and collection_id = $2 and item_id = $3
        and (revision, item_id) > ($4, $5)`,
    },
    [collection.tenantId, collection.collectionId, since.itemId, since.revision, since.item],
  )
  return rows.length > 0
}

/** Commits the journal entries of this transaction now, so that their revisions can be read. */
export async function settleJournal(tx: Sql): Promise<void> {
  await tx.query({ name: '', text: 'set constraints journal_commit immediate' })
  await tx.query({ name: '', text: 'set constraints journal_commit deferred' })
}
