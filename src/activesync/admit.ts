import type { AppContext } from '../context.js'
import type { Login } from '../login/login.js'
import type { SignInFrom } from '../login/sign-in-log.js'
import type { Authenticated } from '../store/session.js'
import type { SignInReason } from '../store/sign-ins.js'
import { type Admitted, checkStanding } from './admission.js'

/**
 * Lets a device with a proven login in, or does not; the log of sign-ins is told.
 * @throws StatusError 140, 129 or 130, HttpError 403, as `checkStanding`
 */
export async function admit(
  { app, login }: { app: Pick<AppContext, 'config'>; login: Pick<Login, 'signIns'> },
  { session, device }: Authenticated,
  { query, from }: { query: Admitted; from: SignInFrom },
): Promise<void> {
  try {
    checkStanding(app.config, device, query)
  } catch (error) {
    await login.signIns.keptOut(session, from, reasonOf(device))
    throw error
  }
  await login.signIns.letIn(session, from)
}

function reasonOf({ status, wipe_state }: Authenticated['device']): SignInReason {
  if (wipe_state !== null) return 'device-wiped'
  return status === 'quarantined' ? 'device-quarantined' : 'device-blocked'
}
