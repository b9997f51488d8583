import { lacksCopy } from '../../mappers/activesync/index.js'
import type { Contact, ItemKind, ItemOf } from '../../store/model.js'
import type { HeldItem } from '../../store/sync-items.js'
import { VERSION } from '../../version.js'
import type { Element } from '../wbxml/element.js'
import { render } from './render.js'
import type { Scope } from './scope.js'
import type { Entry } from './selection.js'
import type { ServerCommand } from './server-command.js'
import { refuses } from './set-aside.js'

/** What comes of an item that should be on the device, as it is now. */
export type Comparison = {
  /** Null: nothing to be written. */
  row: HeldItem | null
  /** Null: nothing that the device does not have, or does not take. */
  command: (ServerCommand & { data: Element }) | null
  /** It can't be rendered, and that is news. */
  broken: boolean
}

const NOTHING: Comparison = { row: null, command: null, broken: false }

export function compareItem(
  { kind, mapper, wakePictures }: Scope,
  item: ItemOf<ItemKind>,
  { entry, held }: { entry: Entry; held: HeldItem | undefined },
): Comparison {
  const { serverId, itemId } = entry
  const rendered = render(kind, item, { entry, mapper })
  if (kind === 'contact' && lacksCopy(item as Contact, mapper.rules)) wakePictures()
  const before = held?.hash ?? null
  const row: HeldItem = {
    server_id: serverId,
    item_id: itemId,
    hash: before,
    problem: null,
    own: held?.own ?? false,
    pending: null,
  }
  if ('problem' in rendered) {
    const { problem } = rendered
    const broken = { ...row, problem, refused: held?.refused ?? null, problem_version: VERSION }
    return { row: broken, command: null, broken: held?.problem !== problem }
  }
  if (held && refuses(held, rendered.hash)) {
    return { ...NOTHING, row: { ...held, pending: null } }
  }
  const isSame = before !== null && rendered.hash.equals(before)
  if (isSame && held?.pending !== 'echo') {
    // Written only if something else about it was noted.
    const noted = held?.pending != null || held?.problem != null
    return noted ? { ...NOTHING, row } : NOTHING
  }
  const foreign = before !== null && !isSame
  const op = before === null ? 'Add' : 'Change'
  const command = { op, serverId, itemId, foreign, data: rendered.data } as const
  row.hash = rendered.hash
  return { row, command, broken: false }
}
