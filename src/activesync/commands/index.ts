import type { Command } from './command.js'

/** Every command by its name. */
export const commands: ReadonlyMap<string, Command> = new Map()
