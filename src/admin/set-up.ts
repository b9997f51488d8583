import type { Request, Response } from 'express'
import { h } from 'preact'
import { publicUrl } from '../public-url.js'
import { accountDetails } from '../store/account-details.js'
import type { Account } from '../store/accounts.js'
import { createSetUpTicket, readSetUpTicket, TICKET_MINUTES } from '../store/set-up-tickets.js'
import { findTenant } from '../store/tenants.js'
import { accountOf } from './account-visit.js'
import { appleProfile, PROFILE_TYPE } from './apple-profile.js'
import { userPath } from './pages/layout.js'
import { SetUp, type SetUpValues } from './pages/set-up.js'
import type { AdminParts } from './parts.js'
import { sendPage, sendPublicPage, wordsFor } from './render.js'
import type { Visit } from './visit.js'

export async function showSetUp(visit: Visit): Promise<void> {
  const { parts, visitor, request } = visit
  const account = await accountOf(visit)
  const { words } = visitor
  const { database, now, config } = parts.app
  const ticket = await createSetUpTicket(database, account, now())
  const url = `${publicUrl(config, request.headers)}/admin/set-up/${ticket}`
  const body = h(SetUp, {
    words,
    values: await valuesOf(parts, request, account),
    profile: `${userPath(account.login)}/set-up.mobileconfig`,
    ticket: { url, minutes: TICKET_MINUTES },
  })
  await sendPage(parts, visit, { title: words.setUp.of(account.login), body })
}

export async function sendProfile(visit: Visit): Promise<void> {
  const { parts, request, response } = visit
  await answerProfile(parts, { request, response }, await accountOf(visit))
}

/** The same for whoever has a ticket: nobody has signed in on the phone. */
export async function showSetUpByTicket(
  parts: AdminParts,
  request: Request,
  response: Response,
): Promise<void> {
  const words = wordsFor(request)
  const account = await accountOfTicket(parts, request)
  if (!account) return sendOver(request, response)
  const profile = `/admin/set-up/${request.params.ticket}/termingate.mobileconfig`
  const values = await valuesOf(parts, request, account)
  const body = h(SetUp, { words, values, profile, ticket: null })
  sendPublicPage(request, response, { title: words.setUp.of(account.login), body })
}

export async function sendProfileByTicket(
  parts: AdminParts,
  request: Request,
  response: Response,
): Promise<void> {
  const account = await accountOfTicket(parts, request)
  if (!account) return sendOver(request, response)
  await answerProfile(parts, { request, response }, account)
}

async function accountOfTicket({ app }: AdminParts, request: Request): Promise<Account | null> {
  return await readSetUpTicket(app.database, `${request.params.ticket}`, app.now())
}

function sendOver(request: Request, response: Response): void {
  const { setUp } = wordsFor(request)
  const body = h('p', null, setUp.over)
  sendPublicPage(request, response, { title: setUp.title, body, status: 404 })
}

async function valuesOf(
  { app }: AdminParts,
  request: Request,
  account: Account,
): Promise<SetUpValues> {
  const { domains, phonePassword } = await findTenant(app.database, account.tenant)
  const url = new URL(publicUrl(app.config, request.headers))
  const domain = domains[0] ?? app.config.easDomains[0]
  const { login, email } = account
  return {
    login,
    address: domain ? `${login}@${domain}` : email,
    server: url.host,
    secure: url.protocol === 'https:',
    appOnly: (account.phonePassword ?? phonePassword) === 'app-only',
  }
}

async function answerProfile(
  parts: AdminParts,
  { request, response }: { request: Request; response: Response },
  account: Account,
): Promise<void> {
  const values = await valuesOf(parts, request, account)
  const { kinds } = await accountDetails(parts.app.database, account)
  const enabled = kinds.filter((kind) => account.enabled.includes(kind))
  const name = `Termingate ${account.login}`
  response
    .set('Cache-Control', 'no-store')
    .set('Content-Disposition', 'inline; filename="termingate.mobileconfig"')
    .set('Content-Type', PROFILE_TYPE)
    .send(Buffer.from(appleProfile({ ...values, name, kinds: enabled })))
}
