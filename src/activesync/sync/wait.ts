import { HttpError } from '../../errors.js'
import { stillHolds } from '../../store/sessions.js'
import { checkStanding } from '../admission.js'
import type { CommandContext } from '../command.js'
import { currentSession } from '../current-session.js'
import type { Folder } from '../folders.js'
import { Listening } from './listening.js'

export type Waiting = {
  folders: readonly Folder[]
  seconds: number
  /** Ends the wait early, like the client's closing its connection. */
  signal: AbortSignal
}

/** Changes made at nearly the same time go into one answer (a phone then asks once, not thrice). */
const GATHER_MS = 10
const LONGEST_TIMER_MS = 2_147_483_647

/**
 * Parks a request until `look` finds something or the time is up (null). Subscribes before the first
 * look: a change committed in between is then seen twice, never missed. Holds no connection.
 */
export async function waitForChange<Found>(
  context: CommandContext,
  waiting: Waiting,
  look: (context: CommandContext) => Promise<Found | null>,
): Promise<Found | null> {
  const serverIds = waiting.folders.map(({ serverId }) => serverId)
  const deadline = Date.now() + waiting.seconds * 1_000
  using listening = new Listening(context, serverIds)
  let current = context
  for (;;) {
    const found = await look(current)
    if (found !== null || waiting.signal.aborted) return found
    const until = Math.min(deadline, boundaryOf(current))
    const woken = await nextChange(listening, waiting.signal, until)
    if (waiting.signal.aborted || (!woken && Date.now() >= deadline)) return null
    if (woken) await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
    current = await renewed(context)
    if (listening.turnTo(current)) current = await renewed(context)
  }
}

/** One timer and one listener for each turn, both gone at its end. */
async function nextChange(
  subscription: { next(signal: AbortSignal): Promise<boolean> },
  signal: AbortSignal,
  until: number,
): Promise<boolean> {
  const turn = new AbortController()
  const end = () => turn.abort()
  const timer = setTimeout(end, Math.min(LONGEST_TIMER_MS, Math.max(0, until - Date.now())))
  signal.addEventListener('abort', end, { once: true })
  try {
    return await subscription.next(turn.signal)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', end)
  }
}

/** The next moment at which time alone changes what this device should hold. */
function boundaryOf({ app, device }: CommandContext): number {
  const shift = app.now().getTime() - Date.now()
  let first = Number.POSITIVE_INFINITY
  for (const { next_boundary_at } of device.states) {
    if (next_boundary_at) first = Math.min(first, Date.parse(next_boundary_at) - shift)
  }
  // One that has passed was looked at just now; the next Sync moves it.
  return first > Date.now() ? first : Number.POSITIVE_INFINITY
}

/**
 * The account and device as they are now.
 * @throws HttpError 401 when the login would be refused now, 503 in maintenance; StatusError when the
 *   device is let in no more
 */
export async function renewed(context: CommandContext): Promise<CommandContext> {
  const { app, session } = context
  const now = await currentSession(context)
  if (!now?.device || !stillHolds(session, now))
    throw new HttpError(401, 'This login does not hold any more.')
  if (now.maintenance) throw new HttpError(503, 'Maintenance.', { 'Retry-After': '300' })
  // Which of the commands that wait is all the same: none is among those let through.
  checkStanding(app.config, now.device, { command: 'Ping', version: context.version })
  return { ...context, session: now, device: now.device }
}
