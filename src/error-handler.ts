import type { ErrorRequestHandler } from 'express'
import { WbxmlError } from './activesync/wbxml/wbxml-error.js'
import type { AppContext } from './context.js'
import { DatabaseUnavailable, HttpError } from './errors.js'
import { requestId } from './http-request-log.js'

/** Seconds after which a phone may try again. */
const RETRY_AFTER = '30'

type Answer = { status: number; text: string; headers: Readonly<Record<string, string>> }

/**
 * The one place where errors become HTTP. Never 500: iPhones throw their data away after a few of
 * them and fetch everything anew (field-guide §2.5).
 */
export function errorHandler(app: AppContext): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    const { status, text, headers } = answerTo(app, error, requestId(response))
    const body = request.method === 'HEAD' ? '' : `${text}\n`
    // A body that was not read would have to be received first: rather end the connection.
    const unread = Number(request.headers['content-length'] ?? 0) > app.config.maxRequestBytes
    if (unread) response.setHeader('Connection', 'close')
    response
      .writeHead(status, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Length': Buffer.byteLength(body),
        ...headers,
      })
      .end(body)
  }
}

function answerTo(app: AppContext, error: unknown, id: string): Answer {
  if (error instanceof HttpError) {
    const retry = error.status === 503 ? { 'Retry-After': RETRY_AFTER } : {}
    return { status: error.status, text: error.message, headers: { ...retry, ...error.headers } }
  }
  if (error instanceof WbxmlError) {
    return { status: 400, text: `The body is no valid WBXML: ${error.message}.`, headers: {} }
  }
  const status = clientError(error)
  if (status) return { status, text: 'The request is malformed.', headers: {} }
  return unavailable(app, error, id)
}

/** R-ONO-62: the id of the request is in the log and in the answer. */
function unavailable(app: AppContext, error: unknown, id: string): Answer {
  const down = error instanceof DatabaseUnavailable
  if (down) app.log.warn({ err: error, id }, 'database unavailable')
  else app.log.error({ err: error, id }, 'unexpected error')
  const contact = app.config.supportContact && ` Support: ${app.config.supportContact}.`
  return {
    status: 503,
    text: `The service is not available just now, please try again later. Incident ${id}.${contact}`,
    headers: { 'Retry-After': RETRY_AFTER },
  }
}

/** Express marks what it could not parse itself, such as a broken percent sign in the path. */
function clientError(error: unknown): number | null {
  const status = (error as { status?: unknown } | null)?.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
