import type { RequestHandler, Response } from 'express'
import { type Maintenance, maintenance } from '../store/installation.js'
import type { AdminParts } from './parts.js'

/** Has every page say that there is maintenance; also the failure of one. */
export function tellMaintenance({ app }: AdminParts): RequestHandler {
  return async (_request, response, next) => {
    // Without the database the page itself says so.
    response.locals.maintenance = await maintenance(app.database).catch(() => null)
    next()
  }
}

/** Null: there is none, or nobody knows. */
export function maintenanceOf({ locals }: Response): Maintenance | null {
  const told = locals.maintenance as Maintenance | null | undefined
  return told?.on ? told : null
}
