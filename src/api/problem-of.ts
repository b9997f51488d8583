import { randomUUID } from 'node:crypto'
import type { AppContext } from '../context.js'
import { DatabaseUnavailable, HttpError, UserError } from '../errors.js'
import { InvalidValue } from '../store/names.js'
import { refusalOf } from '../store/refusals.js'
import { Problem, type ProblemType } from './problem.js'

const RETRY_AFTER = { 'Retry-After': '30' }

/** Whatever was thrown, as a problem. Faults of our own are logged under a number that it names. */
export function problemOf(app: AppContext, error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof InvalidValue) return new Problem('invalid-value', error.message)
  if (error instanceof UserError) return new Problem('conflict', error.message)
  if (error instanceof HttpError) return ofHttp(error)
  const refusal = refusalOf(error)
  if (refusal) return new Problem(refusal.type, refusal.detail)
  const status = (error as { status?: unknown } | null)?.status
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem('malformed-request', 'The address or a header is malformed.')
  }
  return fault(app, error)
}

function ofHttp({ status, message, headers }: HttpError): Problem {
  const types: Readonly<Record<number, ProblemType>> = { 404: 'not-found', 413: 'too-large' }
  const type = status === 503 ? 'unavailable' : (types[status] ?? 'malformed-request')
  return new Problem(type, message, { headers })
}

function fault(app: AppContext, error: unknown): Problem {
  const incident = randomUUID().slice(0, 8)
  const contact = app.config.supportContact && ` Support: ${app.config.supportContact}.`
  const more = { incident, headers: RETRY_AFTER }
  if (error instanceof DatabaseUnavailable) {
    app.log.warn({ err: error, id: incident }, 'database unavailable')
    const detail = `The database can't be used just now: try again later.${contact}`
    return new Problem('unavailable', detail, more)
  }
  app.log.error({ err: error, id: incident }, 'unexpected error')
  return new Problem(
    'internal',
    `Nothing was done. The log has more under ${incident}.${contact}`,
    {
      incident,
    },
  )
}
