import type { Request, Response } from 'express'
import { setLanguage as storeLanguage } from '../store/account-roles.js'
import { setLanguage } from './cookies.js'
import { checkToken, field, readForm } from './form.js'
import type { AdminParts } from './parts.js'
import { visitorOf } from './sign-in.js'
import { actorOf } from './visitor.js'

/** Of who is signed in, the user's own setting; of anybody else, a cookie. */
export async function changeLanguage(
  parts: AdminParts,
  request: Request,
  response: Response,
): Promise<void> {
  const form = await readForm(request)
  const language = field(form, 'language', 2) === 'de' ? 'de' : 'en'
  const visitor = await visitorOf(parts, request)
  if (visitor) {
    checkToken(form, visitor.session.csrf)
    const { tenant, name } = visitor.session
    await storeLanguage(parts.app.database, { tenant, name, language }, actorOf(visitor))
  }
  setLanguage(request, response, language)
  response.redirect(303, ownPath(field(form, 'back', 500)))
}

/** Never to another site: `//host` is one, too. */
function ownPath(path: string): string {
  return /^\/admin(\/[^\\]*)?$/.test(path) && !path.includes('//') ? path : '/admin'
}
