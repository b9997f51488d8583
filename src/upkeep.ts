import type { Config } from './config.js'
import type { AppContext } from './context.js'
import { ANSWER_HOURS, forgetAnswers } from './store/api-answers.js'
import { forgetAppPasswords } from './store/app-passwords.js'
import { forgetDeviceLog, LOG_KEPT_DAYS } from './store/device-log.js'
import {
  type Batch,
  forgetDeletions,
  forgetHoldings,
  forgetOldAdds,
  lockUpkeep,
} from './store/device-upkeep.js'
import { forgetMails } from './store/outbox.js'
import { forgetSignIns } from './store/sign-ins.js'
import type { Sql } from './store/sql.js'
import { forgetWebSessions } from './store/web-sessions.js'

/** How many rows of each sort were forgotten. */
export type Forgotten = Record<Sort, number>

/** The regular work on what gathers in the database. */
export type Upkeep = {
  /** At once, and every few hours. */
  start(): void
  /** Once, now. */
  run(): Promise<Forgotten>
  close(): Promise<void>
}

const EVERY_MS = 6 * 3_600_000
const DAY_MS = 86_400_000

/** Small, so that a Sync hardly waits for the embedded database's one connection. */
const BATCH = 20

/**
 * An Add whose answer got lost may come again when its device returns, and must not make a second
 * item. It is a small row, so it stays longer than what a device holds.
 */
const ADDS_KEPT_DAYS = 365

type Guards = Config['guards']
type Chore = {
  /** Forgets so many at most of what was over before. */
  forget: (tx: Sql, batch: Batch) => Promise<number>
  /** How long it is kept; null = for ever. */
  days: (guards: Guards) => number | null
}

/** What gathers, and how long it is of use. */
const CHORES = {
  states: { forget: forgetHoldings, days: ({ deviceStateDays }) => deviceStateDays || null },
  adds: {
    forget: forgetOldAdds,
    days: ({ deviceStateDays }) =>
      deviceStateDays ? Math.max(ADDS_KEPT_DAYS, deviceStateDays) : null,
  },
  deletions: { forget: forgetDeletions, days: ({ undoDays }) => undoDays },
  // That a mail came again is known for this time after it was done.
  mails: { forget: forgetMails, days: () => 30 },
  exchanges: { forget: forgetDeviceLog, days: () => LOG_KEPT_DAYS },
  // So long a device that still sends a revoked app password is known for that.
  appPasswords: { forget: forgetAppPasswords, days: () => 400 },
  // Addresses are people's: kept as long as they help to find a fault.
  signIns: { forget: forgetSignIns, days: () => 90 },
  answers: { forget: forgetAnswers, days: () => ANSWER_HOURS / 24 },
  webSessions: { forget: forgetWebSessions, days: () => 0 },
} satisfies Record<string, Chore>

type Sort = keyof typeof CHORES
const SORTS = Object.keys(CHORES) as Sort[]

export function createUpkeep(app: AppContext): Upkeep {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()

  async function run(): Promise<Forgotten> {
    const forgotten = Object.fromEntries(SORTS.map((sort) => [sort, 0])) as Forgotten
    for (const sort of SORTS) {
      const chore: Chore = CHORES[sort]
      const days = chore.days(app.config.guards)
      if (days !== null) forgotten[sort] = await inBatches(chore, days)
    }
    if (SORTS.some((sort) => forgotten[sort] > 0)) app.log.info(forgotten, 'forgot what was over')
    return forgotten
  }

  async function inBatches({ forget }: Chore, days: number): Promise<number> {
    const batch = { before: new Date(app.now().getTime() - days * DAY_MS), limit: BATCH }
    let done = 0
    while (!stopping.signal.aborted) {
      const some = await app.database.transact(async (tx) =>
        (await lockUpkeep(tx)) ? await forget(tx, batch) : 0,
      )
      if (some === 0) break
      done += some
    }
    return done
  }

  function runInBackground(): void {
    running = running
      .then(run)
      .catch((error) => app.log.warn({ err: error }, 'upkeep of the database failed'))
  }

  return {
    start() {
      runInBackground()
      timer = setInterval(runInBackground, EVERY_MS)
      timer.unref()
    },
    run,
    async close() {
      stopping.abort()
      clearInterval(timer)
      await running
    },
  }
}
