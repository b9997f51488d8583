import type { Request, Response } from 'express'
import type { StoredAnswer } from '../store/api-answers.js'
import type { ApiCaller } from '../store/api-tokens.js'
import type { Database } from '../store/database.js'
import { type Tenant, tenantNamed } from '../store/tenants.js'
import { authenticate, requireScope } from './authenticate.js'
import { etagOf } from './etag.js'
import { attemptOf, once } from './once.js'
import type { Answer, Operation } from './operation.js'
import { API_PATH, type ApiParts } from './parts.js'
import { notFound } from './problem.js'
import { parseBody, readBytes, readParams, readQuery } from './read-request.js'
import { send } from './send.js'

type Told = { user?: string; command?: string }

/** One request, from its token to its answer. */
export async function serve(
  parts: ApiParts,
  operation: Operation,
  { request, response, entry }: { request: Request; response: Response; entry: Told },
): Promise<void> {
  const { app } = parts
  const authenticated = await authenticate(parts, request)
  const { caller } = authenticated
  entry.user = actorOf(caller)
  entry.command = operation.id
  requireScope(caller, operation.scope)
  const params = readParams(request, operation)
  const query = readQuery(request, operation)
  const bytes = await readBytes(request)
  const body = parseBody(request, bytes, operation)
  const given = {
    ...{ app, caller, actor: actorOf(caller), now: app.now(), params, query, body },
    ifMatch: request.get('if-match') ?? null,
  }
  const tenant = await tenantOf(app.database, caller, params)
  const prepared = await operation.prepare?.({ ...given, tenant })
  const carryOut = async (database: Database) => {
    const answer = await operation.handle({ ...given, tenant, prepared, database })
    return stored(operation, answer)
  }
  const unkept = operation.secret === undefined ? {} : { unkept: operation.secret }
  const attempt = () => attemptOf(request, bytes, authenticated)
  const answer =
    operation.method === 'GET'
      ? await carryOut(app.database)
      : await once(app, { caller, ...attempt(), ...unkept }, carryOut)
  send(request, response, answer)
}

/** Named in the audit and in the log. */
function actorOf({ id, name }: ApiCaller): string {
  return `api ${id} ${name}`
}

/** What is not the caller's is not there. */
async function tenantOf(
  database: Database,
  caller: ApiCaller,
  params: Record<string, string>,
): Promise<Tenant | null> {
  const name = params.tenant
  if (name === undefined) return null
  const isOthers = caller.tenant !== null && caller.tenant !== name
  const tenant = isOthers ? null : await tenantNamed(database, name)
  if (!tenant) throw notFound('There is no such tenant; upper and lower case count.')
  return tenant
}

function stored(operation: Operation, { body, location }: Answer): StoredAnswer {
  const plain = body === null ? null : JSON.parse(JSON.stringify(body))
  const tag = operation.tagged && plain !== null ? { ETag: etagOf(plain) } : {}
  const place = location === undefined ? {} : { Location: `${API_PATH}${location}` }
  const status = operation.answer === null ? 204 : (operation.status ?? 200)
  return { status, headers: { ...tag, ...place }, body: plain }
}
