import type { Request } from 'express'
import { type ApiScope, INSTALLATION_SCOPES } from '../store/api-scopes.js'
import { type ApiCaller, loadApiCaller } from '../store/api-tokens.js'
import type { ApiParts } from './parts.js'
import { Problem } from './problem.js'

/** Who calls, and the secret that showed it. */
export type Authenticated = { caller: ApiCaller; secret: string }

/** RFC 6750, section "The Authorization Request Header Field". */
const BEARER = /^Bearer +([A-Za-z0-9._~+/-]{1,200}=*) *$/i
const CHALLENGE = 'Bearer realm="Termingate API"'
const RETRY_AFTER = { 'Retry-After': '300' }

/**
 * @throws Problem 401 without a valid token; the addresses of many such attempts are slowed down;
 *   503 during maintenance, except for tokens of the installation, which may end it
 */
export async function authenticate(
  { app, addresses }: ApiParts,
  request: Request,
): Promise<Authenticated> {
  const header = request.headers.authorization
  if (header === undefined) throw refused('Send a token: "Authorization: Bearer tg_…".', '')
  const [, secret = ''] = BEARER.exec(header) ?? []
  const now = app.now()
  const caller = secret === '' ? null : await loadApiCaller(app.database, secret, now)
  if (caller?.standing !== 'valid') {
    await addresses.failed(request.ip ?? '', secret.slice(0, 64), now.getTime())
    throw refused(reasonOf(caller), ', error="invalid_token"')
  }
  if (caller.maintenance && caller.tenant !== null) {
    const detail = 'There is maintenance under way: try again later.'
    throw new Problem('maintenance', detail, { headers: RETRY_AFTER })
  }
  return { caller, secret }
}

function reasonOf(caller: ApiCaller | null): string {
  if (!caller) return 'This token is not known here.'
  return caller.standing === 'expired'
    ? 'The token has expired: termingate token create makes a new one.'
    : 'The token was revoked: termingate token create makes a new one.'
}

function refused(detail: string, more: string): Problem {
  return new Problem('not-signed-in', detail, {
    headers: { 'WWW-Authenticate': `${CHALLENGE}${more}` },
  })
}

/** @throws Problem 403 that names the scope */
export function requireScope({ scopes, tenant }: ApiCaller, scope: ApiScope): void {
  const beyond = tenant !== null && INSTALLATION_SCOPES.includes(scope)
  if (scopes.includes(scope) && !beyond) return
  throw new Problem('missing-scope', `The token lacks the scope ${scope}.`, {
    headers: { 'WWW-Authenticate': `${CHALLENGE}, error="insufficient_scope", scope="${scope}"` },
  })
}
