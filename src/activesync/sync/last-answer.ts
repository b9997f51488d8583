import { createHash } from 'node:crypto'
import type { Id } from '../../store/model.js'
import type { StateRow } from '../../store/sync-states.js'
import type { ClientCommand, ItemResponse } from './client-command.js'
import { elementHash } from './element-hash.js'
import type { Tries } from './evidence.js'
import type { ServerCommand } from './server-command.js'

/** What led to a state's newest key: enough to give the same answer to the same request again. */
export type LastAnswer = {
  commands: [op: ServerCommand['op'], serverId: string, itemId: Id, foreign: boolean][]
  applied: AppliedCommand[]
  moreAvailable: boolean
  /** The generation it answers to; unset = the one before. */
  base?: number
  /** How often the device asked for it again. */
  tries?: Tries
  apart?: Apart
  /** Answers to the same generation that this one was given instead of. */
  given?: { generation: number; commands: LastAnswer['commands'] }[]
}

/** The device did not get over an answer: its items are told one at a time. */
export type Apart = {
  /** Their ServerIds, as far as the device has not taken them. */
  suspects: string[]
  /** Those of them that somebody else changed: what the device does to them is a conflict. */
  unseen: string[]
  /** Not even this one alone: the present answer is empty, to see whether the device takes that. */
  probing?: string
  /** It did. */
  accused?: string
}

/** A client's command by its print, and what became of it. */
export type AppliedCommand = { print: string; response: ItemResponse }

/** As `keyKind` needs it. */
export function keysOf({ epoch, generation, last_answer }: StateRow) {
  const answer = last_answer as LastAnswer | null
  return { epoch, generation, base: answer && (answer.base ?? generation - 1) }
}

/** Equal for the same command sent again. */
export function printOf({ op, clientId, serverId, instanceId, data }: ClientCommand): string {
  const hash = createHash('sha1').update(JSON.stringify([op, clientId, serverId, instanceId]))
  if (data) hash.update(elementHash(data))
  return hash.digest('base64')
}

/** Items of these commands of which a device that lost them has another version, or none. */
export function unseenIn(commands: LastAnswer['commands']): string[] {
  // An Add of what the device has, too: its Delete was refused, and then not asked for again.
  const unseen = commands.filter(([op, , , foreign]) => foreign || op === 'Add')
  return unseen.map(([, serverId]) => serverId)
}

export function answerOf(
  commands: readonly ServerCommand[],
  applied: AppliedCommand[],
  moreAvailable: boolean,
): LastAnswer {
  return {
    commands: commands.map(({ op, serverId, itemId, foreign }) => [
      op,
      serverId,
      itemId,
      foreign ?? false,
    ]),
    applied,
    moreAvailable,
  }
}
