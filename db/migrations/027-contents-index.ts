import type { OnlineIndex } from './migration.js'

/** Exchanges with what people wrote: forgotten after a day, among many that stay for a week. */
export const index: OnlineIndex = {
  name: 'device_log_contents',
  on: 'on device_log (at) where not masked',
}
