import type { ProtocolVersion } from '../../activesync/protocol-version.js'
import type { Element } from '../../activesync/wbxml/element.js'
import type { Id, ItemKind, ItemOf, Override, PatchOf } from '../../store/model.js'
import type { RuleSet } from '../../store/rule-set.js'

/** MS-ASAIRS, BodyPreference: the kinds of body a client asks for, in its order. */
export type BodyPreference = {
  /** 1 plain text, 2 HTML, 3 RTF, 4 MIME. */
  type: number
  /** Bytes of the body that may be sent; undefined = all of it. */
  truncationSize?: number
  allOrNone?: boolean
}

/** A client's quirks that a mapper heeds (field-guide §3); chosen by its client profile. */
export type MapperQuirks = {
  /** Hour (UTC) at which this client wants a birthday (field-guide §3.5). */
  birthdayHour: number
  /** Hour (UTC) at which it tells one, where that is another. */
  birthdayReadHour?: number
  /** An empty Picture in a Change means nothing (iOS). */
  ignoreEmptyPicture: boolean
  /**
   * Up to 14.1 its Changes are complete: a Change with start, end and subject but without Reminder or
   * Recurrence takes them away (field-guide §3.1, §3.4), whatever `ghosting` says.
   */
  completeChanges?: boolean
}

/** An account, contact or resource of the tenant that has a given e-mail address. */
export type KnownParty = { kind: 'account' | 'contact' | 'resource'; refId: Id; name: string }

/** Who reads or writes, in which version, by which rules. */
export type MapperContext = {
  version: ProtocolVersion
  rules: RuleSet
  quirks: MapperQuirks
  account: {
    id: Id
    displayName: string
    email: string
    timeZone: string
    /** Words that the mapper adds to a note; German if it is absent. */
    language?: 'de' | 'en'
  }
  bodyPreferences: readonly BodyPreference[]
  now: Date
}

export type ReadContext<K extends ItemKind> = MapperContext & {
  /** The item as it is stored; null for an Add. */
  existing: ItemOf<K> | null
  /**
   * MS-ASCMD, Supported: tags the client manages itself; undefined = no Supported element,
   * empty = an empty one. Decides which absent elements are cleared in a Change (R-ONO-64).
   */
  supported: ReadonlySet<string> | undefined
  /** Who has this address (any case); needed by the attendee rules `match` and `keep`. */
  directory?: (email: string) => KnownParty | undefined
}

/** One class of items: item → ApplicationData and back. Throws MappingError (item Status 6). */
export type ItemMapper<K extends ItemKind> = {
  /** Elements in the order Exchange writes them (field-guide §3.1). */
  write(item: ItemOf<K>, context: MapperContext): Element
  read(data: Element, context: ReadContext<K>): PatchOf<K>
}

/** 16.x: one occurrence of a series, addressed by AirSyncBase:InstanceId. */
export type OccurrenceMapper = {
  /** Override that results from a Change with InstanceId, to replace the one with its id. */
  readOccurrence(data: Element, instanceId: string, context: ReadContext<'appointment'>): Override
  /** Override that cancels the occurrence (Delete with InstanceId). */
  cancelOccurrence(instanceId: string, context: ReadContext<'appointment'>): Override
}
