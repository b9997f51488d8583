import {
  childOf,
  childrenOf,
  type Element,
  type Tag,
  textOf,
} from '../../src/activesync/wbxml/element.js'
import { lacksElement } from './element-versions.js'
import type { RecordedAnswer } from './recorded.js'

/** Where the schemas are laxer than clients are: what an answer breaks of it, in words. */
export function faultsOf({
  answer,
  request,
  version,
}: Omit<RecordedAnswer, 'at' | 'command'>): string[] {
  const found = new Set(moreWithoutProgress(answer, request))
  // A command that the version has not is answered in the words it was asked in.
  const spoken = !lacksElement(version, answer.tag)
  visit(answer, [], (node, path) => {
    const name = node.tag
    for (const fault of [...empty(node, path), ...repeated(node), ...order(node)]) found.add(fault)
    if (spoken && lacksElement(version, name)) found.add(`${name} is not in version ${version}`)
    if (name === 'AirSyncBase:Truncated' && node.text === '0') found.add(`${name} 0`)
  })
  return [...found]
}

function visit(
  node: Element,
  path: Tag[],
  look: (node: Element, path: readonly Tag[]) => void,
): void {
  look(node, path)
  for (const child of node.children) visit(child, [...path, node.tag], look)
}

/** Containers that stand only where something is in them; within an Exception, empty means gone. */
const NEVER_EMPTY: ReadonlySet<Tag> = new Set<Tag>([
  ...(['AirSync:Collections', 'AirSync:Commands', 'AirSync:Responses'] as const),
  ...(['AirSync:ApplicationData', 'AirSyncBase:Body', 'AirSyncBase:Location'] as const),
  ...([
    'Calendar:Attendees',
    'Calendar:Attendee',
    'Calendar:Exceptions',
    'Calendar:Exception',
  ] as const),
  ...([
    'Calendar:Categories',
    'Tasks:Categories',
    'Contacts:Categories',
    'Notes:Categories',
  ] as const),
  ...(['Calendar:Recurrence', 'Tasks:Recurrence', 'Contacts:Children', 'Ping:Folders'] as const),
])

function empty(node: Element, path: readonly Tag[]): string[] {
  if (!NEVER_EMPTY.has(node.tag) || path.includes('Calendar:Exception')) return []
  return node.children.length + (node.text ?? '').length === 0 ? [`${node.tag} is empty`] : []
}

/** All others stand once in their parent. */
const MANY: ReadonlySet<string> = new Set([
  ...[
    'AirSync:Collection',
    'AirSync:Add',
    'AirSync:Change',
    'AirSync:Delete',
    'AirSync:SoftDelete',
  ],
  ...['AirSync:Fetch', 'FolderHierarchy:Add', 'FolderHierarchy:Update', 'FolderHierarchy:Delete'],
  ...['FolderHierarchy:Folder', 'GetItemEstimate:Response', 'Ping:Folder', 'Move:Response'],
  ...['Calendar:Attendee', 'Calendar:Category', 'Calendar:Exception', 'Contacts:Category'],
  ...[
    'Contacts:Child',
    'Tasks:Category',
    'Notes:Category',
    'Email:Category',
    'AirSyncBase:Attachment',
  ],
  ...['ItemOperations:Fetch', 'ItemOperations:EmptyFolderContents', 'ItemOperations:Move'],
  ...['MeetingResponse:Result', 'Provision:Policy', 'Provision:Hash', 'Provision:ApplicationName'],
  ...['Settings:OofMessage', 'Settings:SMTPAddress', 'Settings:Account', 'Search:Result'],
  ...['RightsManagement:RightsManagementTemplate', 'Find:Result', 'ResolveRecipients:Response'],
  ...['ResolveRecipients:Recipient', 'ResolveRecipients:Certificate', 'ValidateCert:Certificate'],
  ...['Search:Store', 'Settings:EmailAddresses', 'AirSyncBase:BodyPart', 'ResolveRecipients:To'],
])

function repeated(node: Element): string[] {
  const once = node.children.map(({ tag }) => tag).filter((tag) => !MANY.has(tag))
  return once
    .filter((tag, index) => once.indexOf(tag) !== index && !statusPerCertificate(node, tag))
    .map((tag) => `${node.tag} has ${tag} more than once`)
}

/** MS-ASCMD, Status (ValidateCert): one beside each certificate. */
function statusPerCertificate(node: Element, tag: Tag): boolean {
  return node.tag === 'ValidateCert:ValidateCert' && tag === 'ValidateCert:Status'
}

/** Field-guide §3.1: what some Androids need before what. Absent ones bind nothing. */
const BEFORE: readonly (readonly [Tag, Tag])[] = [
  ['Calendar:Timezone', 'Calendar:StartTime'],
  ['Calendar:StartTime', 'Calendar:AllDayEvent'],
  ['Calendar:OrganizerName', 'Calendar:Attendees'],
  ['Calendar:OrganizerEmail', 'Calendar:Attendees'],
  ['Calendar:StartTime', 'Calendar:Recurrence'],
]
const LAST = 'Calendar:Exceptions'
/** From 16.0 on what is not in AOSP's list may follow. */
const EXCEPTIONS_NEED: readonly Tag[] = [
  ...([
    'Calendar:StartTime',
    'Calendar:EndTime',
    'Calendar:Reminder',
    'Calendar:BusyStatus',
  ] as const),
  ...(['Calendar:OrganizerName', 'Calendar:OrganizerEmail', 'Calendar:Attendees'] as const),
  ...([
    'Calendar:Subject',
    'Calendar:Recurrence',
    'AirSyncBase:Body',
    'Calendar:AllDayEvent',
  ] as const),
]

function order(node: Element): string[] {
  const tags = node.children.map(({ tag }) => tag)
  const rules = [...BEFORE, ...EXCEPTIONS_NEED.map((tag) => [tag, LAST] as const)]
  const wrong = rules.filter(([first, second]) => {
    const [one, other] = [tags.indexOf(first), tags.indexOf(second)]
    return one >= 0 && other >= 0 && one > other
  })
  const faults = wrong.map(([first, second]) => `${second} stands before ${first}`)
  const stamp = tags.indexOf('Calendar:DtStamp')
  // An Attendees right behind it makes AOSP take the Change for one of the attendees only.
  if (stamp >= 0 && tags[stamp + 1] === 'Calendar:Attendees') faults.push('DtStamp, then Attendees')
  return faults
}

/** MoreAvailable with the key of the request: a client would ask the same again without end. */
function moreWithoutProgress(answer: Element, request: Element | null): string[] {
  const keys = new Map(collectionsOf(request).map((one) => [idOf(one), keyOf(one)]))
  return collectionsOf(answer)
    .filter((one) => childOf(one, 'AirSync:MoreAvailable') && keys.get(idOf(one)) === keyOf(one))
    .map((one) => `MoreAvailable of ${idOf(one)} with the same key`)
}

function collectionsOf(root: Element | null): Element[] {
  return childrenOf(childOf(root, 'AirSync:Collections'), 'AirSync:Collection')
}

const idOf = (collection: Element) => textOf(collection, 'AirSync:CollectionId')
const keyOf = (collection: Element) => textOf(collection, 'AirSync:SyncKey')
