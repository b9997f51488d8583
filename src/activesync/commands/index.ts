import type { Command } from '../command.js'
import { folderSync } from './folder-sync.js'
import { getItemEstimate } from './get-item-estimate.js'
import { itemOperations } from './item-operations.js'
import { ping } from './ping.js'
import { provision } from './provision.js'
import { settings } from './settings.js'
import { sync } from './sync/sync.js'

const TABLE: readonly Command[] = [
  sync,
  folderSync,
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
