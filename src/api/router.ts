import {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
  Router,
} from 'express'
import helmet from 'helmet'
import type { AppContext } from '../context.js'
import { logRequest, type RequestEntry } from '../http-request-log.js'
import { createAddressLimit } from '../login/address-limit.js'
import type { Operation } from './operation.js'
import { OPERATIONS } from './operations/index.js'
import { mountDescription } from './page/mount.js'
import { API_PATH, type ApiParts } from './parts.js'
import { notFound, Problem } from './problem.js'
import { problemOf } from './problem-of.js'
import { sendProblem } from './send.js'
import { serve } from './serve.js'

/** The REST API, all below /api/v1. */
export function mountApi(express: Express, app: AppContext): void {
  const parts: ApiParts = { app, addresses: createAddressLimit(app) }
  const router = Router({ caseSensitive: true, strict: true })
  router.use(securityHeaders())
  router.use((request, response, next) => {
    const entry = logRequest(app, request, response)
    entry.command = 'API'
    response.locals.entry = entry
    next()
  })
  mountDescription(router)
  for (const [path, operations] of byPath()) addRoute(router, parts, { path, operations })
  router.use(() => {
    throw notFound()
  })
  router.use(failureHandler(app))
  express.use(API_PATH, router)
}

function byPath(): Map<string, Operation[]> {
  const groups = new Map<string, Operation[]>()
  for (const one of OPERATIONS) groups.set(one.path, [...(groups.get(one.path) ?? []), one])
  return groups
}

function addRoute(
  router: Router,
  parts: ApiParts,
  { path, operations }: { path: string; operations: readonly Operation[] },
): void {
  const of = new Map<string, Operation>(operations.map((one) => [one.method, one]))
  const methods = [...of.keys(), ...(of.has('GET') ? ['HEAD'] : [])]
  const pattern = path.replace(/\{(\w+)\}/g, ':$1')
  router.all(pattern, async (request: Request, response: Response) => {
    const found = of.get(request.method === 'HEAD' ? 'GET' : request.method)
    if (!found) {
      const headers = { Allow: methods.join(', ') }
      const detail = `${request.method} is not possible here; ${headers.Allow} are.`
      throw new Problem('method-not-allowed', detail, { headers })
    }
    const entry = response.locals.entry as RequestEntry
    await serve(parts, found, { request, response, entry })
  })
}

function failureHandler(app: AppContext): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    if (response.headersSent || response.destroyed) {
      response.destroy()
      return
    }
    sendProblem(request, response, problemOf(app, error))
  }
}

/** Answers are for programs: a browser that gets one runs nothing of it. */
function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    // TLS may end at a proxy, which then says so itself.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  })
}
