import { contentOf } from '../../activesync/wbxml/element.js'
import type { ClientData } from '../../store/model.js'
import { keptElement, withEntry } from './client-data.js'
import type { RecurrenceExtras } from './recurrence.js'
import type { ReadState } from './rule.js'

type Class = 'Calendar' | 'Tasks'

/** Parts of a Recurrence that an RRULE does not hold, as they were kept for the client. */
export function keptExtras(kind: Class, clientData: ClientData): RecurrenceExtras {
  const node = keptElement(clientData, `${kind}:Recurrence`)
  const parts = node?.children.map((child) => [child.tag.split(':')[1] ?? '', contentOf(child)])
  return Object.fromEntries(parts ?? [])
}

export function keepExtras<T>(kind: Class, state: ReadState<T>, extras: RecurrenceExtras): void {
  const parts = Object.entries(extras).map(([part, text]) => [`${kind}:${part}`, text])
  const entry = parts.length === 0 ? undefined : Object.fromEntries(parts)
  state.clientData = withEntry(state.clientData, `${kind}:Recurrence`, entry)
}
