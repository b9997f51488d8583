import { Ending } from '../../src/store/ending.js'

export function endingAfter(ms: number): Ending {
  const ending = new Ending()
  setTimeout(() => ending.end(), ms).unref()
  return ending
}
