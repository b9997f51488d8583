import { openBudget, settleBudget } from './add-limit.js'
import type { ClientChanges } from './apply-client-changes.js'
import type { ClientCommand } from './client-command.js'
import { applyAll, type Turn } from './collection-turn.js'
import { invite } from './invite.js'
import { keepDeletions } from './keep-deletions.js'
import type { AppliedCommand } from './last-answer.js'
import type { Scope } from './scope.js'

/** Applies a device's changes within the bounds for one that runs wild. */
export async function applyGuarded(
  turn: Turn,
  { scope, client }: { scope: Scope; client: ClientChanges },
  commands: readonly ClientCommand[],
): Promise<AppliedCommand[]> {
  const opened = await openBudget(turn, commands)
  client.adds = opened.budget
  const applied = await applyAll(client, commands)
  await settleBudget(turn, opened)
  await keepDeletions(turn, scope, client)
  await invite(turn, scope, client)
  return applied
}
