import { HttpError } from '../errors.js'
import { type Account, accountWithLogin } from '../store/accounts.js'
import { addFlash, type Flash } from '../store/web-sessions.js'
import { userPath } from './pages/layout.js'
import type { Visit } from './visit.js'
import { isOwn, mayAdminister } from './visitor.js'

/**
 * The user of the path, if the visitor may see it: an administrator, or the user.
 * @throws HttpError 404
 */
export async function accountOf({ parts, visitor, request }: Visit): Promise<Account> {
  const account = await accountWithLogin(parts.app.database, `${request.params.login}`)
  if (!account || !(mayAdminister(visitor, account) || isOwn(visitor, account))) throw notFound()
  return account
}

/** The user's page again, with what is to be said once. */
export async function backWith(visit: Visit, account: Account, flash: Flash): Promise<void> {
  const { parts, visitor, response } = visit
  await addFlash(parts.app.database, visitor.token, flash)
  response.redirect(303, userPath(account.login))
}

/** What is not the visitor's does not exist. */
export function notFound(): HttpError {
  return new HttpError(404, 'not-found')
}
