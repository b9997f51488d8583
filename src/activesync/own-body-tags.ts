import { atLeast, type ProtocolVersion } from './protocol-version.js'
import { childOf, type Element, element, type Tag, textOf } from './wbxml/element.js'

/**
 * In 2.5 there is no AirSyncBase: each class has tags of its own for the text of an item. They are
 * translated here, at the door, so that all behind it knows one form of a body only.
 */
type OwnTags = { body: Tag; size: Tag | null; truncated: Tag; rtf: Tag | null }

/** Code pages 1, 4 and 9 of MS-ASWBXML as they were; Calendar has no size and no page has more. */
const OWN: Readonly<Record<string, OwnTags>> = {
  Calendar: {
    body: 'Calendar:Body',
    size: null,
    truncated: 'Calendar:BodyTruncated',
    rtf: 'Calendar:Rtf',
  },
  Contacts: {
    body: 'Contacts:Body',
    size: 'Contacts:BodySize',
    truncated: 'Contacts:BodyTruncated',
    rtf: 'Contacts:Rtf',
  },
  Tasks: {
    body: 'Tasks:Body',
    size: 'Tasks:BodySize',
    truncated: 'Tasks:BodyTruncated',
    rtf: 'Tasks:Rtf',
  },
}

const BODY = 'AirSyncBase:Body'
const PLAIN = 1

const BY_BODY = new Map<Tag, OwnTags>(Object.values(OWN).map((tags) => [tags.body, tags]))
/** What only goes with a body; RTF says the same as the plain text beside it. */
const BESIDE = new Set<Tag | null>(
  Object.values(OWN).flatMap(({ size, truncated, rtf }) => [size, truncated, rtf]),
)

/** Truncation in bytes by its value, in 2.5; 9 and anything else: nothing is cut off. */
const TRUNCATION: Readonly<Record<string, number>> = {
  0: 0,
  1: 512,
  2: 1_024,
  3: 2_048,
  4: 5_120,
  5: 10_240,
  6: 20_480,
  7: 51_200,
  8: 102_400,
}

/** A request in the words of later versions. */
export function understood(root: Element, version: ProtocolVersion): Element {
  return atLeast(version, '12.0') ? root : laterForm(root)
}

/** An answer in the words of its version. */
export function spoken(root: Element, version: ProtocolVersion): Element {
  return atLeast(version, '12.0') ? root : olderForm(root, undefined)
}

function laterForm(node: Element): Element {
  const named = node.tag === 'AirSync:Supported'
  const children = node.children.flatMap((child): Element[] => {
    const tags = BY_BODY.get(child.tag)
    if (tags) return [named ? element(BODY) : laterBody(node, tags)]
    if (child.tag === 'AirSync:Truncation') return bodyPreference(child.text ?? '')
    return BESIDE.has(child.tag) ? [] : [laterForm(child)]
  })
  return { ...node, children }
}

function laterBody(parent: Element, tags: OwnTags): Element {
  const truncated = textOf(parent, tags.truncated) === '1'
  return element(BODY, [
    element('AirSyncBase:Type', PLAIN),
    truncated ? element('AirSyncBase:Truncated', 1) : null,
    element('AirSyncBase:Data', textOf(parent, tags.body)),
  ])
}

function bodyPreference(truncation: string): Element[] {
  const size = TRUNCATION[truncation.trim()]
  if (size === undefined) return []
  return [
    element('AirSyncBase:BodyPreference', [
      element('AirSyncBase:Type', PLAIN),
      element('AirSyncBase:TruncationSize', size),
    ]),
  ]
}

/** @param tags those of the collection's class, which up to 12.1 every Collection names */
function olderForm(node: Element, tags: OwnTags | undefined): Element {
  const own = OWN[textOf(node, 'AirSync:Class') ?? ''] ?? tags
  const children = node.children.flatMap((child): Element[] => {
    if (child.tag === 'AirSyncBase:NativeBodyType') return []
    if (child.tag === BODY) return own ? olderBody(child, own) : []
    return [olderForm(child, own)]
  })
  return { ...node, children }
}

function olderBody(body: Element, tags: OwnTags): Element[] {
  const truncated = textOf(body, 'AirSyncBase:Truncated') === '1' ? 1 : 0
  const size = textOf(body, 'AirSyncBase:EstimatedDataSize')
  const data = childOf(body, 'AirSyncBase:Data')
  return [
    ...(data ? [{ ...data, tag: tags.body }] : []),
    ...(tags.size && size ? [element(tags.size, size)] : []),
    element(tags.truncated, truncated),
  ]
}
