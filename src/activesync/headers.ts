import { atLeast, PROTOCOL_VERSIONS, type ProtocolVersion } from './protocol-version.js'
import { COMMAND_CODES } from './query-codes.js'

export const WBXML_TYPE = 'application/vnd.ms-sync.wbxml'
export const METHODS = 'OPTIONS, POST'

/** On every answer: without MS-Server-ActiveSync iPhones ask again without end (field-guide §1.6). */
export const EVERY_ANSWER = {
  'MS-Server-ActiveSync': '16.1',
  'Cache-Control': 'private',
} as const

/**
 * MS-ASHTTP, MS-ASProtocolVersions: ascending and without spaces, because Android takes the last
 * one and does not trim.
 */
export function versionsHeader(ceilings: readonly (string | null | undefined)[]): string {
  const allowed = (version: ProtocolVersion) =>
    ceilings.every((ceiling) => !isVersion(ceiling) || atLeast(ceiling, version))
  return PROTOCOL_VERSIONS.filter(allowed).join(',')
}

function isVersion(text: string | null | undefined): text is ProtocolVersion {
  return PROTOCOL_VERSIONS.some((version) => version === text)
}

/** MS-ASHTTP, MS-ASProtocolCommands: ascending by command code, without spaces. */
export function commandsHeader(names: Iterable<string>): string {
  const known = new Set(names)
  return Object.values(COMMAND_CODES)
    .filter((name) => known.has(name))
    .join(',')
}
