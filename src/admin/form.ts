import { timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'
import { HttpError } from '../errors.js'
import { readBody } from '../http-body.js'

const MOST_BYTES = 64 * 1_024

/** A form as a browser sends it. */
export type Form = URLSearchParams

/**
 * @throws HttpError 403 for a form of another site, 400 for what is no form, 413 for a large one
 */
export async function readForm(request: Request): Promise<Form> {
  refuseOtherSites(request)
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) throw new HttpError(400, 'No form.')
  return new URLSearchParams((await readBody(request, MOST_BYTES)).toString('utf8'))
}

/** @throws HttpError 403 unless the form has this session's token */
export function checkToken(form: Form, csrf: string): void {
  const given = Buffer.from(form.get('csrf') ?? '')
  const wanted = Buffer.from(csrf)
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw forged()
}

/**
 * Browsers say where a form comes from: also protects sign-in, which has no token yet. Programs
 * that are no browsers say nothing, and have no cookies of anybody's.
 */
function refuseOtherSites({ headers }: Request): void {
  const site = headers['sec-fetch-site']
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw forged()
  const { origin, host } = headers
  if (origin === undefined) return
  if (!URL.canParse(origin) || new URL(origin).host !== host) throw forged()
}

function forged(): HttpError {
  return new HttpError(403, 'forged')
}

/** The text of a field, at most this long; empty when it is absent. */
export function field(form: Form, name: string, most = 1_000): string {
  const text = form.get(name) ?? ''
  if (text.length > most) throw new HttpError(400, `${name} is too long.`)
  return text
}
