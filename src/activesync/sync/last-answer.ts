import { createHash } from 'node:crypto'
import type { Id } from '../../store/model.js'
import type { ClientCommand, ItemResponse } from './client-command.js'
import { elementHash } from './element-hash.js'
import type { ServerCommand } from './server-command.js'

/** What led to a state's newest key: enough to give the same answer to the same request again. */
export type LastAnswer = {
  commands: [op: ServerCommand['op'], serverId: string, itemId: Id, foreign: boolean][]
  applied: AppliedCommand[]
  moreAvailable: boolean
}

/** A client's command by its print, and what became of it. */
export type AppliedCommand = { print: string; response: ItemResponse }

/** Equal for the same command sent again. */
export function printOf({ op, clientId, serverId, instanceId, data }: ClientCommand): string {
  const hash = createHash('sha1').update(JSON.stringify([op, clientId, serverId, instanceId]))
  if (data) hash.update(elementHash(data))
  return hash.digest('base64')
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
