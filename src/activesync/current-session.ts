import { mergeCollections } from '../store/merged-collections.js'
import type { Session } from '../store/session.js'
import { loadSessionAgain } from '../store/sessions.js'
import type { CommandContext } from './command.js'
import { kindsToMerge } from './merged-folders.js'

/**
 * The account and device as they are now; what the device shows in one folder has a collection that
 * stands for all of it. Null when the account is gone. Whether the login still holds is not asked.
 */
export async function currentSession(context: CommandContext): Promise<Session | null> {
  const { app, session, device } = context
  const load = () => loadSessionAgain(app.database, session, device.device_id)
  const now = await load()
  const kinds = now ? kindsToMerge(now) : []
  if (kinds.length === 0) return now
  const owner = { tenantId: session.tenant.id, accountId: session.account.id }
  await mergeCollections(app.database, { ...owner, kinds })
  return await load()
}

/** The same request, with what the device shows in one folder ready for it. */
export async function withMergedFolders(context: CommandContext): Promise<CommandContext> {
  if (kindsToMerge(context.session).length === 0) return context
  const session = await currentSession(context)
  return session?.device ? { ...context, session, device: session.device } : context
}
