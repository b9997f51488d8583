import { createHash } from 'node:crypto'
import { create } from 'xmlbuilder2'
import type { CollectionKind } from '../store/model.js'

export type ProfileValues = {
  /** What Exchange accounts are called in the settings of the device. */
  name: string
  login: string
  address: string | null
  /** With the port, if it is not the usual one. */
  server: string
  secure: boolean
  kinds: readonly CollectionKind[]
}

export const PROFILE_TYPE = 'application/x-apple-aspen-config'

type Value = string | number | boolean | { [key: string]: Value } | Value[]

/**
 * A configuration profile with an Exchange account (Apple, Device Management: com.apple.eas.account; the
 * switches of its kinds are known from iOS 13 on). It has no password: the device asks for it. Its
 * UUIDs are those of the login, so that another one replaces it instead of making a second account.
 */
export function appleProfile(values: ProfileValues): string {
  const { name, login, address, server, secure, kinds } = values
  const has = (kind: CollectionKind) => kinds.includes(kind)
  const identifier = `net.termingate.${uuidOf('identifier', values).toLowerCase()}`
  const account = {
    PayloadType: 'com.apple.eas.account',
    PayloadVersion: 1,
    PayloadIdentifier: `${identifier}.eas`,
    PayloadUUID: uuidOf('account', values),
    PayloadDisplayName: name,
    Host: server,
    SSL: secure,
    UserName: login,
    ...(address !== null && { EmailAddress: address }),
    EnableMail: false,
    // One of them must be on.
    EnableCalendars: has('calendar') || kinds.length === 0,
    EnableContacts: has('contacts'),
    EnableReminders: has('tasks'),
    EnableNotes: has('notes'),
  }
  return plist({
    PayloadType: 'Configuration',
    PayloadVersion: 1,
    PayloadIdentifier: identifier,
    PayloadUUID: uuidOf('profile', values),
    PayloadDisplayName: name,
    PayloadOrganization: 'Termingate',
    PayloadContent: [account],
  })
}

/** A name-based UUID (RFC 9562, version 8) of what the account is known by. */
function uuidOf(part: string, { server, login }: ProfileValues): string {
  const bytes = createHash('sha256').update(`${part}\0${server}\0${login}`).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex').toUpperCase()
  const ends = [0, 8, 12, 16, 20, 32]
  return ends
    .slice(1)
    .map((end, index) => hex.slice(ends[index], end))
    .join('-')
}

const APPLE = {
  pubID: '-//Apple//DTD PLIST 1.0//EN',
  sysID: 'http://www.apple.com/DTDs/PropertyList-1.0.dtd',
}

function plist(value: Value): string {
  const root = create({ version: '1.0', encoding: 'UTF-8' }).ele('plist', { version: '1.0' })
  write(root, value)
  return root.dtd(APPLE).doc().end({ prettyPrint: true })
}

type Node = ReturnType<ReturnType<typeof create>['ele']>

function write(node: Node, value: Value): void {
  if (typeof value === 'boolean') node.ele(value ? 'true' : 'false')
  else if (typeof value === 'number') node.ele('integer').txt(`${value}`)
  else if (typeof value === 'string') node.ele('string').txt(inXml(value))
  else if (Array.isArray(value)) {
    const array = node.ele('array')
    for (const one of value) write(array, one)
  } else {
    const dict = node.ele('dict')
    for (const [key, one] of Object.entries(value)) {
      dict.ele('key').txt(key)
      write(dict, one)
    }
  }
}

/** Without what XML 1.0 does not have. */
function inXml(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '')
}
