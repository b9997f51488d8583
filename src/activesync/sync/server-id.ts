import type { Id } from '../../store/model.js'

/** An item, or one occurrence of a series that the protocol can't express as one. */
export type ServerIdParts = { itemId: Id; recurrenceId: string | null }

/** Unique per account, at most 64 characters, never number-like (field-guide §2.5). */
export function serverIdOf(folderId: string, { itemId, recurrenceId }: ServerIdParts): string {
  const item = `${folderId}:${itemId}`
  return recurrenceId === null ? item : `${item}:${recurrenceId.replace(/[-:]/g, '')}`
}

const SERVER_ID = /^([a-z]+-\d{1,16}):(\d{1,16})(?::(\d{8}(?:T\d{6}Z)?))?$/

/** Null for what this folder never gave out. */
export function parseServerId(folderId: string, serverId: string): ServerIdParts | null {
  const [, folder, item, occurrence] = SERVER_ID.exec(serverId) ?? []
  if (folder !== folderId || item === undefined) return null
  return { itemId: Number(item), recurrenceId: occurrence ? extended(occurrence) : null }
}

function extended(compact: string): string {
  const date = `${compact.slice(0, 4)}-${compact.slice(4, 6)}-${compact.slice(6, 8)}`
  if (compact.length === 8) return date
  return `${date}T${compact.slice(9, 11)}:${compact.slice(11, 13)}:${compact.slice(13, 15)}Z`
}
