import type { Database, Statement } from './database.js'
import type { CollectionKind, Id } from './model.js'

const LOCK_ACCOUNT: Statement = {
  name: 'lock-account-to-merge',
  text: 'select id from account where tenant_id = $1 and id = $2 for update',
}

/** In id order, as each commit locks them. */
const LOCK_COLLECTIONS: Statement = {
  name: 'lock-collections-to-merge',
  text: `select id from collection
    where tenant_id = $1 and account_id = $2 and kind = any($3) order by id for no key update`,
}

const MERGE: Statement = {
  name: 'merge-collections',
  text: `
with made as (
  insert into collection (tenant_id, merges_account_id, kind, revision)
  select $1, $2, k, 1 from unnest($3::text[]) k
  on conflict do nothing returning id, kind
)
update collection c set merged_id = m.id from made m
where c.tenant_id = $1 and c.account_id = $2 and c.kind = m.kind`,
}

/** Names the version of each item, which devices' selections remember series by. */
const START_JOURNAL: Statement = {
  name: 'start-merged-journal',
  text: `insert into journal (tenant_id, collection_id, item_id, revision)
    select distinct c.tenant_id, c.merged_id, j.item_id, 1
    from collection c
    join journal j on j.tenant_id = c.tenant_id and j.collection_id = c.id and j.item_id <> 0
    where c.tenant_id = $1 and c.account_id = $2 and c.kind = any($3)
      and c.merged_id is not null
    on conflict do nothing`,
}

/**
 * Gives an account a collection that stands for all of its collections of a kind, for each of these
 * kinds that has none. Waits for those who make a folder at this moment; later ones join it by
 * themselves (trigger `join_merged_collection`).
 */
export async function mergeCollections(
  database: Pick<Database, 'transact'>,
  { tenantId, accountId, kinds }: { tenantId: Id; accountId: Id; kinds: readonly CollectionKind[] },
): Promise<void> {
  await database.transact(async (tx) => {
    await tx.query(LOCK_ACCOUNT, [tenantId, accountId])
    const key = [tenantId, accountId, kinds]
    await tx.query(LOCK_COLLECTIONS, key)
    await tx.query(MERGE, key)
    await tx.query(START_JOURNAL, key)
  })
}
