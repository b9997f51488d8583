import type { ErrorRequestHandler, Request, Response } from 'express'
import { h } from 'preact'
import { DatabaseUnavailable, HttpError } from '../errors.js'
import { requestId } from '../http-request-log.js'
import { Failure } from './pages/failure.js'
import type { AdminParts } from './parts.js'
import { sendPublicPage, wordsFor } from './render.js'

/** A failure as a page in the visitor's words; the log has what happened. */
export function sendFailure(
  { app }: AdminParts,
  { request, response }: { request: Request; response: Response },
  { status, incident }: { status: number; incident: string | null },
): void {
  const words = wordsFor(request)
  const supportContact = app.config.supportContact
  const body = h(Failure, { words, text: textOf(status, words.errors), incident, supportContact })
  sendPublicPage(request, response, { title: words.errors.title, body, status })
}

type Texts = ReturnType<typeof wordsFor>['errors']

function textOf(status: number, { notFound, forged, bad, unavailable }: Texts): string {
  if (status === 404) return notFound
  if (status === 403) return forged
  return status < 500 ? bad : unavailable
}

export function failureHandler(parts: AdminParts): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (response.headersSent) {
      response.destroy()
      return
    }
    const status = statusOf(error)
    if (status !== null)
      return sendFailure(parts, { request, response }, { status, incident: null })
    const incident = requestId(response)
    if (error instanceof DatabaseUnavailable) {
      parts.app.log.warn({ err: error, id: incident }, 'database unavailable')
    } else parts.app.log.error({ err: error, id: incident }, 'unexpected error')
    response.set('Retry-After', '30')
    sendFailure(parts, { request, response }, { status: 503, incident })
  }
}

function statusOf(error: unknown): number | null {
  if (error instanceof HttpError) return error.status
  // Express marks what it could not parse itself, such as a broken percent sign in the path.
  const status = (error as { status?: unknown } | null)?.status
  return typeof status === 'number' && status >= 400 && status < 500 ? status : null
}
