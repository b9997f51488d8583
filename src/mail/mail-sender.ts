import { AsyncResource } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { createTransport } from 'nodemailer'
import type { Logger } from 'pino'
import type { Database } from '../store/database.js'
import {
  type ClaimedMail,
  claimMail,
  type MailOutcome,
  releaseMails,
  settleMail,
} from '../store/outbox.js'

/** Hands what is in the outbox to the mail server, in the background. */
export type MailSender = {
  /** Sends all that is due, one after the other. */
  wake(): void
  /** At once, and whenever an attempt is due again. */
  start(): Promise<void>
  /** Waits a little for a mail under way. */
  close(): Promise<void>
}

/** Longer than an attempt may take; then another gateway takes the mail over. */
const LEASE_SECONDS = 150
const ATTEMPT_MS = 120_000
const TIMEOUTS = { connectionTimeout: 10_000, greetingTimeout: 15_000, socketTimeout: 30_000 }
const LOOK_AGAIN_MS = 30_000
const CLOSING_MS = 3_000

/** Seconds after each failed attempt until the next one: about two days in all. */
const RETRIES = [30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 57_600, 57_600] as const

type Parts = { smtpUrl: string; database: Database; log: Logger }

/** Without a mail server it does nothing: mails that wait stay, and go out when there is one. */
export function createMailSender(parts: {
  smtpUrl: string | null
  database: Database
  log: Logger
}): MailSender {
  const { smtpUrl } = parts
  if (smtpUrl === null) {
    return { wake() {}, start: () => Promise.resolve(), close: () => Promise.resolve() }
  }
  return activeSender({ ...parts, smtpUrl })
}

function activeSender(parts: Parts): MailSender {
  const { smtpUrl, database, log } = parts
  const closing = new AbortController()
  const transport = createTransport({ url: smtpUrl, ...TIMEOUTS })
  let timer: NodeJS.Timeout | undefined
  let working: Promise<void> | null = null
  let again = false
  const wake = () => {
    again = working !== null
    if (again || closing.signal.aborted) return
    working = work(database, { log, signal: closing.signal, submit })
      .catch((error) => log.warn({ err: error }, 'mails not sent'))
      .finally(() => {
        working = null
        if (again) wake()
      })
  }
  const submit: Submit = async ({ sender, recipients, message }) => {
    const envelope = { from: sender, to: recipients }
    const { rejected } = await transport.sendMail({ envelope, raw: message })
    return rejected.length
  }
  const bound = AsyncResource.bind(wake)
  return {
    // Bound to this place: a Sync wakes it within its own asynchronous context.
    wake: bound,
    async start() {
      // Nobody else is on the embedded database: what was being sent is left by a killed gateway.
      if (database.kind === 'pglite') await releaseMails(database)
      bound()
      timer = setInterval(bound, LOOK_AGAIN_MS)
      timer.unref()
    },
    async close() {
      closing.abort()
      clearInterval(timer)
      await Promise.race([working, sleep(CLOSING_MS, undefined, { ref: false })])
      transport.close()
    },
  }
}

/** The number of recipients that the mail server did not take. */
type Submit = (mail: ClaimedMail) => Promise<number>

async function work(
  database: Database,
  { log, signal, submit }: { log: Logger; signal: AbortSignal; submit: Submit },
): Promise<void> {
  while (!signal.aborted) {
    const mail = await claimMail(database, LEASE_SECONDS)
    if (!mail) return
    const outcome = await attempt(mail, submit)
    const { tenantId, id, attempts } = mail
    if (!outcome.sent) {
      const { problem, retrySeconds = null } = outcome
      log.warn({ tenantId, mail: id, attempts, problem, retrySeconds }, 'mail not sent')
    }
    await settleMail(database, mail, outcome)
  }
}

async function attempt(mail: ClaimedMail, submit: Submit): Promise<MailOutcome> {
  try {
    const tooLong = sleep(ATTEMPT_MS, null, { ref: false })
    const rejected = await Promise.race([submit(mail), tooLong])
    if (rejected === null) throw new Error('The mail server took too long')
    return { sent: true }
  } catch (error) {
    return failed(error as SmtpError, mail.attempts)
  }
}

type SmtpError = Error & { responseCode?: number; code?: string }

/** RFC 5321: 5yz is final, but not for a login, which an administrator mends. */
function failed({ code, responseCode = 0, message }: SmtpError, attempts: number): MailOutcome {
  const problem = `${code ?? 'ERROR'} ${responseCode || ''} ${message}`.slice(0, 300)
  const retrySeconds = RETRIES[attempts - 1]
  const final = (responseCode >= 500 && code !== 'EAUTH') || retrySeconds === undefined
  return { sent: false, problem, ...(!final && { retrySeconds }) }
}
