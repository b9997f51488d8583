import { hasFailed } from '../has-failed.js'

/** How a request of a device ended: `key` names what to say of it, such as `Sync 3` or `http 503`. */
export type Outcome = { failed: boolean; key: string; status: string }

/** From 101 on a status means the same with every command (MS-ASCMD, Common Status Codes). */
const FIRST_COMMON = 101

/** `told`: HTTP status, and the command's own after a slash, as a device's row has it. */
export function outcomeOf(command: string, told: string): Outcome {
  const [http = '', status] = told.split('/')
  const failed = hasFailed({ command, http: Number(http), status })
  if (Number(http) >= 400 || status === undefined)
    return { failed, key: `http ${http}`, status: told }
  const place = Number(status) >= FIRST_COMMON ? 'any' : command
  return { failed, key: `${place} ${status}`, status }
}
