import type { Request, Response } from 'express'
import { h } from 'preact'
import { createWebSession, endWebSession, loadWebSession } from '../store/web-sessions.js'
import { chosenLanguage, clearSessionToken, sessionToken, setSessionToken } from './cookies.js'
import { checkToken, field, readForm } from './form.js'
import { userPath, usersPath } from './pages/layout.js'
import { SignIn, type SignInProps } from './pages/sign-in.js'
import type { AdminParts } from './parts.js'
import { sendPublicPage, wordsFor } from './render.js'
import type { Visitor } from './visitor.js'
import { preferredLanguage, wordsIn } from './words/index.js'

/** Who sends this request; null when nobody is signed in, or not any more. */
export async function visitorOf({ app }: AdminParts, request: Request): Promise<Visitor | null> {
  const token = sessionToken(request)
  const session = token && (await loadWebSession(app.database, token, app.now()))
  if (!session) return null
  const language =
    session.language ??
    chosenLanguage(request) ??
    (request.headers['accept-language'] === undefined
      ? session.tenantLanguage
      : preferredLanguage(request.headers['accept-language']))
  return { session, token, words: wordsIn(language) }
}

export function showSignIn(
  { app }: AdminParts,
  request: Request,
  response: Response,
  given: Partial<Pick<SignInProps, 'user' | 'problem'>> & { status?: number } = {},
): void {
  const words = wordsFor(request)
  const { user = '', problem = null, status = 200 } = given
  const props = { words, user, problem, supportContact: app.config.supportContact }
  sendPublicPage(request, response, { title: words.signIn.title, body: h(SignIn, props), status })
}

export async function signIn(
  parts: AdminParts,
  request: Request,
  response: Response,
): Promise<void> {
  const { app, webLogin } = parts
  const form = await readForm(request)
  const user = field(form, 'user', 320)
  const address = request.ip ?? ''
  const userAgent = request.headers['user-agent'] ?? ''
  const password = field(form, 'password', 1_024)
  const found = await webLogin.signIn({ user, password, address, userAgent })
  if (typeof found === 'string') {
    return showSignIn(parts, request, response, { user, problem: found, status: 401 })
  }
  const now = app.now()
  const token = await createWebSession(app.database, { ...found, address, userAgent, now })
  setSessionToken(request, response, token)
  const session = await loadWebSession(app.database, token, now)
  const admin = session && (session.admin || session.installationAdmin)
  response.redirect(303, admin ? usersPath(session.tenant) : userPath(found.login))
}

export async function signOut(
  { app }: AdminParts,
  request: Request,
  response: Response,
): Promise<void> {
  const form = await readForm(request)
  const token = sessionToken(request)
  const session = token && (await loadWebSession(app.database, token, app.now()))
  if (session && token) {
    checkToken(form, session.csrf)
    await endWebSession(app.database, token)
  }
  clearSessionToken(request, response)
  response.redirect(303, '/admin/sign-in')
}
