import type { StateRow } from '../../store/sync-states.js'
import type { Apart, LastAnswer } from './last-answer.js'
import type { ServerChanges } from './server-command.js'

/** What is left to be told alone now that the device has taken the last answer; null = nothing. */
export function leftApart(state: StateRow): Apart | null {
  const answer = state.last_answer as LastAnswer | null
  if (!answer?.apart) return null
  const { suspects, unseen, probing, accused } = answer.apart
  const told = new Set(answer.commands.map(([, serverId]) => serverId))
  const left = suspects.filter((id) => !told.has(id))
  if (left.length === 0) return null
  const suspect = probing ?? (accused !== undefined && !told.has(accused) ? accused : undefined)
  const still = { suspects: left, unseen: unseen.filter((id) => !told.has(id)) }
  return { ...still, ...(suspect !== undefined && { accused: suspect }) }
}

/** To go with the next answer. When that is the last one, who is not in it is none any more. */
export function apartWith(
  apart: Apart | null,
  server: Pick<ServerChanges, 'commands' | 'moreAvailable'>,
  complete: boolean,
): { apart?: Apart } {
  if (!apart) return {}
  if (!complete || server.moreAvailable) return { apart }
  const told = new Set(server.commands.map(({ serverId }) => serverId))
  const suspects = apart.suspects.filter((id) => told.has(id))
  return suspects.length === 0 ? {} : { apart: { ...apart, suspects } }
}
