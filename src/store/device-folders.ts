import type { Sql } from './database.js'
import { COLLECTION_KINDS, type CollectionKind, FOLDER_PREFIX, type Id } from './model.js'

/** A folder that a device was told of, and what it has of it. */
export type DeviceFolder = {
  /** ServerId. */
  folderId: string
  name: string
  /** `mail`: always empty. */
  kind: CollectionKind | 'mail'
  /** `never` synchronized; `fresh`: it begins anew with its next Sync, as after a reset. */
  state: 'never' | 'fresh' | 'synchronized'
  /** Items on the device; single occurrences of a series count with it. */
  items: number
  /** Entries set aside for the device: they broke, or it refused them (listProblems says why). */
  setAside: number
  /** MS-ASCMD, FilterType as the device asks with; 0 = none, null = it never asked. */
  filterType: number | null
  /** There is more for it than it fetched so far. */
  more: boolean
  /** The last Sync that brought or took something. */
  changedAt: Date | null
}

type Row = Omit<DeviceFolder, 'kind' | 'state'> & {
  kind: CollectionKind | null
  generation: number | null
}

/** The folders that a device was told of last, in their order. */
export async function foldersOfDevice(
  sql: Sql,
  { tenantId, id }: { tenantId: Id; id: Id },
): Promise<DeviceFolder[]> {
  const rows = await sql.query<Row>(
    {
      name: 'folders-of-device',
      text: `select f.folder ->> 'serverId' as "folderId", f.folder ->> 'displayName' as name,
          c.kind, s.generation, (s.options ->> 'filterType')::integer as "filterType",
          coalesce(s.more, false) as more, s.changed_at as "changedAt",
          (select count(distinct i.item_id)::integer from sync_item i
            where i.tenant_id = d.tenant_id and i.device_id = d.id
              and i.folder_id = s.folder_id and i.hash is not null) as items,
          (select count(*)::integer from sync_item i
            where i.tenant_id = d.tenant_id and i.device_id = d.id
              and i.folder_id = s.folder_id and i.problem is not null) as "setAside"
        from device d
        cross join lateral jsonb_array_elements(d.folders) with ordinality f (folder, place)
        left join sync_state s on s.tenant_id = d.tenant_id and s.device_id = d.id
          and s.folder_id = f.folder ->> 'serverId'
        left join collection c on c.tenant_id = s.tenant_id and c.id = s.collection_id
        where d.tenant_id = $1 and d.id = $2
        order by f.place limit 500`,
    },
    [tenantId, id],
  )
  return rows.map(({ generation, ...row }) => ({
    ...row,
    kind: row.kind ?? kindOfId(row.folderId),
    state: generation === null ? 'never' : generation === 0 ? 'fresh' : 'synchronized',
  }))
}

/** Folders never synchronized have no collection to tell. */
function kindOfId(folderId: string): CollectionKind | 'mail' {
  return COLLECTION_KINDS.find((kind) => folderId.startsWith(`${FOLDER_PREFIX[kind]}-`)) ?? 'mail'
}
