import { createHash } from 'node:crypto'
import { API_SCOPES, type ApiScope } from '../../src/store/api-scopes.js'
import type { Gateway } from '../support/gateway.js'
import type { Row } from '../support/tenant.js'

let counter = 0

/** A token as `termingate token create` makes it: its secret. Tenant 0 = of the installation. */
export async function newToken(
  { sql }: Pick<Gateway, 'sql'>,
  tenantId: number,
  { scopes = API_SCOPES, ...more }: Row & { scopes?: readonly ApiScope[] } = {},
): Promise<string> {
  const unique = `${process.pid}x${Date.now().toString(36)}x${counter++}`
  const secret = `tg_${tenantId}_${unique.replace(/\W/g, '').padStart(40, '0')}`
  const hash = createHash('sha256').update(secret).digest('hex')
  const row = { expires_at: '2100-01-01T00:00:00Z', revoked_at: null, ...more }
  await sql(
    `insert into api_token (tenant_id, name, secret_hash, scopes, created_by, created_at,
        expires_at, revoked_at)
      values ($1, 'Test', decode($2, 'hex'), $3, 'test', now(), $4, $5)`,
    [tenantId, hash, scopes, row.expires_at, row.revoked_at],
  )
  return secret
}

export type Answered = {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what is asked of it fails the test when it is not there
  body: any
}

export type Asking = {
  headers?: Record<string, string>
  /** Sent as JSON. */
  body?: unknown
  /** Sent as it is, instead. */
  raw?: string | Uint8Array
}

export type Api = {
  ask(method: string, path: string, asking?: Asking): Promise<Answered>
  get(path: string): Promise<Answered>
  /** The body of a GET that works. */
  read(path: string): Promise<Answered['body']>
}

/** A program with this token, at a gateway. */
export function apiOf({ baseUrl }: Pick<Gateway, 'baseUrl'>, secret: string): Api {
  async function ask(method: string, path: string, asking: Asking = {}): Promise<Answered> {
    const { headers, body, raw } = asking
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body))
    const answer = await fetch(`${baseUrl}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent as string }),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text && JSON.parse(text) }
  }
  const get = (path: string) => ask('GET', path)
  return {
    ask,
    get,
    async read(path) {
      const { status, body } = await get(path)
      expect({ path, status, body }).toEqual({ path, status: 200, body: expect.anything() })
      return body
    },
  }
}

/** An answer by RFC 9457 of this kind. */
export function expectProblem({ status, headers, body }: Answered, wanted: number, type: string) {
  expect({ status, body }).toEqual({
    status: wanted,
    body: expect.objectContaining({ type: `/api/v1/#${type}`, status: wanted }),
  })
  expect(headers.get('content-type')).toBe('application/problem+json')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body.title.length * body.detail.length).toBeGreaterThan(0)
  expect(JSON.stringify(body)).not.toMatch(/ at .*\.[jt]s/)
}
