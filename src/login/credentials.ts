/** What an Authorization header holds. */
export type Credentials = { user: string; password: string }

/** A login name with the domain that stood behind its @, lower case; null when there was none. */
export type LoginName = { login: string; domain: string | null }

const MAX_USER = 1_024
const MAX_PASSWORD = 1_024
const BASIC = /^Basic +([A-Za-z0-9+/]*={0,2}) *$/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROL = /[\u0000-\u001f\u007f]/

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * Reads HTTP Basic credentials (RFC 7617). Phones send UTF-8, Outlook ISO-8859-1, so bytes that
 * are no UTF-8 are taken as Latin-1. Null: another scheme, no colon, too long, control characters.
 */
export function parseAuthorization(header: string | undefined): Credentials | null {
  if (header === undefined || header.length > 2 * (MAX_USER + MAX_PASSWORD)) return null
  const encoded = BASIC.exec(header)?.[1]
  if (!encoded) return null
  const text = decodeText(Buffer.from(encoded, 'base64'))
  const colon = text.indexOf(':')
  if (colon < 0 || CONTROL.test(text)) return null
  const user = text.slice(0, colon)
  const password = text.slice(colon + 1)
  if (user === '' || user.length > MAX_USER || password.length > MAX_PASSWORD) return null
  return { user, password }
}

function decodeText(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return bytes.toString('latin1')
  }
}

/**
 * `user_tenant`, `user_tenant@domain` and `DOMAIN\user_tenant` (R-ONO-23). What stands before the
 * backslash is ignored: phones ask for a "domain" that nothing here needs, and people type anything.
 * Names hold neither @ nor \ (the tables see to it), but may hold "_": the pair is found by the
 * whole login. Null when there is no tenant.
 */
export function parseLogin(user: string): LoginName | null {
  const name = user.slice(user.lastIndexOf('\\') + 1)
  const at = name.lastIndexOf('@')
  const login = at < 0 ? name : name.slice(0, at)
  const domain = at < 0 ? null : name.slice(at + 1).toLowerCase()
  if (!login.slice(1, -1).includes('_') || domain === '') return null
  return { login, domain }
}
