import type { AppContext } from './context.js'
import { ANSWER_HOURS, forgetAnswers } from './store/api-answers.js'
import { forgetAppPasswords } from './store/app-passwords.js'
import {
  type Batch,
  forgetDeletions,
  forgetHoldings,
  forgetOldAdds,
  lockUpkeep,
} from './store/device-upkeep.js'
import { forgetMails } from './store/outbox.js'
import type { Sql } from './store/sql.js'

/** What was forgotten: states of folders, Adds, deletions, mails, app passwords, answers to programs. */
export type Forgotten = {
  states: number
  adds: number
  deletions: number
  mails: number
  appPasswords: number
  answers: number
}

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

/** That a mail came again is known for this time after it was done. */
const MAILS_KEPT_DAYS = 30

/** So long a device that still sends a revoked app password is known for that. */
const REVOKED_KEPT_DAYS = 400

export function createUpkeep(app: AppContext): Upkeep {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let running: Promise<unknown> = Promise.resolve()

  async function run(): Promise<Forgotten> {
    const { deviceStateDays, undoDays } = app.config.guards
    const forgotten = { states: 0, adds: 0, deletions: 0, mails: 0, appPasswords: 0, answers: 0 }
    if (deviceStateDays > 0) {
      forgotten.states = await inBatches(forgetHoldings, deviceStateDays)
      const days = Math.max(ADDS_KEPT_DAYS, deviceStateDays)
      forgotten.adds = await inBatches(forgetOldAdds, days)
    }
    forgotten.deletions = await inBatches(forgetDeletions, undoDays)
    forgotten.mails = await inBatches(forgetMails, MAILS_KEPT_DAYS)
    forgotten.appPasswords = await inBatches(forgetAppPasswords, REVOKED_KEPT_DAYS)
    forgotten.answers = await inBatches(forgetAnswers, ANSWER_HOURS / 24)
    if (Object.values(forgotten).some((count) => count > 0)) {
      app.log.info(forgotten, 'forgot what devices not seen for long held, and old deletions')
    }
    return forgotten
  }

  async function inBatches(
    work: (tx: Sql, batch: Batch) => Promise<number>,
    days: number,
  ): Promise<number> {
    const batch = { before: new Date(app.now().getTime() - days * DAY_MS), limit: BATCH }
    let done = 0
    while (!stopping.signal.aborted) {
      const some = await app.database.transact(async (tx) =>
        (await lockUpkeep(tx)) ? await work(tx, batch) : 0,
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
