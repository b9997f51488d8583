import type { WipeKind } from '../store/device-admin.js'
import { isPending, noteWipeAnswer, noteWipeSent } from '../store/remote-wipes.js'
import type { CommandContext } from './command.js'
import { CommonStatus, StatusError } from './common-status.js'
import { childOf, type Element, element, type Tag, textOf } from './wbxml/element.js'

const TAGS: Readonly<Record<WipeKind, Tag>> = {
  account: 'Provision:AccountOnlyRemoteWipe',
  device: 'Provision:RemoteWipe',
}

/** MS-ASPROV, Status (Provision), beside the order. */
const ORDER = 1
const DONE = 1
const REPORTED_FAILURE = 2

/**
 * What Provision answers where a wipe is ordered, or spoken of by the device; null: neither. The order
 * stands in the answer to every Provision until the device acknowledges that it carries it out.
 * @throws StatusError 129 for all else from a device that was wiped
 */
export async function answerToWipe(
  root: Element | null,
  context: CommandContext,
): Promise<Element | null> {
  const { device } = context
  const answered = wipeAnswered(root)
  if (isPending(device.wipe_state)) return await pendingAnswer(answered, context)
  if (answered) {
    context.note({ status: DONE, wipe: false })
    return statusOnly(DONE)
  }
  if (device.status === 'blocked') throw new StatusError(CommonStatus.DeviceIsBlockedForThisUser)
  return null
}

async function pendingAnswer(answered: Answered | null, context: CommandContext): Promise<Element> {
  const { app, session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  const ordered = device.wipe ?? 'account'
  // An acknowledgement of what was not sent, or of another order, is none.
  if (answered?.kind === ordered && device.wipe_state !== 'ordered') {
    const { kind, done } = answered
    await noteWipeAnswer(app.database, ref, { kind, done, now: app.now() })
    context.note({ status: done ? DONE : REPORTED_FAILURE, wipe: done ? 'done' : 'failed' })
    return done ? statusOnly(DONE) : orderOf(ordered, REPORTED_FAILURE)
  }
  await noteWipeSent(app.database, ref, app.now())
  context.note({ status: ORDER, wipe: 'sent' })
  return orderOf(ordered, ORDER)
}

type Answered = { kind: WipeKind; done: boolean }

/** MS-ASPROV, Status (RemoteWipe): 1 is done; all else is not. */
function wipeAnswered(root: Element | null): Answered | null {
  for (const kind of ['device', 'account'] as const) {
    const said = childOf(root, TAGS[kind])
    if (said) return { kind, done: textOf(said, 'Provision:Status') === '1' }
  }
  return null
}

function statusOnly(status: number): Element {
  return element('Provision:Provision', [element('Provision:Status', status)])
}

function orderOf(kind: WipeKind, status: number): Element {
  return element('Provision:Provision', [
    element('Provision:Status', status),
    element(TAGS[kind], []),
  ])
}
