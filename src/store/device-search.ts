import { MATCHES } from './account-search.js'
import type { Sql } from './database.js'
import { type ListedDevice, SELECT_DEVICE } from './device-admin.js'
import type { DeviceStatus } from './device-rules.js'
import { behind, directoryQuery } from './directory-query.js'
import type { Id } from './model.js'
import { rarestFirst } from './term-rarity.js'

export type DeviceSearch = {
  status?: DeviceStatus
  /** The beginning of a DeviceId, of a model or type, or of words of the user; empty: all. */
  words: string
  /** Only devices behind this one, as the last of a page. */
  before?: Id
  limit: number
}

/** `next`: where the next page begins; null on the last one. */
export type DevicePage = { devices: ListedDevice[]; next: Id | null }

/** Limits each branch, so that none gathers more than a page. */
const OF_TENANT = `d.tenant_id = $1 and ($4::text is null or d.status = $4)
  and ($5::bigint is null or d.id < $5)`
const PAGE = 'order by d.id desc limit $6'
/** Names the values that only a search for words needs. */
const NO_WORDS = '$2::text[] is not null and $3::text[] is not null and $7::text is null'

const ALL = `select d.id from device d where ${OF_TENANT} and ${NO_WORDS} ${PAGE}`
/** Those kept out have an index of their own (migration 022). */
const NOT_ALLOWED = ALL.replace(NO_WORDS, `${NO_WORDS} and d.status <> 'allowed'`)

const MODEL = `lower(coalesce(nullif(d.information ->> 'model', ''), d.device_type)) collate "C"`
const begins = (column: string) => `${column} >= $7 and ${column} < $7 || '\u{10ffff}'`

const FOUND = [
  begins('lower(d.device_id) collate "C"'),
  begins(MODEL),
  `d.account_id in (select a.id from account a where a.tenant_id = $1 and ${MATCHES})`,
]
  .map((matches) => `(select d.id from device d where ${OF_TENANT} and ${matches} ${PAGE})`)
  .join('\nunion ')

/** Devices of a tenant, the newest first. */
export async function searchDevices(
  sql: Sql,
  tenantId: Id,
  { status, words, before, limit }: DeviceSearch,
): Promise<DevicePage> {
  const typed = words
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .trim()
    .toLowerCase()
  const kept = status !== undefined && status !== 'allowed'
  const branch = typed === '' ? (kept ? 'kept' : 'all') : 'found'
  const terms = await rarestFirst(sql, tenantId, directoryQuery(typed)?.terms ?? [])
  const devices = await sql.query<ListedDevice>(
    {
      name: `search-devices-${branch}`,
      text: `${SELECT_DEVICE} where d.tenant_id = $1 and d.id in (${BRANCHES[branch]})
        order by d.id desc limit $6`,
    },
    [
      ...[tenantId, terms, terms.map(behind)],
      ...[status ?? null, before ?? null, limit + 1, typed === '' ? null : typed],
    ],
  )
  const shown = devices.slice(0, limit)
  return { devices: shown, next: devices.length > limit ? (shown.at(-1)?.id ?? null) : null }
}

const BRANCHES = { all: ALL, kept: NOT_ALLOWED, found: FOUND }

/** Tenants with devices that wait for a decision: of one, or of all. */
export async function waitingDevices(
  sql: Sql,
  tenantId: Id | null,
): Promise<{ tenant: string; count: number }[]> {
  return await sql.query<{ tenant: string; count: number }>(
    {
      name: 'waiting-devices',
      text: `select t.name as tenant, count(*)::integer as count
        from device d join tenant t on t.id = d.tenant_id
        where d.status <> 'allowed' and d.status = 'quarantined'
          and ($1::bigint is null or d.tenant_id = $1)
        group by t.name order by count desc, t.name limit 20`,
    },
    [tenantId],
  )
}
