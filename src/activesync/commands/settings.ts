import { judgeAgain } from '../../store/device-verdicts.js'
import { storeInformation } from '../../store/devices.js'
import { addressesOf } from '../account-address.js'
import type { Command, CommandContext } from '../command.js'
import { CommonStatus } from '../common-status.js'
import { DeviceInformationStatus, readDeviceInformation } from '../device-information.js'
import { atLeast, type ProtocolVersion } from '../protocol-version.js'
import { childOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'
import { answerOof } from './settings-oof.js'

/** MS-ASCMD, Status (Settings). */
export const SettingsStatus = {
  Success: 1,
  ProtocolError: 2,
  AccessDenied: 3,
  ServerUnavailable: 4,
  InvalidArguments: 5,
  ConflictingArguments: 6,
  DeniedByPolicy: 7,
} as const

/** MS-ASCMD, Password. */
const MAX_PASSWORD_LENGTH = 255

type Property = (request: Element, context: CommandContext) => Element | Promise<Element>

/** MS-ASCMD, Settings: its properties. Each may stand in a request once. */
const PROPERTIES: ReadonlyMap<Tag, Property> = new Map<Tag, Property>([
  ['Settings:Oof', answerOof],
  ['Settings:DevicePassword', answerDevicePassword],
  ['Settings:DeviceInformation', answerDeviceInformation],
  ['Settings:UserInformation', answerUserInformation],
  ['Settings:RightsManagementInformation', answerRightsManagement],
])

/** MS-ASCMD, Settings: each property is done and answered in the order of the request. */
export const settings: Command = {
  name: 'Settings',

  async handle(root, context) {
    const requests =
      root?.tag === 'Settings:Settings'
        ? root.children.filter((one) => isKnown(one, context.version))
        : []
    if (root?.tag !== 'Settings:Settings' || !isValid(requests)) {
      context.note({ status: SettingsStatus.ProtocolError })
      return element('Settings:Settings', [status(SettingsStatus.ProtocolError)])
    }
    const answers = [status(SettingsStatus.Success)]
    for (const request of requests) {
      const answer = PROPERTIES.get(request.tag)
      if (answer) answers.push(await answer(request, context))
    }
    const properties = requests.map((request) => request.tag.replace('Settings:', '')).join(' ')
    context.note({ status: SettingsStatus.Success, properties })
    return element('Settings:Settings', answers)
  },
}

/** A property of a later version is left out; one that is none is a protocol error. */
function isKnown({ tag, unknown }: Element, version: ProtocolVersion): boolean {
  if (tag === 'Settings:RightsManagementInformation') return atLeast(version, '14.1')
  return unknown === undefined
}

function isValid(requests: readonly Element[]): boolean {
  const tags = requests.map((request) => request.tag)
  return new Set(tags).size === tags.length && tags.every((tag) => PROPERTIES.has(tag))
}

function status(value: number): Element {
  return element('Settings:Status', value)
}

async function answerDeviceInformation(
  request: Element,
  { app, session, device }: CommandContext,
): Promise<Element> {
  const { status: result, fields } = readDeviceInformation(request)
  if (result === DeviceInformationStatus.Success) {
    const ref = { tenantId: session.tenant.id, deviceId: device.id }
    await storeInformation(app.database, ref, fields)
    // A rule may name the model.
    if (fields.model !== undefined) await judgeAgain(app.database, ref)
  }
  return element('Settings:DeviceInformation', [status(result)])
}

/** MS-ASCMD, UserInformation: up to 14.0 the addresses alone, then per account. */
function answerUserInformation(request: Element, context: CommandContext): Element {
  const { app, session, version } = context
  if (!childOf(request, 'Settings:Get')) {
    return element('Settings:UserInformation', [status(SettingsStatus.ProtocolError)])
  }
  const addresses = addressesOf(session, app.config)
  const byAccount = atLeast(version, '14.1')
  const primary = byAccount ? addresses[0] : undefined
  const list = element('Settings:EmailAddresses', [
    ...addresses.map((address) => element('Settings:SMTPAddress', address)),
    primary === undefined ? null : element('Settings:PrimarySmtpAddress', primary),
  ])
  const account = element('Settings:Account', [
    element('Settings:UserDisplayName', session.account.display_name || session.account.name),
    list,
  ])
  return element('Settings:UserInformation', [
    status(SettingsStatus.Success),
    element('Settings:Get', [byAccount ? element('Settings:Accounts', [account]) : list]),
  ])
}

/** MS-ASCMD, DevicePassword: a phone's own password is not kept for its recovery. */
function answerDevicePassword(request: Element): Element {
  const password = textOf(childOf(request, 'Settings:Set'), 'Settings:Password')
  if (password === undefined) {
    return element('Settings:DevicePassword', [status(SettingsStatus.ProtocolError)])
  }
  const tooLong = password.length > MAX_PASSWORD_LENGTH
  const result = tooLong ? SettingsStatus.InvalidArguments : SettingsStatus.DeniedByPolicy
  return element('Settings:DevicePassword', [status(result)])
}

/** Rights management is about mail: there are no templates. */
function answerRightsManagement(): Element {
  return element('Settings:RightsManagementInformation', [
    status(CommonStatus.RightsManagementFeatureDisabled),
    element('Settings:Get', [element('RightsManagement:RightsManagementTemplates')]),
  ])
}
