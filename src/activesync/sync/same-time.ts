import type { Element, Tag } from '../wbxml/element.js'
import { elementHash } from './element-hash.js'

const TIMES: ReadonlySet<Tag> = new Set<Tag>([
  'Calendar:StartTime',
  'Calendar:EndTime',
  'Calendar:Recurrence',
])

/** Whether two renderings of an appointment lie at the same time. */
export function sameTime(a: Element, b: Element): boolean {
  return timesIn(a).equals(timesIn(b))
}

function timesIn(data: Element): Buffer {
  return elementHash({ ...data, children: data.children.filter(({ tag }) => TIMES.has(tag)) })
}
