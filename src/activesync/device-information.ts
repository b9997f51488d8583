import { childOf, type Element, type Tag } from './wbxml/element.js'

/** MS-ASCMD, DeviceInformation: the fields of its Set, and the names they are kept under. */
const FIELDS: ReadonlyMap<Tag, string> = new Map<Tag, string>([
  ['Settings:Model', 'model'],
  ['Settings:IMEI', 'imei'],
  ['Settings:FriendlyName', 'friendlyName'],
  ['Settings:OS', 'os'],
  ['Settings:OSLanguage', 'osLanguage'],
  ['Settings:PhoneNumber', 'phoneNumber'],
  ['Settings:UserAgent', 'userAgent'],
  ['Settings:EnableOutboundSMS', 'enableOutboundSms'],
  ['Settings:MobileOperator', 'mobileOperator'],
])

/** MS-ASCMD, DeviceInformationStringType. */
const MAX_SENT = 1024
const MAX_KEPT = 255

/** MS-ASCMD, Status (Settings): of a DeviceInformation Set operation. */
export const DeviceInformationStatus = {
  Success: 1,
  ProtocolError: 2,
  InvalidArguments: 5,
} as const

export type DeviceInformation = {
  status: (typeof DeviceInformationStatus)[keyof typeof DeviceInformationStatus]
  /** The known fields, shortened and free of control characters; empty unless status is 1. */
  fields: Record<string, string>
}

/** Reads a DeviceInformation element, of Settings or within Provision. */
export function readDeviceInformation(information: Element): DeviceInformation {
  const set = childOf(information, 'Settings:Set')
  if (!set) return { status: DeviceInformationStatus.ProtocolError, fields: {} }

  const fields: Record<string, string> = {}
  for (const child of set.children) {
    const name = FIELDS.get(child.tag)
    if (name === undefined) continue
    const text = child.text ?? ''
    if (text.length > MAX_SENT || (name === 'enableOutboundSms' && !/^[01]?$/.test(text))) {
      return { status: DeviceInformationStatus.InvalidArguments, fields: {} }
    }
    fields[name] = storable(text)
  }
  return { status: DeviceInformationStatus.Success, fields }
}

/** Shortened, without control characters and lone surrogates, which a database refuses. */
function storable(text: string): string {
  const shown = text
    .replace(/\p{Cc}/gu, ' ')
    .trim()
    .slice(0, MAX_KEPT)
  return Buffer.from(shown, 'utf8').toString('utf8')
}
