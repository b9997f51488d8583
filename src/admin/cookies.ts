import type { Request, Response } from 'express'

const SESSION = 'termingate_session'
const LANGUAGE = 'termingate_language'
const PATH = '/admin'
const YEAR_SECONDS = 366 * 86_400
const MOST_BYTES = 8_192

export function sessionToken(request: Request): string | null {
  return readCookie(request, SESSION)
}

export function setSessionToken(request: Request, response: Response, token: string): void {
  append(response, `${SESSION}=${token}; ${attributes(request)}`)
}

export function clearSessionToken(request: Request, response: Response): void {
  append(response, `${SESSION}=; Max-Age=0; ${attributes(request)}`)
}

/** The language chosen before anybody has signed in. */
export function chosenLanguage(request: Request): 'de' | 'en' | null {
  const value = readCookie(request, LANGUAGE)
  return value === 'de' || value === 'en' ? value : null
}

export function setLanguage(request: Request, response: Response, language: 'de' | 'en'): void {
  append(response, `${LANGUAGE}=${language}; Max-Age=${YEAR_SECONDS}; ${attributes(request)}`)
}

/** Never read by scripts, never sent with what other sites post. */
function attributes(request: Request): string {
  return `Path=${PATH}; HttpOnly; SameSite=Lax${request.secure ? '; Secure' : ''}`
}

function append(response: Response, cookie: string): void {
  response.append('Set-Cookie', cookie)
}

function readCookie({ headers }: Request, name: string): string | null {
  const header = headers.cookie ?? ''
  if (header.length > MOST_BYTES) return null
  for (const part of header.split(';')) {
    const [key, value] = part.trim().split('=', 2)
    if (key === name && value) return value
  }
  return null
}
