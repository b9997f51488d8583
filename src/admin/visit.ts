import type { Request, Response } from 'express'
import type { AdminParts } from './parts.js'
import type { Visitor } from './visitor.js'

/** One request of somebody who is signed in. */
export type Visit = {
  parts: AdminParts
  request: Request
  response: Response
  visitor: Visitor
}

/** What stands behind the question mark: Express does not read it here. */
export function queryOf({ originalUrl }: Pick<Request, 'originalUrl'>): URLSearchParams {
  return new URL(originalUrl, 'http://localhost').searchParams
}
