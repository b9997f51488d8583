import type { AppContext } from '../context.js'
import { HttpError } from '../errors.js'
import type { Statement } from '../store/database.js'
import { loadSession, type Session, type SessionDevice } from '../store/sessions.js'
import type { CommandRequest } from './query.js'

const LOCK_ACCOUNT: Statement = {
  name: 'device-lock-account',
  text: 'select id from account where tenant_id = $1 and id = $2 for no key update',
}

/** At the limit the device longest unseen makes room: Outlook has a new DeviceId at every start. */
const MAKE_ROOM: Statement = {
  name: 'device-make-room',
  text: `
delete from device where tenant_id = $1 and id = (
  select id from device
  where tenant_id = $1 and account_id = $2 and status = 'allowed'
    and coalesce(last_seen_at, created_at) < $4::timestamptz - interval '30 days'
    and (select count(*) from device where tenant_id = $1 and account_id = $2) >= $3
  order by coalesce(last_seen_at, created_at) limit 1)`,
}

const INSERT: Statement = {
  name: 'device-insert',
  text: `
insert into device (tenant_id, account_id, device_id, device_type, user_agent, protocol_version,
  password_version, last_seen_at, last_command)
select $1, $2, $3, $4, $5, $6, $7, $8, $9
where (select count(*) from device where tenant_id = $1 and account_id = $2) < $10
on conflict (tenant_id, account_id, device_id) do nothing`,
}

export type Authenticated = { session: Session; device: SessionDevice }

/**
 * The device that a proven login comes with; a new one is entered first.
 * @throws HttpError 403 for a blocked device and for one too many
 */
export async function knownDevice(
  app: AppContext,
  session: Session,
  contact: { request: CommandRequest; userAgent: string },
): Promise<Authenticated> {
  const known = session.device ? session : await register(app, session, contact)
  const { device } = known
  if (!device) throw new HttpError(403, 'This account has too many devices: remove one first.')
  if (device.status !== 'allowed') throw new HttpError(403, 'This device is not allowed.')
  return { session: known, device }
}

async function register(
  app: AppContext,
  session: Session,
  { request, userAgent }: { request: CommandRequest; userAgent: string },
): Promise<Session> {
  const { tenant, account } = session
  const { deviceId, deviceType, version, command } = request
  const most = app.config.maxDevicesPerAccount
  const now = app.now()
  const described = [deviceId, deviceType, userAgent, version, account.password_version]
  await app.database.transact(async (tx) => {
    await tx.query(LOCK_ACCOUNT, [tenant.id, account.id])
    await tx.query(MAKE_ROOM, [tenant.id, account.id, most, now])
    await tx.query(INSERT, [tenant.id, account.id, ...described, now, command, most])
  })
  const login = `${account.name}_${tenant.name}`
  return (await loadSession(app.database, login, deviceId)) ?? session
}
