import type { AppContext } from '../../context.js'
import type { Sql } from '../../store/database.js'
import type { ItemFacts } from '../../store/item-facts.js'
import { loadItems } from '../../store/items.js'
import { COLLECTION_KINDS, type CollectionKind, KIND_OF_COLLECTION } from '../../store/model.js'
import type { Session, SessionDevice } from '../../store/session.js'
import { type HeldItem, heldInAnyFolder } from '../../store/sync-items.js'
import { loadState } from '../../store/sync-states.js'
import { type Folder, foldersFor } from '../folders.js'
import { isProtocolVersion, type ProtocolVersion } from '../protocol-version.js'
import { storedOptions } from '../sync/collection-options.js'
import { render } from '../sync/render.js'
import { KIND_OF_CLASS, type Scope, scopeOf } from '../sync/scope.js'
import type { Entry } from '../sync/selection.js'

/** What explaining needs of the composition root. */
export type ExplainApp = Pick<AppContext, 'config' | 'database' | 'now'>

/** One item as seen from one account, and from one of its devices if there is one. */
export type Subject = {
  app: ExplainApp
  session: Session
  item: ItemFacts | null
  collectionKind: CollectionKind
  /** The folder that the item would be in; null if the account is not offered such folders. */
  folder: Folder | null
  device: SessionDevice | null
  /** Null without a device that synchronized the folder. */
  scope: Scope | null
  held: readonly HeldItem[]
}

const LATEST: ProtocolVersion = '16.1'

/** The version in which the device spoke last; the latest without a device. */
export function versionOf(device: SessionDevice | null): ProtocolVersion {
  const version = device?.protocol_version ?? ''
  return isProtocolVersion(version) ? version : LATEST
}

export async function subjectOf(
  app: ExplainApp,
  session: Session,
  { item, collectionKind }: Pick<Subject, 'item' | 'collectionKind'>,
): Promise<Subject> {
  const { device } = session
  const version = versionOf(device)
  const folders = foldersFor({ session, app, version })
  const home = homeOf(session, { item, collectionKind })
  const isIt = (one: Folder) => one.collectionId === home?.id || holdsAll(one, collectionKind)
  const folder = folders.find(isIt) ?? null
  const plain = { app, session, item, collectionKind, folder, device, scope: null, held: [] }
  if (!device || !item) return plain
  const owner = { tenantId: session.tenant.id, deviceId: device.id }
  const held = await heldInAnyFolder(app.database, owner, { id: item.id, collectionKind })
  const subject = { ...plain, held }
  if (!folder) return subject
  const ref = { ...owner, folderId: folder.serverId }
  const state = await loadState(app.database, ref)
  if (!state) return subject
  const pictures = { wake: () => {} }
  const source = {
    ...({ session, device, version } as const),
    app: { ...app, pictures },
  }
  const scope = scopeOf(source, folder, storedOptions(state.options))
  return { ...subject, scope }
}

/** The only folder of its kind that the device shows. */
function holdsAll({ merged, className }: Folder, kind: CollectionKind): boolean {
  return merged && className !== 'Email' && KIND_OF_CLASS[className] === KIND_OF_COLLECTION[kind]
}

function homeOf(
  { collections }: Session,
  { item, collectionKind }: Pick<Subject, 'item' | 'collectionKind'>,
) {
  const homeId = item?.homeId ?? null
  return collections.find(({ id, kind, name }) =>
    homeId === null ? kind === collectionKind && name === null : id === homeId,
  )
}

export function collectionKindOf(kind: ItemFacts['kind']): CollectionKind {
  const found = COLLECTION_KINDS.find((one) => KIND_OF_COLLECTION[one] === kind)
  if (!found) throw new Error(`No collection holds ${kind}`)
  return found
}

/** The hash of what the device should hold of each entry, or why it can't be rendered. */
export async function renderedNow(
  sql: Sql,
  scope: Scope,
  entries: readonly Entry[],
): Promise<({ entry: Entry } & ({ hash: Buffer } | { problem: string }))[]> {
  const ids = [...new Set(entries.map(({ itemId }) => itemId))]
  const items = await loadItems(sql, scope.kind, { tenantId: scope.ref.tenantId, ids })
  return entries.flatMap((entry) => {
    const item = items.find(({ id }) => id === entry.itemId)
    return item ? [{ entry, ...render(scope.kind, item, { entry, mapper: scope.mapper }) }] : []
  })
}
