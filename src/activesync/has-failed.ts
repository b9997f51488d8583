/** What a command answers when all is well, where that is more than a status of 1. */
const GOOD: Readonly<Record<string, readonly string[]>> = {
  MoveItems: ['3'],
  // Changes, a heartbeat out of bounds, folders to be asked for: each leads on by itself.
  Ping: ['1', '2', '5', '7'],
  GetAttachment: ['none'],
  // There is a new list of folders.
  Sync: ['1', '12'],
}

export type Ended = { command: string; http: number; status: unknown }

/** Whether a request of a phone ended in a way that somebody may ask about. */
export function hasFailed({ command, http, status }: Ended): boolean {
  if (http >= 400) return true
  if (status === undefined) return false
  const good = GOOD[command] ?? ['1']
  // MeetingResponse has one for each meeting.
  const text = `${status}`
  return !good.includes(text) && !text.split(' ').every((one) => good.includes(one))
}
