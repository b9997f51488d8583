import type { AppContext } from '../context.js'
import type { Statement } from '../store/database.js'
import { verdictOnNew } from '../store/device-rules.js'
import { judgeAgain, loadDeviceRules } from '../store/device-verdicts.js'
import type { Authenticated, Session } from '../store/session.js'
import { loadSessionAgain } from '../store/sessions.js'
import { profileOf } from './client-profile.js'
import { CommonStatus, StatusError } from './common-status.js'
import type { CommandRequest } from './query.js'

const LOCK_ACCOUNT: Statement = {
  name: 'device-lock-account',
  text: 'select id from account where tenant_id = $1 and id = $2 for no key update',
}

/**
 * At the limit the device longest unseen makes room: Outlook has a new DeviceId at every start. None
 * that an administrator refuses, since it would come back as a new one.
 */
const MAKE_ROOM: Statement = {
  name: 'device-make-room',
  text: `
delete from device where tenant_id = $1 and id = (
  select id from device
  where tenant_id = $1 and account_id = $2 and status = 'allowed' and wipe_state is null
    and coalesce(last_seen_at, created_at) < $4::timestamptz
    and (select count(*) from device where tenant_id = $1 and account_id = $2) >= $3
  order by coalesce(last_seen_at, created_at) limit 1)`,
}

/** Those that a client left behind which comes with another DeviceId at each start. */
const FORGET_LEFT: Statement = {
  name: 'device-forget-left',
  text: `
delete from device
where tenant_id = $1 and account_id = $2 and device_type = $3
  and status = 'allowed' and status_by <> 'admin' and wipe_state is null
  and profile is null and version_ceiling is null
  and coalesce(last_seen_at, created_at) < $4::timestamptz`,
}

const INSERT: Statement = {
  name: 'device-insert',
  text: `
insert into device (tenant_id, account_id, device_id, device_type, user_agent, protocol_version,
  password_version, last_seen_at, last_command, status, status_by, status_rule)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $11, $12, $13
where (select count(*) from device where tenant_id = $1 and account_id = $2) < $10
on conflict (tenant_id, account_id, device_id) do nothing`,
}

/** Where no limit is told: so many devices of one account are remembered. */
const MOST_REMEMBERED = 100
const DAY_MS = 86_400_000
const UNSEEN_MS = 30 * DAY_MS
/** A computer that is on holidays for two weeks goes on where it was. */
const LEFT_MS = 15 * DAY_MS

type Contact = { request: CommandRequest; userAgent: string }

/**
 * The device that a proven login comes with, with its status by the rules as they are; a new one is
 * entered first.
 * @throws StatusError 177 for one device too many
 */
export async function knownDevice(
  app: AppContext,
  session: Session,
  contact: Contact,
): Promise<Authenticated> {
  const known = session.device
    ? await judged(app, session, contact)
    : await register(app, session, contact)
  const { device } = known
  if (!device) throw new StatusError(CommonStatus.MaximumDevicesReached)
  return { session: known, device }
}

/** A new version of its app may be one that a rule names. */
async function judged(app: AppContext, session: Session, contact: Contact): Promise<Session> {
  const { device, tenant } = session
  const { userAgent } = contact
  if (!device || device.user_agent === userAgent) return session
  const ref = { tenantId: tenant.id, deviceId: device.id, userAgent }
  return (await judgeAgain(app.database, ref)) ? await loadAgain(app, session, contact) : session
}

async function register(app: AppContext, session: Session, contact: Contact): Promise<Session> {
  const { tenant, account } = session
  const { deviceId, deviceType, version, command } = contact.request
  const { userAgent } = contact
  const limit = app.config.maxDevicesPerAccount
  const most = limit || MOST_REMEMBERED
  const now = app.now()
  const unseenSince = limit ? new Date(now.getTime() - UNSEEN_MS) : now
  const login = loginOf(session)
  const described = [deviceId, deviceType, userAgent, version, account.password_version]
  await app.database.transact(async (tx) => {
    await tx.query(LOCK_ACCOUNT, [tenant.id, account.id])
    const rules = await loadDeviceRules(tx, tenant.id, { hold: true })
    const said = { userAgent, deviceType, deviceId, model: '', user: login }
    const { status, by, rule } = verdictOnNew(rules, said)
    if (profileOf(userAgent, deviceType, deviceId).newDeviceIdAtStart) {
      const left = new Date(now.getTime() - LEFT_MS)
      await tx.query(FORGET_LEFT, [tenant.id, account.id, deviceType, left])
    }
    await tx.query(MAKE_ROOM, [tenant.id, account.id, most, unseenSince])
    const values = [...described, now, command, most, status, by, rule]
    await tx.query(INSERT, [tenant.id, account.id, ...values])
  })
  return await loadAgain(app, session, contact)
}

async function loadAgain(app: AppContext, session: Session, contact: Contact): Promise<Session> {
  return (await loadSessionAgain(app.database, session, contact.request.deviceId)) ?? session
}

function loginOf({ account, tenant }: Session): string {
  return `${account.name}_${tenant.name}`
}
