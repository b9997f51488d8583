import type { ToldFolder } from './folders.js'

/** What turns one list of folders into another. */
export type FolderChanges = {
  updated: ToldFolder[]
  deleted: string[]
  added: ToldFolder[]
}

/** What a device that holds `before` must be told so that it holds `after`. */
export function changesBetween(
  before: readonly ToldFolder[],
  after: readonly ToldFolder[],
): FolderChanges {
  const old = new Map(before.map((folder) => [folder.serverId, folder]))
  const kept = new Set(after.map((folder) => folder.serverId))
  return {
    updated: after.filter((folder) => {
      const was = old.get(folder.serverId)
      return was !== undefined && !sameFolder(was, folder)
    }),
    // Last first: what lies in a folder goes before it does.
    deleted: before.flatMap(({ serverId }) => (kept.has(serverId) ? [] : serverId)).reverse(),
    added: after.filter((folder) => !old.has(folder.serverId)),
  }
}

function sameFolder(a: ToldFolder, b: ToldFolder): boolean {
  return a.displayName === b.displayName && a.type === b.type && a.parentId === b.parentId
}

export function countOf({ updated, deleted, added }: FolderChanges): number {
  return updated.length + deleted.length + added.length
}
