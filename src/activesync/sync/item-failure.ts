import { MappingError } from '../../mappers/mapping-error.js'
import { SyncStatus } from './client-command.js'

/** What a command came to; an item's failure is a value (style: errors, third level). */
export type Outcome = { status: number; serverId: string | null }

export function refused(status: number, serverId: string | null): Outcome {
  return { status, serverId }
}

export function done(serverId: string): Outcome {
  return { status: SyncStatus.Success, serverId }
}

/**
 * SQLSTATE of data that the database does not take: classes 22 and 23 (values, constraints), 44 (a
 * view's), 54 (too large for an index) and what a trigger of the application raises.
 */
const REFUSED_DATA = /^(22|23|44|54|P0001$)/

/**
 * The item's status for what its own data caused: data that the mapper or the database refuses fails
 * its item, nothing else. Null: not the item's fault.
 */
export function statusOfFailure(error: unknown): number | null {
  if (error instanceof MappingError) return SyncStatus.ConversionError
  const code = (error as { code?: unknown }).code
  const refusedData = typeof code === 'string' && REFUSED_DATA.test(code)
  return refusedData ? SyncStatus.ConversionError : null
}
