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
  type Place,
  START,
  type Step,
} from './store/device-upkeep.js'
import { forgetTombstones } from './store/journal-upkeep.js'
import { forgetMails } from './store/outbox.js'
import { forgetSignIns } from './store/sign-ins.js'
import type { Sql } from './store/sql.js'
import { vacuumEmbedded } from './store/vacuum.js'
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

/**
 * Rows of one transaction, which takes a few milliseconds, so that a Sync hardly waits for the embedded
 * database's one connection. A folder is hundreds of rows, a deletion some.
 */
const ROWS = 500
const FOLDERS = 2
const DELETIONS = 50

/**
 * An Add whose answer got lost may come again when its device returns, and must not make a second
 * item. It is a small row, so it stays longer than what a device holds.
 */
const ADDS_KEPT_DAYS = 365

type Guards = Config['guards']
type Forget = (tx: Sql, batch: Batch, from: Place) => Promise<Step>
type Chore = {
  /** Forgets so many at most of what was over before. */
  forget: Forget
  limit: number
  /** How long it is kept; null = for ever. */
  days: (guards: Guards) => number | null
}

/** For what is found by its age: again until there is none. */
const byAge =
  (forget: (tx: Sql, batch: Batch) => Promise<number>): Forget =>
  async (tx, batch, from) => {
    const forgotten = await forget(tx, batch)
    return { forgotten, next: forgotten > 0 ? from : null }
  }

const simply = (
  forget: (tx: Sql, batch: Batch) => Promise<number>,
  days: Chore['days'],
): Chore => ({
  forget: byAge(forget),
  limit: ROWS,
  days,
})

/** What gathers, and how long it is of use. */
const CHORES = {
  states: {
    forget: forgetHoldings,
    limit: FOLDERS,
    days: ({ deviceStateDays }) => deviceStateDays || null,
  },
  adds: simply(forgetOldAdds, ({ deviceStateDays }) =>
    deviceStateDays ? Math.max(ADDS_KEPT_DAYS, deviceStateDays) : null,
  ),
  // After the states: what a device held that is forgotten now keeps none of it. Applications read the
  // journal as well, with cursors that nobody here knows (docs/integration.md).
  journal: { forget: forgetTombstones, limit: ROWS, days: () => 30 },
  deletions: { ...simply(forgetDeletions, ({ undoDays }) => undoDays), limit: DELETIONS },
  // That a mail came again is known for this time after it was done.
  mails: simply(forgetMails, () => 30),
  exchanges: simply(forgetDeviceLog, () => LOG_KEPT_DAYS),
  // So long a device that still sends a revoked app password is known for that.
  appPasswords: simply(forgetAppPasswords, () => 400),
  // Addresses are people's: kept as long as they help to find a fault.
  signIns: simply(forgetSignIns, () => 90),
  answers: simply(forgetAnswers, () => ANSWER_HOURS / 24),
  webSessions: simply(forgetWebSessions, () => 0),
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
    const vacuumed = await vacuumEmbedded(app.database, stopping.signal)
    if (vacuumed.length > 0) app.log.info({ vacuumed }, 'took room of forgotten rows back')
    return forgotten
  }

  async function inBatches({ forget, limit }: Chore, days: number): Promise<number> {
    const batch = { before: new Date(app.now().getTime() - days * DAY_MS), limit }
    let done = 0
    for (let from: Place | null = START; from && !stopping.signal.aborted; ) {
      const place: Place = from
      const step = await app.database.transact(async (tx) => {
        await lockUpkeep(tx)
        return await forget(tx, batch, place)
      })
      done += step.forgotten
      from = step.next
    }
    return done
  }

  /** After what this gateway is at. */
  function runNext(): Promise<Forgotten> {
    const next = running.then(run)
    running = next.catch(() => {})
    return next
  }

  function runInBackground(): void {
    runNext().catch((error) => app.log.warn({ err: error }, 'upkeep of the database failed'))
  }

  return {
    start() {
      runInBackground()
      timer = setInterval(runInBackground, EVERY_MS)
      timer.unref()
    },
    run: runNext,
    async close() {
      stopping.abort()
      clearInterval(timer)
      await running
    },
  }
}
