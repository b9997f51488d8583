import type { ServerResponse } from 'node:http'
import type { AppContext } from '../context.js'
import { ceilingsOf, takeVersionNotice } from '../store/device-ceiling.js'
import type { Session, SessionDevice } from '../store/session.js'
import { profileOfDevice } from './client-profile.js'
import { commandsHeader, versionsHeader } from './headers.js'

/**
 * The lowest ceiling counts. It rules OPTIONS only: a phone keeps the version it chose until it asks
 * again, and to refuse that version would stop it without a word that it understands.
 */
export function offeredVersions(
  { maxVersion }: AppContext['config'],
  { tenant, device }: Session,
  others: readonly (string | null | undefined)[],
): string {
  const ceilings = [maxVersion, tenant.version_ceiling, device?.version_ceiling]
  return versionsHeader([...ceilings, ...others])
}

/**
 * Most clients ask without saying which device they are: then the ceilings count of those devices of
 * the account that call their program the same.
 */
export async function unnamedCeilings(
  { database }: AppContext,
  { tenant, account }: Session,
  userAgent: string,
): Promise<string[]> {
  if (userAgent === '') return []
  return await ceilingsOf(database, { tenantId: tenant.id, accountId: account.id, userAgent })
}

/** Commands that every client sends again sooner or later; a notice with them is not spent on a Ping. */
export const TELLING: ReadonlySet<string> = new Set(['FolderSync', 'Sync'])

/**
 * MS-ASHTTP, X-MS-RP: after a change of its ceiling a device is told to ask for the versions again. Only
 * once: sent wrongly, it led a client into a loop of OPTIONS and Sync (field-guide §1.6).
 */
export async function tellVersions(
  app: AppContext,
  { session, device }: { session: Session; device: SessionDevice },
  { response, commands }: { response: ServerResponse; commands: Iterable<string> },
): Promise<void> {
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  if (!(await takeVersionNotice(app.database, ref))) return
  const versions = offeredVersions(app.config, session, [profileOfDevice(device).versionCeiling])
  response.setHeader('X-MS-RP', versions)
  response.setHeader('MS-ASProtocolVersions', versions)
  response.setHeader('MS-ASProtocolCommands', commandsHeader(commands))
}
