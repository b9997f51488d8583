import type { Logger } from 'pino'
import type { Config } from './config.js'
import type { MailSender } from './mail/mail-sender.js'
import type { Metrics } from './metrics/metrics.js'
import type { Monitor } from './monitor/monitor.js'
import type { PictureCopies } from './pictures/picture-copies.js'
import type { Database } from './store/database.js'

/** What the composition root makes once and every request uses. */
export type AppContext = {
  config: Config
  database: Database
  log: Logger
  /** The present instant; tests shift it. */
  now(): Date
  pictures: Pick<PictureCopies, 'wake'>
  mail: Pick<MailSender, 'wake'>
  metrics: Metrics
  monitor: Pick<Monitor, 'parked' | 'count'>
}
