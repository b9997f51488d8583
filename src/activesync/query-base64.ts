import { HttpError } from '../errors.js'
import {
  ACCEPT_MULTIPART,
  COMMAND_CODES,
  OPTIONS_TAG,
  PARAMETER_TAGS,
  SAVE_IN_SENT,
  USER_TAG,
} from './query-codes.js'
import type { CommandParameters, RawQuery } from './query-fields.js'

/** A binary DeviceId longer than this has no text form of at most 64 characters. */
const MAX_BINARY_ID = 32
const TEXT_ID = /^[A-Za-z0-9._{}-]+$/

/**
 * MS-ASHTTP, Base64 Encoded Query Value: version, command, locale, device id, policy key, device
 * type, then parameters.
 * @throws HttpError 400 for bad base64, a length that does not fit or a version that can't be
 */
export function readBase64Query(query: string): RawQuery {
  const unpadded = query.replace(/=+$/, '').length
  const padded = query.length > unpadded
  if (unpadded % 4 === 1 || (padded && query.length % 4 !== 0))
    throw broken('The base64 is cut off')
  const read = reader(Buffer.from(query, 'base64'))

  const version = read.byte()
  const code = read.byte()
  read.bytes(2) // Locale: answers hold no text in the device's language
  const deviceId = deviceIdText(read.bytes(read.byte()))
  const policyKey = readPolicyKey(read.bytes(read.byte()))
  const deviceType = read.bytes(read.byte()).toString('latin1')
  const { user, parameters } = readParameters(read)
  return {
    command: COMMAND_CODES[code] ?? `Command ${code}`,
    version: versionText(version),
    deviceId,
    deviceType,
    user,
    policyKey,
    parameters,
  }
}

type Reader = { byte(): number; bytes(count: number): Buffer; atEnd(): boolean }

function reader(buffer: Buffer): Reader {
  let at = 0
  const bytes = (count: number) => {
    if (at + count > buffer.length) throw broken(`It ends within ${count} bytes at ${at}`)
    at += count
    return buffer.subarray(at - count, at)
  }
  return { bytes, byte: () => bytes(1).readUInt8(), atEnd: () => at === buffer.length }
}

/** 161 is 16.1. */
function versionText(version: number): string {
  return `${Math.floor(version / 10)}.${version % 10}`
}

/** A string stays as it is; a GUID becomes hex, so that one device always has the same name. */
function deviceIdText(bytes: Buffer): string {
  const text = bytes.toString('latin1')
  if (bytes.length === 0) return ''
  if (TEXT_ID.test(text)) return text
  if (bytes.length > MAX_BINARY_ID) throw broken('The device id is too long')
  return bytes.toString('hex')
}

function readPolicyKey(bytes: Buffer): number | null {
  if (bytes.length === 0) return null
  if (bytes.length !== 4) throw broken(`A policy key has 0 or 4 bytes, not ${bytes.length}`)
  return bytes.readUInt32LE()
}

function readParameters(read: Reader): { user: string; parameters: CommandParameters } {
  const parameters: CommandParameters = {}
  let user = ''
  while (!read.atEnd()) {
    const tag = read.byte()
    const value = read.bytes(read.byte())
    if (tag === USER_TAG) user = value.toString('utf8')
    else if (tag === OPTIONS_TAG) {
      const options = value[0] ?? 0
      if (options & SAVE_IN_SENT) parameters.saveInSent = true
      if (options & ACCEPT_MULTIPART) parameters.acceptMultiPart = true
    } else if (isParameterTag(tag)) parameters[PARAMETER_TAGS[tag]] = value.toString('utf8')
  }
  return { user, parameters }
}

function isParameterTag(tag: number): tag is keyof typeof PARAMETER_TAGS {
  return tag in PARAMETER_TAGS
}

function broken(what: string): HttpError {
  return new HttpError(400, `The query is malformed: ${what}.`)
}
