import { HttpError } from '../errors.js'
import { CommonStatus, StatusError } from './common-status.js'
import { isProtocolVersion, PROTOCOL_VERSIONS, type ProtocolVersion } from './protocol-version.js'
import { readBase64Query } from './query-base64.js'
import { COMMAND_CODES } from './query-codes.js'
import type { CommandParameters, RawQuery } from './query-fields.js'
import type { Refused } from './refusal-answer.js'

/** One POST request, whichever of the two query forms it came in. */
export type CommandRequest = {
  /** As the specification writes it, or as it came when it is none of its commands. */
  command: string
  version: ProtocolVersion
  deviceId: string
  deviceType: string
  /** What the query claims; only the Authorization header counts. */
  user: string
  /** X-MS-PolicyKey or the query's own; null when absent. */
  policyKey: number | null
  parameters: CommandParameters
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

const MAX_QUERY = 4_096
/** The specification has 32; Outlook and test tools send longer ones, and GUIDs in braces. */
const DEVICE_ID = /^[A-Za-z0-9._{}-]{1,64}$/
const DEVICE_TYPE = /^[\x20-\x7e]{1,64}$/
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/

const commandsByLowerName = new Map(
  Object.values(COMMAND_CODES).map((name) => [name.toLowerCase(), name]),
)

/**
 * Reads the query of `url` (from the `?`) and the headers that go with it.
 * @throws HttpError 400 for what can't be understood and for a protocol version not spoken here;
 *   RefusedQuery for a device that is missing or malformed. An unknown command is left to the caller
 *   (501).
 */
export function parseQuery(url: string, headers: Headers): CommandRequest {
  const start = url.indexOf('?')
  const query = start < 0 ? '' : url.slice(start + 1)
  if (query === '') throw malformed('The query is missing.')
  if (query.length > MAX_QUERY) throw malformed('The query is too long.')
  const encoded = percentDecoded(query)
  const raw = BASE64.test(encoded) ? readBase64Query(encoded) : readPlainQuery(query, headers)
  return checked(raw)
}

function checked(raw: RawQuery): CommandRequest {
  const { version } = raw
  if (version === undefined) throw malformed('MS-ASProtocolVersion is missing.')
  if (!isProtocolVersion(version)) {
    throw malformed(
      `This protocol version is not spoken here: ${PROTOCOL_VERSIONS.join(', ')} are.`,
    )
  }
  if (raw.command === '') throw malformed('Cmd is missing.')
  const command = commandName(raw.command)
  const fault = faultOfDevice(raw)
  if (fault) throw new RefusedQuery({ command, version }, fault)
  return { ...raw, version, command }
}

function faultOfDevice({ deviceId, deviceType }: RawQuery): CommonStatus | null {
  if (!DEVICE_ID.test(deviceId)) return CommonStatus.DeviceIdMissingOrInvalid
  return DEVICE_TYPE.test(deviceType) ? null : CommonStatus.DeviceTypeMissingOrInvalid
}

/** A query that is read, but names no device: the answer depends on its command and version. */
export class RefusedQuery extends StatusError {
  override name = 'RefusedQuery'
  readonly request: Refused

  constructor(request: Refused, status: CommonStatus) {
    super(status)
    this.request = request
  }
}

/** Samsung has sent `Cmd=_Sync`. */
function commandName(text: string): string {
  const name = text.startsWith('_') ? text.slice(1) : text
  return commandsByLowerName.get(name.toLowerCase()) ?? name
}

/** MS-ASHTTP, Plain Text Query Value. Names in any case; the first of two equal names counts. */
function readPlainQuery(query: string, headers: Headers): RawQuery {
  const fields = new Map<string, string>()
  for (const part of query.split('&')) {
    const equals = part.indexOf('=')
    const name = percentDecoded(equals < 0 ? part : part.slice(0, equals)).toLowerCase()
    const value = equals < 0 ? '' : percentDecoded(part.slice(equals + 1))
    if (!fields.has(name)) fields.set(name, value)
  }
  return {
    command: fields.get('cmd') ?? '',
    version: single(headers['ms-asprotocolversion'])?.trim(),
    deviceId: fields.get('deviceid') ?? '',
    deviceType: fields.get('devicetype') ?? '',
    user: fields.get('user') ?? '',
    policyKey: policyKeyOf(single(headers['x-ms-policykey'])),
    parameters: plainParameters(fields, headers),
  }
}

const TEXT_PARAMETERS = [
  ['attachmentname', 'attachmentName'],
  ['collectionid', 'collectionId'],
  ['itemid', 'itemId'],
  ['longid', 'longId'],
  ['occurrence', 'occurrence'],
] as const

function plainParameters(fields: Map<string, string>, headers: Headers): CommandParameters {
  const parameters: CommandParameters = {}
  for (const [name, key] of TEXT_PARAMETERS) {
    const value = fields.get(name)
    if (value !== undefined) parameters[key] = value
  }
  if (fields.get('saveinsent')?.toUpperCase() === 'T') parameters.saveInSent = true
  if (single(headers['ms-asacceptmultipart'])?.toUpperCase() === 'T') {
    parameters.acceptMultiPart = true
  }
  return parameters
}

function policyKeyOf(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null
  const key = Number(text)
  return key <= 0xffff_ffff ? key : null
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}

function percentDecoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    throw malformed('The query has a broken percent sign.')
  }
}

export function malformed(message: string): HttpError {
  return new HttpError(400, message)
}
