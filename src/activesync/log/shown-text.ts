import type { Element, Tag } from '../wbxml/element.js'

/** A text in a log, instead of itself. */
const hidden = (text: string) => `‹${text.length} characters›`

/** Never shown, whoever asks. */
const SECRET = /:(?:\w*Password|UserName|PolicyKey)$/

/** Mails are not what this gateway is for: nobody needs their text to find a fault. */
const MAIL = /^(?:ComposeMail:|Email2?:)/

/** Of one element; what is longer helps nobody. */
const LONGEST = 2_000

/** All but passwords, keys and mails. */
export function withContents({ tag, text }: Element): string {
  const shown = text ?? ''
  if (SECRET.test(tag) && !isSetting(tag)) return hidden(shown)
  if (MAIL.test(tag) && !isStructure(tag, shown)) return hidden(shown)
  if (shown.length <= LONGEST) return shown
  return `${shown.slice(0, LONGEST)}… ‹${shown.length - LONGEST} more characters›`
}

/** Nothing that a person wrote, chose or is called; what items are about and when is hidden, too. */
export function masked({ tag, text }: Element, above: readonly Tag[]): string {
  const shown = text ?? ''
  const inItem = above.some((one) => PRIVATE.test(one))
  return !inItem && !SECRET_KEY.test(tag) && isStructure(tag, shown) ? shown : hidden(shown)
}

const PRIVATE = /:(?:ApplicationData|Properties)$/
const SECRET_KEY = /:PolicyKey$/

/** MS-ASPROV: what a policy demands, such as `MinDevicePasswordLength`. */
function isSetting(tag: Tag): boolean {
  return tag.startsWith('Provision:') && !SECRET_KEY.test(tag) && tag !== 'Provision:Data'
}

const NUMBER = /^-?\d{1,10}$/
const ID = /^[\w.:{}-]{1,64}$/
const RANGE = /^\d{1,6}-\d{1,6}$/
const CLASS = /^(?:Calendar|Contacts|Tasks|Notes|Email|SMS)$/
const POLICY_TYPE = /^MS-(?:EAS-Provisioning-WBXML|WAP-Provisioning-XML)$/

/** Numbers that say how, wherever they stand. */
const NUMBERS = new Set(
  (
    'Status GetChanges DeletesAsMoves WindowSize FilterType Conflict MIMESupport MIMETruncation ' +
    'Truncation RTFTruncation MaxItems Wait HeartbeatInterval Limit ConversationMode Count ' +
    'TruncationSize AllOrNone Truncated EstimatedDataSize NativeBodyType Estimate MaxFolders ' +
    'Total UserResponse RecipientCount MaxAmbiguousRecipients CertificateCount MaxCertificates ' +
    'MaxSize MaxPictures CertificateRetrieval Part'
  ).split(' '),
)

/** What else is shown, if it looks as it should. */
const STRUCTURE: Readonly<Partial<Record<Tag, RegExp>>> = {
  'AirSync:SyncKey': ID,
  'AirSync:CollectionId': ID,
  'AirSync:ServerId': ID,
  'AirSync:ClientId': ID,
  'AirSync:Class': CLASS,
  'AirSyncBase:Type': NUMBER,
  'ComposeMail:ClientId': ID,
  'Find:Range': RANGE,
  'FolderHierarchy:ParentId': ID,
  'FolderHierarchy:ServerId': ID,
  'FolderHierarchy:SyncKey': ID,
  'FolderHierarchy:Type': NUMBER,
  'GetItemEstimate:CollectionId': ID,
  'GetItemEstimate:Class': CLASS,
  'ItemOperations:Range': RANGE,
  'MeetingResponse:CalendarId': ID,
  'MeetingResponse:CollectionId': ID,
  'MeetingResponse:RequestId': ID,
  'Move:DstFldId': ID,
  'Move:DstMsgId': ID,
  'Move:SrcFldId': ID,
  'Move:SrcMsgId': ID,
  'Ping:Class': CLASS,
  'Ping:Folder': ID,
  'Ping:Id': ID,
  'Provision:PolicyType': POLICY_TYPE,
  'Search:Range': RANGE,
}

function isStructure(tag: Tag, text: string): boolean {
  const pattern = STRUCTURE[tag]
  if (pattern) return pattern.test(text)
  const name = tag.slice(tag.indexOf(':') + 1)
  return (NUMBERS.has(name) || isSetting(tag)) && NUMBER.test(text)
}
