import { Ending } from '../../store/ending.js'
import type { Id } from '../../store/model.js'

/** The Ping parked for each device in this process. */
const parked = new Map<Id, Ending>()

export type ParkedPing = { ending: Ending; [Symbol.dispose](): void }

/** Parks a device's Ping until `open` ends; an older one of the same device ends (field-guide §2.3). */
export function parkPing(deviceId: Id, open: Ending): ParkedPing {
  parked.get(deviceId)?.end()
  const mine = new Ending()
  parked.set(deviceId, mine)
  const end = () => mine.end()
  open.onEnd(end)
  return {
    ending: mine,
    [Symbol.dispose]() {
      open.forget(end)
      if (parked.get(deviceId) === mine) parked.delete(deviceId)
    },
  }
}
