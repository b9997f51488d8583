/** MS-ASHTTP, MS-ASProtocolVersion: the versions spoken here, ascending. */
export const PROTOCOL_VERSIONS = ['2.5', '12.0', '12.1', '14.0', '14.1', '16.0', '16.1'] as const
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number]

const RANK = new Map<string, number>(PROTOCOL_VERSIONS.map((version, rank) => [version, rank]))

export function isProtocolVersion(text: string): text is ProtocolVersion {
  return RANK.has(text)
}

/** True if `version` is `wanted` or later. */
export function atLeast(version: ProtocolVersion, wanted: ProtocolVersion): boolean {
  return (RANK.get(version) ?? -1) >= (RANK.get(wanted) ?? 0)
}

/** From and up to which version something is part of the protocol, both inclusive. */
export type Versions = { since?: ProtocolVersion; upTo?: ProtocolVersion }

export function inVersion(version: ProtocolVersion, { since, upTo }: Versions): boolean {
  if (since && !atLeast(version, since)) return false
  return !upTo || atLeast(upTo, version)
}
