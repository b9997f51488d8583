import pLimit from 'p-limit'
import { HttpError, maintenanceError } from '../../errors.js'
import type { Parked } from '../../monitor/parked-requests.js'
import { Ending } from '../../store/ending.js'
import { stillHolds } from '../../store/session.js'
import { checkStanding } from '../admission.js'
import type { CommandContext } from '../command.js'
import { currentSession } from '../current-session.js'
import type { Folder } from '../folders.js'
import { Listening } from './listening.js'

export type Waiting = {
  command: 'Ping' | 'Sync'
  folders: readonly Folder[]
  seconds: number
  /** Ends the wait early, like the client's closing its connection. */
  ending: Ending
}

/** Changes made at nearly the same time go into one answer (a phone then asks once, not thrice). */
const GATHER_MS = 10
/**
 * Of many that are woken at once so many look for what is new, as many statements as the database's pool
 * has under way: the first are answered soon, and other requests need not queue behind a thousand.
 */
const inTurn = pLimit(64)
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
  using _noWork = context.pause()
  using parked = park(context, waiting)
  using listening = new Listening(context, serverIds)
  let current = context
  let found = await look(current)
  for (;;) {
    if (found !== null || waiting.ending.ended) return found
    const until = Math.min(deadline, boundaryOf(current))
    context.note({ waited: true })
    const woken = await nextChange(listening, { until, ending: waiting.ending, parked })
    // A phone comes again after a while; the answer of a Ping would have it come at once.
    if (parked.ended) throw maintenanceError()
    if (waiting.ending.ended || (!woken && Date.now() >= deadline)) return null
    if (woken) await new Promise((resolve) => setTimeout(resolve, GATHER_MS))
    found = await inTurn(async () => {
      if (waiting.ending.ended) return null
      current = await renewed(context)
      if (listening.turnTo(current)) current = await renewed(context)
      return await look(current)
    })
  }
}

/** For administrators to see, and for maintenance to end. */
function park({ app, session, device }: CommandContext, waiting: Waiting): Parked {
  return app.monitor.parked.enter({
    tenantId: session.tenant.id,
    user: `${session.account.name}_${session.tenant.name}`,
    device: device.device_id,
    deviceId: device.id,
    command: waiting.command,
    seconds: Math.round(waiting.seconds),
  })
}

type Turn = { until: number; ending: Ending; parked: Parked }

/** One timer and one listener for each turn, both gone at its end. */
async function nextChange(
  subscription: { next(ending: Ending): Promise<boolean> },
  { until, ending, parked }: Turn,
): Promise<boolean> {
  const turn = new Ending()
  const end = () => turn.end()
  parked.onEnd(end)
  const timer = setTimeout(end, Math.min(LONGEST_TIMER_MS, Math.max(0, until - Date.now())))
  ending.onEnd(end)
  try {
    return await subscription.next(turn)
  } finally {
    clearTimeout(timer)
    parked.forget(end)
    ending.forget(end)
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
 * @throws HttpError 401 when the login would be refused now, 503 in maintenance and for a device that
 *   was removed, which comes again as a new one; StatusError when it is let in no more
 */
export async function renewed(context: CommandContext): Promise<CommandContext> {
  const { app, session } = context
  const now = await currentSession(context)
  if (!now || !stillHolds(session, now))
    throw new HttpError(401, 'This login does not hold any more.')
  if (now.maintenance) throw maintenanceError()
  if (!now.device) throw new HttpError(503, 'This device was removed.', { 'Retry-After': '5' })
  // Which of the commands that wait is all the same: none is among those let through.
  checkStanding(app.config, now.device, { command: 'Ping', version: context.version })
  return { ...context, session: now, device: now.device }
}
