import { h } from 'preact'
import { setPhonePassword } from '../store/account-roles.js'
import {
  AppPasswordRefused,
  createAppPassword,
  revokeAppPasswords,
} from '../store/app-passwords.js'
import type { Id } from '../store/model.js'
import { PHONE_PASSWORDS } from '../store/tenants.js'
import { accountOf, backWith, notFound } from './account-visit.js'
import { type Form, field } from './form.js'
import { NewAppPassword } from './pages/app-passwords.js'
import { userPath } from './pages/layout.js'
import { sendPage } from './render.js'
import type { Visit } from './visit.js'
import { actorOf, isOwn, mayAdminister } from './visitor.js'

/** Told in the answer itself: nothing keeps the secret for another page. */
export async function makeAppPassword(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  if (!isOwn(visitor, account)) throw notFound()
  const { database, now } = parts.app
  const { words } = visitor
  try {
    const given = { name: field(form, 'name', 200), now: now() }
    const made = await createAppPassword(database, account, given, actorOf(visitor))
    const { secret, appPassword } = made
    const body = h(NewAppPassword, { words, login: account.login, secret })
    await sendPage(parts, visit, { title: words.appPasswords.ready(appPassword.name), body })
  } catch (error) {
    if (!(error instanceof AppPasswordRefused)) throw error
    await backWith(visit, account, { kind: 'failed', text: words.appPasswords.refused[error.why] })
  }
}

/** Where the browser goes when it loads the page of a new app password again. */
export async function showAppPasswords(visit: Visit): Promise<void> {
  visit.response.redirect(303, userPath((await accountOf(visit)).login))
}

export async function revokeAppPassword(visit: Visit): Promise<void> {
  const text = `${visit.request.params.id}`
  if (!/^\d{1,15}$/.test(text)) throw notFound()
  await revoke(visit, Number(text))
}

export async function revokeAllAppPasswords(visit: Visit): Promise<void> {
  await revoke(visit, null)
}

async function revoke(visit: Visit, id: Id | null): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  const { database, now } = parts.app
  const revoked = await revokeAppPasswords(database, account, { id, now: now() }, actorOf(visitor))
  const { appPasswords: words } = visitor.words
  const [first] = revoked
  if (!first) return await backWith(visit, account, { kind: 'failed', text: words.gone })
  const text = id === null ? words.allRevoked(revoked.length) : words.revoked(first.name)
  await backWith(visit, account, { kind: 'done', text })
}

export async function changePhonePassword(visit: Visit, form: Form): Promise<void> {
  const { parts, visitor } = visit
  const account = await accountOf(visit)
  if (!mayAdminister(visitor, account)) throw notFound()
  const rule = field(form, 'rule', 20)
  const phonePassword = PHONE_PASSWORDS.find((one) => one === rule) ?? null
  const { tenant, name } = account
  await setPhonePassword(parts.app.database, { tenant, name, phonePassword }, actorOf(visitor))
  await backWith(visit, account, { kind: 'done', text: visitor.words.appPasswords.ruleSaved })
}
