import { itemMappers, singleOccurrence } from '../../mappers/activesync/index.js'
import type { ItemMapper, MapperContext, ReadContext } from '../../mappers/activesync/mapper.js'
import type { Appointment, ItemKind, ItemOf, PatchOf } from '../../store/model.js'
import type { Element, Tag } from '../wbxml/element.js'
import { elementHash } from './element-hash.js'
import type { Entry } from './selection.js'

export type Rendered = { data: Element; hash: Buffer } | { problem: string }

const MAPPERS: { [K in ItemKind]: ItemMapper<K> } = itemMappers

/** Change with every write to the row, also with one that a phone does not see. */
const STAMPS: ReadonlySet<Tag> = new Set<Tag>(['Calendar:DtStamp', 'Notes:LastModifiedDate'])

/**
 * An item as ApplicationData. One that can't be rendered is a problem to be shown to the admin,
 * never an error that stops the others (design: Sync state, rule 5).
 */
export function render<K extends ItemKind>(
  kind: K,
  item: ItemOf<K>,
  { entry, mapper }: { entry: Entry; mapper: MapperContext },
): Rendered {
  try {
    const shown = entry.recurrenceId === null ? item : occurrence(item as Appointment, entry)
    const data = MAPPERS[kind].write(shown as ItemOf<K>, mapper)
    return { data, hash: elementHash(data, STAMPS) }
  } catch (error) {
    return { problem: error instanceof Error ? error.message.slice(0, 500) : 'unknown' }
  }
}

function occurrence(item: Appointment, { recurrenceId, span }: Entry): Appointment {
  return singleOccurrence(item, recurrenceId ?? '', span ?? item.span)
}

/** A client's ApplicationData as a patch of the item; throws MappingError (item Status 6). */
export function readItem(
  kind: ItemKind,
  data: Element,
  context: ReadContext<ItemKind>,
): PatchOf<ItemKind> {
  const mapper = MAPPERS[kind] as {
    read(data: Element, context: ReadContext<ItemKind>): PatchOf<ItemKind>
  }
  return mapper.read(data, context)
}
