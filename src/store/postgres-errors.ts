import { DatabaseUnavailable } from '../errors.js'

/** PostgreSQL, Appendix A: Error Codes. Whole classes (two characters) and single codes. */
const UNAVAILABLE_STATES = new Set([
  '08', // connection exception
  '28', // invalid authorization specification
  '53', // insufficient resources: disk full, out of memory, too many connections
  '58', // system error: I/O error
  'F0', // configuration file error
  '25006', // read only SQL transaction: a standby, or a fail-over under way
  '3D000', // the database does not exist
  '55P03', // lock not available: lock_timeout
  '57014', // query cancelled: statement_timeout
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  '57P05', // idle session timeout
])

const UNAVAILABLE_SYSTEM_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EACCES',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'EIO',
  'EMFILE',
])

/** The session ends with these, whatever the connection still says of itself. */
const ENDING_STATES = new Set(['08', '57P01', '57P02', '57P03', '57P05'])

/** What pg, tarn, knex and a stopped WebAssembly module say without a code. */
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|Connection ended|timeout expired|Client has encountered|Client was closed|Knex: Timeout acquiring|PGlite is closed|PGlite failed|Unable to acquire|aborted)/i

type Coded = { code?: unknown; message?: unknown; name?: unknown }

/** SQLSTATE of a server's error, or the system's error code. */
export function errorCode(error: unknown): string | null {
  const code = (error as Coded | null)?.code
  return typeof code === 'string' ? code : null
}

/**
 * The error to hand on: DatabaseUnavailable (the first in `cause`) when the database can't be
 * reached or used just now, else the error itself.
 */
export function storeError(error: unknown): unknown {
  if (error instanceof DatabaseUnavailable || !isUnavailable(error)) return error
  const reason = errorCode(error) ?? String((error as Coded).name ?? 'error')
  return new DatabaseUnavailable(`The database can't be used just now (${reason}).`, {
    cause: error,
  })
}

/** True when the connection must not be used again. */
export function breaksConnection(error: unknown): boolean {
  const cause = error instanceof DatabaseUnavailable ? error.cause : error
  const code = errorCode(cause)
  if (code === null || !isSqlState(code)) return isUnavailable(cause)
  return ENDING_STATES.has(code) || ENDING_STATES.has(code.slice(0, 2))
}

/** Serialization failure, deadlock, or a plan that a migration made stale: the same again works. */
export function isRetriable(error: unknown): boolean {
  const code = errorCode(error)
  return code === '40001' || code === '40P01' || isStalePlan(error)
}

/** A lock that others hold was waited for as long as `lock_timeout` says, or crosswise (deadlock). */
export function lockRefused(error: unknown): boolean {
  const code = errorCode(error instanceof DatabaseUnavailable ? error.cause : error)
  return code === '55P03' || code === '40P01'
}

/** A prepared statement's result type was changed by a migration meanwhile. */
export function isStalePlan(error: unknown): boolean {
  return errorCode(error) === '0A000' && /cached plan/.test(String((error as Coded).message))
}

function isUnavailable(error: unknown): boolean {
  const code = errorCode(error)
  if (code !== null && isSqlState(code)) {
    return UNAVAILABLE_STATES.has(code) || UNAVAILABLE_STATES.has(code.slice(0, 2))
  }
  if (code !== null && UNAVAILABLE_SYSTEM_ERRORS.has(code)) return true
  if (error instanceof AggregateError) return error.errors.some(isUnavailable)
  const { name, message } = (error ?? {}) as Coded
  if (name === 'RuntimeError' || name === 'ExitStatus' || name === 'ErrnoError') return true
  return typeof message === 'string' && UNAVAILABLE_MESSAGES.test(message)
}

function isSqlState(code: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')
}
