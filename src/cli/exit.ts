import { DatabaseUnavailable, UserError } from '../errors.js'
import { InvalidValue } from '../store/names.js'
import type { Terminal } from './terminal.js'

/** Exit codes of every command. */
export const Exit = {
  Success: 0,
  Failure: 1,
  /** Wrong arguments, values or configuration; in `check` a refused login. */
  WrongUse: 2,
} as const

/** The command line or the configuration can't be used. */
export class UsageError extends UserError {
  override name = 'UsageError'
}

/** Runs a command and turns what it throws into words and an exit code. */
export async function guarded(
  at: { terminal: Terminal; json: boolean },
  run: () => Promise<number | undefined>,
): Promise<number> {
  try {
    return (await run()) ?? Exit.Success
  } catch (error) {
    const message = messageOf(error)
    at.terminal.stderr(`termingate: ${message}\n`)
    if (at.json) at.terminal.stdout(`${JSON.stringify({ error: message })}\n`)
    const wrongUse = error instanceof UsageError || error instanceof InvalidValue
    return wrongUse ? Exit.WrongUse : Exit.Failure
  }
}

function messageOf(error: unknown): string {
  if (error instanceof UserError) return error.message
  if (error instanceof DatabaseUnavailable) {
    return `${error.message} Nothing was changed; check the database and try again.`
  }
  return `A fault of termingate itself, please report it.\n${(error as Error)?.stack ?? error}`
}
