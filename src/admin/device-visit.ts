import type { Account } from '../store/accounts.js'
import { deviceOfAccount, type ListedDevice } from '../store/device-admin.js'
import { addFlash, type Flash } from '../store/web-sessions.js'
import { accountOf, notFound } from './account-visit.js'
import { devicePath } from './pages/paths.js'
import type { Visit } from './visit.js'
import { mayAdminister } from './visitor.js'

/** A device and whose it is. */
export type Owned = { account: Account; device: ListedDevice }

/**
 * The device of the path, by its row's id: a DeviceId is a client's own text.
 * @throws HttpError 404 for what is not the visitor's to see
 */
export async function deviceOf(visit: Visit): Promise<Owned> {
  const account = await accountOf(visit)
  const { tenantId, id: accountId } = account
  const id = `${visit.request.params.id}`
  const { database } = visit.parts.app
  const device = /^\d{1,15}$/.test(id)
    ? await deviceOfAccount(database, { tenantId, accountId, id: Number(id) })
    : null
  if (!device) throw notFound()
  return { account, device }
}

/**
 * The same for what only an administrator may do.
 * @throws HttpError 404
 */
export async function administeredDevice(visit: Visit): Promise<Owned> {
  const owned = await deviceOf(visit)
  if (!mayAdminister(visit.visitor, owned.account)) throw notFound()
  return owned
}

/** The device's page again, with what is to be said once. */
export async function backToDevice(
  { parts, visitor, response }: Visit,
  { account, device }: Owned,
  flash: Flash,
): Promise<void> {
  await addFlash(parts.app.database, visitor.token, flash)
  response.redirect(303, devicePath(account.login, device.id))
}
