import type { AppContext } from '../context.js'
import type { Statement } from '../store/database.js'
import type { Session, SessionDevice } from '../store/session.js'

const MINUTE_MS = 60_000
const LOOK_MS = 5_000

/** What was last seen of a device. */
export type Activity = {
  command: string
  /** HTTP status, and the command's own after a slash. */
  status: string
  failed: boolean
  /** From where; null where it was not asked, which is often enough once a minute. */
  address: string | null
  version: string
  userAgent: string
}

/**
 * Bookkeeping that must not add a write to each request: kept in memory and written at most once
 * per device and minute, for all devices in one statement. A new failure is written at once.
 */
export type DeviceActivity = {
  seen(session: Session, device: SessionDevice, activity: Activity): void
  flush(): Promise<void>
  /** Writes what is left. */
  close(): Promise<void>
}

type Row = {
  tenant_id: number
  id: number
  seen_at: Date
  command: string
  status: string
  version: string
  user_agent: string
  password_version: number
  app_password_id: number | null
  /** Of the last failure, if one came since the last write. */
  error_at: Date | null
  error_command: string | null
  error_status: string | null
  address: string | null
}

const WRITE: Statement = {
  name: 'device-activity',
  text: `
update device d
set last_seen_at = x.seen_at, last_command = x.command, last_status = x.status,
  protocol_version = x.version, user_agent = x.user_agent, password_version = x.password_version,
  app_password_id = x.app_password_id,
  old_password_at = case when d.old_password_at > x.seen_at then d.old_password_at end,
  last_error_at = coalesce(x.error_at, d.last_error_at),
  last_error_command = coalesce(x.error_command, d.last_error_command),
  last_error_status = coalesce(x.error_status, d.last_error_status),
  last_address = coalesce(x.address, d.last_address)
from json_to_recordset($1::text::json) as x(tenant_id bigint, id bigint, seen_at timestamptz,
  command text, status text, version text, user_agent text, password_version integer,
  app_password_id bigint, error_at timestamptz, error_command text, error_status text, address text)
where d.tenant_id = x.tenant_id and d.id = x.id`,
}

export function createDeviceActivity(app: AppContext): DeviceActivity {
  const waiting = new Map<string, Row>()
  /** When and what was last written, per device; devices silent for a minute are forgotten. */
  const written = new Map<string, { at: number; status: string }>()
  let writing: Promise<void> = Promise.resolve()

  const isDue = (key: string, now: number) => (written.get(key)?.at ?? 0) + MINUTE_MS <= now

  async function write(keys: string[]): Promise<void> {
    const rows: Row[] = []
    const now = Date.now()
    for (const key of keys) {
      const row = waiting.get(key)
      if (!row) continue
      waiting.delete(key)
      written.set(key, { at: now, status: row.status })
      rows.push(row)
    }
    if (rows.length === 0) return
    try {
      await app.database.query(WRITE, [JSON.stringify(rows)])
    } catch (error) {
      app.log.warn({ err: error, devices: rows.length }, 'device activity was not written')
    }
  }

  function start(keys: string[]): Promise<void> {
    writing = writing.then(() => write(keys))
    return writing
  }

  const timer = setInterval(() => {
    const now = Date.now()
    const due = [...waiting.keys()].filter((key) => isDue(key, now))
    for (const [key, { at }] of written) if (at + MINUTE_MS <= now) written.delete(key)
    if (due.length > 0) void start(due)
  }, LOOK_MS)
  timer.unref()

  return {
    seen(session, device, activity) {
      const key = `${session.tenant.id}:${device.id}`
      const row = rowOf(session, device, activity, app.now())
      waiting.set(key, withUnwritten(row, waiting.get(key)))
      if (activity.failed && written.get(key)?.status !== activity.status) void start([key])
    },
    flush: () => start([...waiting.keys()]),
    async close() {
      clearInterval(timer)
      await start([...waiting.keys()])
    },
  }
}

function rowOf(session: Session, device: SessionDevice, seen: Activity, at: Date): Row {
  return {
    tenant_id: session.tenant.id,
    id: device.id,
    seen_at: at,
    command: seen.command,
    status: seen.status,
    version: seen.version,
    user_agent: seen.userAgent,
    password_version: session.account.password_version,
    app_password_id: session.appPassword,
    error_at: seen.failed ? at : null,
    error_command: seen.failed ? seen.command : null,
    error_status: seen.failed ? seen.status : null,
    address: seen.address,
  }
}

/** What must not be lost of a row that was not written yet. */
function withUnwritten(row: Row, before: Row | undefined): Row {
  if (!before) return row
  if (!row.error_at) {
    row.error_at = before.error_at
    row.error_command = before.error_command
    row.error_status = before.error_status
  }
  row.address ??= before.address
  return row
}
