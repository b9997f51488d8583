import { randomInt } from 'node:crypto'
import { HttpError } from '../../errors.js'
import { judgeAgain } from '../../store/device-verdicts.js'
import { acknowledgePolicy, hasInformation, offerPolicy } from '../../store/devices.js'
import { profileOfDevice } from '../client-profile.js'
import type { Command, CommandContext } from '../command.js'
import { CommonStatus, StatusError } from '../common-status.js'
import { readDeviceInformation } from '../device-information.js'
import { policyData, policyTypeOf } from '../policy-document.js'
import { atLeast } from '../protocol-version.js'
import { answerToWipe } from '../remote-wipe.js'
import { childOf, type Element, element, textOf } from '../wbxml/element.js'

/** MS-ASPROV, Status (Provision). Values from 101 up are shared: see common-status.ts. */
export const ProvisionStatus = { Success: 1, ProtocolError: 2, ServerError: 3 } as const

/** MS-ASPROV, Status (Policy): in an answer. */
export const PolicyStatus = {
  Success: 1,
  NoPolicy: 2,
  UnknownPolicyType: 3,
  PolicyCorrupt: 4,
  WrongPolicyKey: 5,
} as const
type PolicyStatus = (typeof PolicyStatus)[keyof typeof PolicyStatus]

/** MS-ASPROV, Provision Command Errors: the answer to the Status with which a client acknowledges. */
const COMPLIANCE: ReadonlyMap<string, CommonStatus | null> = new Map([
  ['1', null],
  ['2', CommonStatus.DeviceNotFullyProvisionable],
  ['3', CommonStatus.DeviceNotFullyProvisionable],
  ['4', CommonStatus.ExternallyManagedDevicesNotAllowed],
])

const MAX_TYPE_LENGTH = 64
const KEY_LIMIT = 2 ** 32

type PolicyAnswer = { type: string; status: PolicyStatus; key?: number; data?: Element }

/**
 * MS-ASPROV, Provision: hands out the tenant's policy, or one that demands nothing, in two phases;
 * and the order of a wipe. Which commands need the key of it: see admission.ts.
 */
export const provision: Command = {
  name: 'Provision',

  async handle(root, context) {
    if (root && root.tag !== 'Provision:Provision') return failure(ProvisionStatus.ProtocolError)
    const wipe = await answerToWipe(root, context)
    if (wipe) return wipe
    const policies = childOf(root, 'Provision:Policies')
    if (!policies) return emptyAnswer(context)

    const policy = childOf(policies, 'Provision:Policy')
    const type = textOf(policy, 'Provision:PolicyType')
    if (!policy || !type) return failure(ProvisionStatus.ProtocolError)
    if (type !== policyTypeOf(context.version)) {
      context.note({ status: ProvisionStatus.Success, policy: PolicyStatus.UnknownPolicyType })
      const shown = type.slice(0, MAX_TYPE_LENGTH)
      return answer({ type: shown, status: PolicyStatus.UnknownPolicyType })
    }
    return childOf(policy, 'Provision:Status')
      ? await acknowledge(policy, context)
      : await offer(childOf(root, 'Settings:DeviceInformation'), context)
  },
}

/** MS-ASPROV, Responding to an Initial Request: the empty one, when no wipe is ordered. */
function emptyAnswer(context: CommandContext): Element {
  context.note({ status: ProvisionStatus.Success })
  return failure(ProvisionStatus.Success)
}

/** MS-ASPROV, Responding to an Initial Request. */
async function offer(sent: Element | undefined, context: CommandContext): Promise<Element> {
  const { app, session, device, version } = context
  const { policy, policy_version } = session.tenant
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  const carriesInformation = atLeast(version, '14.1')
  if (carriesInformation && !sent && !(await hasInformation(app.database, ref))) {
    throw new StatusError(CommonStatus.DeviceInformationRequired)
  }
  const information = sent ? readDeviceInformation(sent) : null
  const fields = information?.fields ?? {}
  const key = await offerPolicy(app.database, ref, {
    candidate: randomKey(),
    information: fields,
    policyVersion: policy ? policy_version : null,
  })
  if (fields.model !== undefined) await judgeAgain(app.database, ref)
  context.note({ status: ProvisionStatus.Success, policy: PolicyStatus.Success, phase: 1 })

  const data = policyData({ version, profile: profileOfDevice(device), policy })
  const type = policyTypeOf(version)
  const shown = carriesInformation ? information : null
  return answer({ type, status: PolicyStatus.Success, key, data }, shown?.status)
}

/** MS-ASPROV, Responding to a Security Policy Settings Acknowledgment. */
async function acknowledge(policy: Element, context: CommandContext): Promise<Element> {
  const key = textOf(policy, 'Provision:PolicyKey')
  if (!key) throw withoutKey(context)
  const fault = COMPLIANCE.get(textOf(policy, 'Provision:Status') ?? '')
  if (fault === undefined) return failure(ProvisionStatus.ProtocolError)

  const lenient = context.session.tenant.policy?.allowNonProvisionable === true
  if (fault !== null && !lenient) throw new StatusError(fault)

  const final = await finalKey(key, context)
  const status = final ? PolicyStatus.Success : PolicyStatus.WrongPolicyKey
  context.note({ status: ProvisionStatus.Success, policy: status, phase: 2 })
  const type = policyTypeOf(context.version)
  return answer({ type, status, ...(final && { key: final }) })
}

async function finalKey(text: string, context: CommandContext): Promise<number | null> {
  if (!/^\d{1,10}$/.test(text)) return null
  const { app, session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  const keys = { temporary: Number(text), candidate: randomKey() }
  return await acknowledgePolicy(app.database, ref, keys)
}

/** MS-ASPROV, PolicyKey: 32 bits, and never 0, which some clients refuse (field-guide 1.5). */
function randomKey(): number {
  return randomInt(1, KEY_LIMIT)
}

/**
 * MS-ASPROV, Provision Command Errors: 141. Up to 12.1 it would be HTTP 449, which asks for a new
 * provisioning: that is said only where a policy is enforced.
 */
function withoutKey({ version, session }: CommandContext): Error {
  const enforced = session.tenant.policy !== null
  if (enforced || atLeast(version, '14.0')) {
    return new StatusError(CommonStatus.LegacyDeviceOnStrictPolicy)
  }
  return new HttpError(403, 'The policy was acknowledged without its key.')
}

function failure(status: number): Element {
  return element('Provision:Provision', [element('Provision:Status', status)])
}

function answer({ type, status, key, data }: PolicyAnswer, informationStatus?: number): Element {
  return element('Provision:Provision', [
    informationStatus === undefined
      ? null
      : element('Settings:DeviceInformation', [element('Settings:Status', informationStatus)]),
    element('Provision:Status', ProvisionStatus.Success),
    element('Provision:Policies', [
      element('Provision:Policy', [
        element('Provision:PolicyType', type),
        element('Provision:Status', status),
        key === undefined ? null : element('Provision:PolicyKey', key),
        data ?? null,
      ]),
    ]),
  ])
}
