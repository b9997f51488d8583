import { createHash } from 'node:crypto'
import { isAddress, type Mailbox, type Message, parseMessage } from '../../mail/message.js'
import type { CommandContext } from '../command.js'
import { CommonStatus } from '../common-status.js'
import { atLeast } from '../protocol-version.js'
import { childOf, childrenOf, type Element, type Tag, textOf } from '../wbxml/element.js'

/** The item that a mail forwards or replies to. */
export type MailSource = {
  folderId: string | undefined
  itemId: string | undefined
  longId: string | undefined
  /** One occurrence of a series. */
  instanceId: string | undefined
}

/** A mail that a client hands over, whichever way its version does. */
export type MailRequest = {
  /** The same for the same mail, also when it comes again. */
  key: string
  message: Message | null
  source: MailSource | null
  /** The client has put the source's text into the message itself. */
  replaceMime: boolean
  /** From 16.0: to whom an appointment is forwarded, without a message of the client's. */
  forwardees: Mailbox[]
  /** Text that goes with it. */
  text: string
}

export type MailTag = 'ComposeMail:SendMail' | 'ComposeMail:SmartForward' | 'ComposeMail:SmartReply'

const LONGEST_CLIENT_ID = 40
const MOST_FORWARDEES = 1_000

/** MS-ASCMD, SendMail: up to 12.1 the body is the message, from 14.0 on WBXML holds it. */
export function readMailRequest(
  root: Element | null,
  tag: MailTag,
  context: CommandContext,
): MailRequest | CommonStatus {
  return atLeast(context.version, '14.0') ? readElements(root, tag) : readMime(root, tag, context)
}

function readElements(root: Element | null, tag: MailTag): MailRequest | CommonStatus {
  if (root?.tag !== tag) return CommonStatus.InvalidXml
  const clientId = textOf(root, 'ComposeMail:ClientId') ?? ''
  if (clientId === '' || clientId.length > LONGEST_CLIENT_ID) return CommonStatus.InvalidXml
  // MS-ASCMD_R722: Settings names no AccountId, so none is valid.
  if (textOf(root, 'ComposeMail:AccountId')) return CommonStatus.InvalidAccountId
  const from = childOf(root, 'ComposeMail:Source')
  if (!from && tag !== 'ComposeMail:SendMail') return CommonStatus.InvalidXml
  const forwardees = forwardeesIn(root)
  const bytes = bytesOf(root, 'ComposeMail:Mime')
  const message = bytes ? parseMessage(bytes) : null
  if (!bytes && forwardees.length === 0) return CommonStatus.InvalidXml
  if (bytes && !message) return CommonStatus.InvalidMime
  return {
    key: `client:${clientId}`,
    message,
    source: from ? sourceIn(from) : null,
    replaceMime: childOf(root, 'ComposeMail:ReplaceMime') !== undefined,
    forwardees,
    text: textOf(childOf(root, 'AirSyncBase:Body'), 'AirSyncBase:Data') ?? '',
  }
}

function sourceIn(node: Element): MailSource {
  return {
    folderId: textOf(node, 'ComposeMail:FolderId'),
    itemId: textOf(node, 'ComposeMail:ItemId'),
    longId: textOf(node, 'ComposeMail:LongId'),
    instanceId: textOf(node, 'ComposeMail:InstanceId'),
  }
}

function forwardeesIn(root: Element): Mailbox[] {
  const list = childOf(root, 'ComposeMail:Forwardees')
  return childrenOf(list, 'ComposeMail:Forwardee')
    .slice(0, MOST_FORWARDEES)
    .map((one) => ({
      name: textOf(one, 'ComposeMail:ForwardeeName') ?? '',
      address: (textOf(one, 'ComposeMail:ForwardeeEmail') ?? '').trim(),
    }))
    .filter(({ address }) => isAddress(address))
}

/** A client may send the bytes as opaque data or as an inline string. */
function bytesOf(parent: Element, tag: Tag): Uint8Array | null {
  const child = childOf(parent, tag)
  if (!child) return null
  return child.opaque ?? Buffer.from(child.text ?? '', 'utf8')
}

/** Up to 12.1 nothing names a mail that comes again but the mail itself. */
function readMime(
  root: Element | null,
  tag: MailTag,
  { mime, parameters }: CommandContext,
): MailRequest | CommonStatus {
  if (!mime || root) return CommonStatus.InvalidContent
  const message = parseMessage(mime)
  if (!message) return CommonStatus.InvalidMime
  const { collectionId, itemId, longId, occurrence } = parameters
  const source = { folderId: collectionId, itemId, longId, instanceId: occurrence }
  return {
    key: `mime:${createHash('sha256').update(mime).digest('hex')}`,
    message,
    source: tag === 'ComposeMail:SendMail' ? null : source,
    replaceMime: false,
    forwardees: [],
    text: '',
  }
}
