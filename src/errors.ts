/** An answer in HTTP's own words, given instead of a command's: 400, 401, 403, 413, 449, 501, 503. */
export class HttpError extends Error {
  override name = 'HttpError'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/** Seconds after which a phone asks again whether the maintenance is over. */
const MAINTENANCE_RETRY_AFTER = '300'

/** R-ONO-58: 503, never 401 or 403, so that no phone asks its user for a password. */
export function maintenanceError(): HttpError {
  return new HttpError(503, 'Maintenance', { 'Retry-After': MAINTENANCE_RETRY_AFTER })
}

/** The database can't be reached or used just now: HTTP 503 with Retry-After, never 401 or 500. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/** Wrong use or a state that a person must mend; the message says what, to what, and what to do. */
export class UserError extends Error {
  override name = 'UserError'
}
