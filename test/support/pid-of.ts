import { firstThat } from './eventually.js'
import type { Gateway } from './gateway.js'

/** What `serve --json` says of its process; the log of a worker may be there before. */
export async function pidOf(started: Gateway): Promise<number> {
  const found = async () => /^\{"url":.*"pid":(\d+).*\}$/m.exec(started.logs)?.[1]
  return Number(await firstThat(found, (pid) => pid !== undefined))
}
