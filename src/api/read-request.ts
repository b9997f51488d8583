import type { Request } from 'express'
import type { z } from 'zod'
import { readBody } from '../http-body.js'
import type { Operation } from './operation.js'
import { PATH_PARAMETERS, parametersIn } from './parameters.js'
import { pointerTo } from './pointer.js'
import { type FieldError, notFound, Problem } from './problem.js'
import { unusableText } from './usable-text.js'

const MOST_BYTES = 1_048_576
const MOST_ERRORS = 50
const JSON_TYPE = /^application\/(json|merge-patch\+json)\s*(;|$)/i

/** @throws Problem 404 for a parameter that no row can have */
export function readParams(request: Request, { path }: Operation): Record<string, string> {
  const given = request.params as Record<string, string>
  const params: Record<string, string> = {}
  for (const name of parametersIn(path)) {
    const result = PATH_PARAMETERS[name].safeParse(given[name])
    if (!result.success || unusableText(result.data)) throw notFound()
    params[name] = result.data
  }
  return params
}

/** @throws Problem 400 */
export function readQuery(request: Request, { query }: Operation): unknown {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost')
  const given: Record<string, string> = {}
  for (const [name, value] of searchParams) {
    if (Object.hasOwn(given, name)) throw wrongQuery([{ parameter: name, detail: 'Given twice.' }])
    if (unusableText(value)) throw wrongQuery([{ parameter: name, detail: 'Not plain text.' }])
    Object.defineProperty(given, name, { value, enumerable: true })
  }
  if (!query) {
    const [name] = Object.keys(given)
    if (name === undefined) return undefined
    throw wrongQuery([{ parameter: name, detail: 'This operation has no such parameter.' }])
  }
  const result = query.safeParse(given)
  if (result.success) return result.data
  throw wrongQuery(
    errorsOf(result.error).map(({ path, detail }) => ({
      parameter: String(path[0] ?? ''),
      detail,
    })),
  )
}

function wrongQuery(errors: FieldError[]): Problem {
  const [first] = errors
  const detail = `The parameter ${JSON.stringify(first?.parameter)}: ${first?.detail}`
  return new Problem('invalid-request', detail, { errors })
}

/** The bytes as they came, unpacked. @throws HttpError */
export async function readBytes(request: Request): Promise<Buffer> {
  return await readBody(request, MOST_BYTES)
}

/** @throws Problem 400 or 415 */
export function parseBody(request: Request, bytes: Buffer, { body }: Operation): unknown {
  if (!body) return undefined
  if (!JSON_TYPE.test(request.headers['content-type'] ?? '')) {
    const detail = 'Send the body as JSON, with "Content-Type: application/json".'
    throw new Problem('not-json', detail, { headers: { Accept: 'application/json' } })
  }
  const value = parseJson(bytes)
  const bad = unusableText(value)
  if (bad) throw wrongBody([bad])
  const result = body.safeParse(value)
  if (result.success) return result.data
  throw wrongBody(
    errorsOf(result.error).map(({ path, detail }) => ({ pointer: pointerTo(path), detail })),
  )
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new Problem('malformed-request', 'The body is no JSON in UTF-8.')
  }
}

function wrongBody(errors: FieldError[]): Problem {
  const [first] = errors
  const place = first?.pointer === '' ? 'the body' : first?.pointer
  return new Problem('invalid-request', `At ${place}: ${first?.detail}`, { errors })
}

function errorsOf(error: z.ZodError): { path: PropertyKey[]; detail: string }[] {
  return error.issues
    .flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => ({
            path: [...issue.path, key],
            detail: 'There is no such field.',
          }))
        : [{ path: issue.path, detail: `${issue.message}.` }],
    )
    .slice(0, MOST_ERRORS)
    .map(({ path, detail }) => ({ path, detail: detail.slice(0, 300) }))
}
