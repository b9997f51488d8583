import type { Command } from '../command.js'
import { folderCreate } from './folder-create.js'
import { folderDelete } from './folder-delete.js'
import { folderSync } from './folder-sync.js'
import { folderUpdate } from './folder-update.js'
import { getItemEstimate } from './get-item-estimate.js'
import { itemOperations } from './item-operations.js'
import { ping } from './ping.js'
import { provision } from './provision.js'
import { settings } from './settings.js'
import { sync } from './sync/sync.js'

const TABLE: readonly Command[] = [
  sync,
  folderSync,
  folderCreate,
  folderUpdate,
  folderDelete,
  getItemEstimate,
  ping,
  itemOperations,
  provision,
  settings,
]

/** Every command by its name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  TABLE.map((command) => [command.name, command]),
)
