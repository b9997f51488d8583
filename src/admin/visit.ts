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
