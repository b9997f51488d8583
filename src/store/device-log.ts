import type { Sql, Statement } from './database.js'
import type { Batch } from './device-upkeep.js'
import type { Id } from './model.js'

/** One exchange with a device. */
export type LogEntry = {
  id: Id
  at: Date
  command: string
  version: string
  http: number
  /** The command's own; null where it has none. */
  status: string | null
  ms: number
  bytesIn: number
  bytesOut: number
  /** Without what people wrote. */
  masked: boolean
  /** Kept because somebody had it recorded, not because it failed. */
  recorded: boolean
  /** XML, or words in brackets. */
  request: string
  response: string
}

export type NewLogEntry = Omit<LogEntry, 'id'> & { tenantId: Id; deviceId: Id }

type DeviceKey = { tenantId: Id; id: Id }

/** Of those kept because they failed, and of those recorded. */
const MOST_FAILED = 20
const MOST_RECORDED = 500

const ADD: Statement = {
  name: 'device-log-add',
  text: `
insert into device_log (tenant_id, device_id, at, command, version, http, status, ms, bytes_in,
  bytes_out, request, response, masked, recorded)
select x."tenantId", x."deviceId", x.at, x.command, x.version, x.http, x.status, x.ms, x."bytesIn",
  x."bytesOut", x.request, x.response, x.masked, x.recorded
from json_to_recordset($1::text::json) as x("tenantId" bigint, "deviceId" bigint, at timestamptz,
  command text, version text, http integer, status text, ms integer, "bytesIn" integer,
  "bytesOut" integer, request text, response text, masked boolean, recorded boolean)
join device d on d.tenant_id = x."tenantId" and d.id = x."deviceId"`,
}

const MAKE_ROOM: Statement = {
  name: 'device-log-make-room',
  text: `
delete from device_log l using (
  select n.tenant_id, n.device_id, n.id, n.recorded, row_number() over
    (partition by n.tenant_id, n.device_id, n.recorded order by n.id desc) as place
  from device_log n
  join unnest($1::bigint[], $2::bigint[]) as w (tenant_id, device_id)
    on w.tenant_id = n.tenant_id and w.device_id = n.device_id) x
where l.tenant_id = x.tenant_id and l.device_id = x.device_id and l.id = x.id
  and x.place > case when x.recorded then ${MOST_RECORDED} else ${MOST_FAILED} end`,
}

/** Adds exchanges of any devices, and forgets the oldest beyond what is kept of each. */
export async function addToDeviceLog(sql: Sql, entries: readonly NewLogEntry[]): Promise<void> {
  await sql.query(ADD, [JSON.stringify(entries, storable)])
  const devices = new Map(entries.map((one) => [`${one.tenantId}/${one.deviceId}`, one]))
  const keys = [...devices.values()]
  await sql.query(MAKE_ROOM, [
    keys.map(({ tenantId }) => tenantId),
    keys.map(({ deviceId }) => deviceId),
  ])
}

/** PostgreSQL has no NUL, and takes no half of a character. */
function storable(_key: string, value: unknown): unknown {
  if (typeof value !== 'string') return value
  return Buffer.from(value).toString('utf8').replaceAll('\0', '\ufffd')
}

/** Contents are nobody's business any more after a day, all else after a week. */
const CONTENTS_DAYS = 1
export const LOG_KEPT_DAYS = 7

const COLUMNS = `l.id, l.at, l.command, l.version, l.http, l.status, l.ms, l.bytes_in as "bytesIn",
  l.bytes_out as "bytesOut", l.masked, l.recorded`

const VISIBLE = `l.tenant_id = $1 and l.device_id = $2 and
  (l.masked or l.at > $3::timestamptz - interval '${CONTENTS_DAYS} days')`

export type LogQuery = { now: Date; limit: number; before?: Id; after?: Id }

/** The newest first, without what was said. */
export async function listDeviceLog(
  sql: Sql,
  { tenantId, id }: DeviceKey,
  query: LogQuery,
): Promise<Omit<LogEntry, 'request' | 'response'>[]> {
  return await sql.query(
    { name: 'device-log-list', text: select(COLUMNS) },
    valuesOf({ tenantId, id }, query),
  )
}

/** The newest first, with all that was said. */
export async function readDeviceLog(
  sql: Sql,
  key: DeviceKey,
  query: LogQuery,
): Promise<LogEntry[]> {
  const text = select(`${COLUMNS}, l.request, l.response`)
  return await sql.query<LogEntry>({ name: 'device-log-read', text }, valuesOf(key, query))
}

const select = (columns: string) => `select ${columns} from device_log l where ${VISIBLE}
  and ($4::bigint is null or l.id < $4) and ($5::bigint is null or l.id > $5)
  order by l.id desc limit $6`

const valuesOf = ({ tenantId, id }: DeviceKey, { now, limit, before, after }: LogQuery) => [
  ...[tenantId, id, now, before ?? null, after ?? null, limit],
]

/** Null: there is none, or not any more. */
export async function deviceLogEntry(
  sql: Sql,
  { tenantId, id }: DeviceKey,
  { entry, now }: { entry: Id; now: Date },
): Promise<LogEntry | null> {
  const text = `select ${COLUMNS}, l.request, l.response from device_log l
    where ${VISIBLE} and l.id = $4`
  const [row] = await sql.query<LogEntry>({ name: 'device-log-entry', text }, [
    ...[tenantId, id, now, entry],
  ])
  return row ?? null
}

/** Forgets what is older than `before`; the number of exchanges. */
export async function forgetDeviceLog(tx: Sql, { before, limit }: Batch): Promise<number> {
  const early = `$1::timestamptz + interval '${LOG_KEPT_DAYS - CONTENTS_DAYS} days'`
  const rows = await tx.query(
    {
      name: 'forget-device-log',
      text: `delete from device_log where ctid in (
          (select ctid from device_log where at < $1 order by at limit $2)
          union
          (select ctid from device_log where at < ${early} and not masked order by at limit $2))
        returning id`,
    },
    [before, limit],
  )
  return rows.length
}
