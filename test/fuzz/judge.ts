import { decode } from '../../src/activesync/wbxml/decode.js'
import { childOf, childrenOf, type Tag } from '../../src/activesync/wbxml/element.js'
import type { Outcome } from './connection.js'
import type { FuzzCase } from './fuzz-case.js'

/** MS-ASHTTP, Command Codes. Others may be 501: those of other versions, of mail, and unknown ones. */
const ANSWERED = [
  ...['Sync', 'FolderSync', 'FolderCreate', 'FolderUpdate', 'FolderDelete', 'GetItemEstimate'],
  ...['Ping', 'ItemOperations', 'Provision', 'Settings', 'MoveItems', 'Search'],
  ...['ResolveRecipients', 'ValidateCert'],
]
const STATUSES: readonly number[] = [200, 400, 401, 403, 413, 449, 501]
/** MAX_REQUEST_BYTES, in base64. */
const MOST_BASE64 = (10_485_760 * 4) / 3
const WAITING: ReadonlySet<Tag> = new Set<Tag>([
  'AirSync:Wait',
  'AirSync:HeartbeatInterval',
  'AirSync:Partial',
])
/** Beyond the ActiveSync path, and what Node itself refuses. */
const ELSEWHERE: readonly number[] = [...STATUSES, 204, 301, 302, 404, 405, 408, 417, 431, 451]

/** What is wrong with an answer; null = nothing. Time is the campaign's matter. */
export function judge(one: FuzzCase, outcome: Outcome): string | null {
  if ('failure' in outcome) {
    // What is too large is refused and cut off, and the refusal may get lost with it.
    const tooLarge = (one.body?.length ?? 0) > MOST_BASE64
    if (outcome.failure === 'closed')
      return tooLarge ? null : 'the connection ended without an answer'
    return mayPark(one) ? null : 'no answer in time'
  }
  const { status, headers, body } = outcome.answer
  const usual = isUsual(one)
  if (!(usual ? STATUSES : ELSEWHERE).includes(status)) return `HTTP ${status}`
  if (usual && status === 501 && ANSWERED.includes(one.command))
    return 'HTTP 501 for a known command'
  if (!headers['content-type']?.startsWith('application/vnd.ms-sync.wbxml')) return null
  try {
    decode(body)
    return null
  } catch (error) {
    return `the answer is no WBXML: ${(error as Error).message}`
  }
}

/** Just a command's POST, with nothing about its HTTP changed that another status may be for. */
export function isUsual({ method, path, headers, query, framing }: FuzzCase): boolean {
  const changed = Object.keys(headers).length + query.more.length + query.flips.length
  return (
    method === 'POST' &&
    path === '/Microsoft-Server-ActiveSync' &&
    changed === 0 &&
    framing === 'length'
  )
}

/** What waits for changes, and bodies that are shorter than they say. */
export function mayPark(one: FuzzCase): boolean {
  if (one.framing !== 'length' || one.query.flips.length > 0) return true
  if (one.headers.expect !== undefined || one.headers.upgrade !== undefined) return true
  const command = one.command.replace('_', '').toLowerCase()
  if (command === 'ping' || one.query.more.includes('Cmd=Ping')) return true
  if (command !== 'sync') return false
  return one.body === null || waits(Buffer.from(one.body, 'base64'))
}

/** Wait, HeartbeatInterval, and what repeats a request that may have had one. */
function waits(body: Buffer): boolean {
  try {
    const root = decode(body)
    const collections = childrenOf(childOf(root, 'AirSync:Collections'), 'AirSync:Collection')
    return collections.length === 0 || root.children.some(({ tag }) => WAITING.has(tag))
  } catch {
    return false
  }
}
