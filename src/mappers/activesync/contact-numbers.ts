import {
  childOf,
  contentOf,
  type Element,
  element,
  type Tag,
} from '../../activesync/wbxml/element.js'
import type { Contact, ContactNumber, NumberKind, SyncSlot } from '../../store/model.js'
import { clean } from './codecs.js'
import type { ReadState } from './rule.js'

/** MS-ASCNTC: the places for numbers and the slots they stand for (R-ONO-136 to 138). */
export const NUMBER_SLOTS: readonly { tag: Tag; slot: SyncSlot; kind: NumberKind }[] = [
  { tag: 'Contacts:Email1Address', slot: 'email1', kind: 'email' },
  { tag: 'Contacts:Email2Address', slot: 'email2', kind: 'email' },
  { tag: 'Contacts:Email3Address', slot: 'email3', kind: 'email' },
  { tag: 'Contacts:BusinessFaxNumber', slot: 'business-fax', kind: 'fax' },
  { tag: 'Contacts:BusinessPhoneNumber', slot: 'business', kind: 'phone' },
  { tag: 'Contacts:Business2PhoneNumber', slot: 'business2', kind: 'phone' },
  { tag: 'Contacts:CarPhoneNumber', slot: 'car', kind: 'phone' },
  { tag: 'Contacts:HomeFaxNumber', slot: 'home-fax', kind: 'fax' },
  { tag: 'Contacts:HomePhoneNumber', slot: 'home', kind: 'phone' },
  { tag: 'Contacts:Home2PhoneNumber', slot: 'home2', kind: 'phone' },
  { tag: 'Contacts:MobilePhoneNumber', slot: 'mobile', kind: 'phone' },
  { tag: 'Contacts:PagerNumber', slot: 'pager', kind: 'phone' },
  { tag: 'Contacts:RadioPhoneNumber', slot: 'radio', kind: 'phone' },
  { tag: 'Contacts:AssistantPhoneNumber', slot: 'assistant', kind: 'phone' },
  { tag: 'Contacts2:CompanyMainPhone', slot: 'company', kind: 'phone' },
]

/** Where the default number goes when no number of its kind has a slot (R-ONO-156, 158). */
const FALLBACK: Record<NumberKind, SyncSlot> = { phone: 'home', fax: 'home-fax', email: 'email1' }
const MOBILE = /mobil|handy|cell/i

export function writeNumbers(contact: Contact): Element[] {
  const shown = shownNumbers(contact.numbers)
  return NUMBER_SLOTS.flatMap(({ tag, slot }) => {
    const value = clean(shown.get(slot) ?? '').trim()
    return value === '' ? [] : [element(tag, value)]
  })
}

/** What a client sees in each slot: the assigned numbers, or for a kind without any the fallback. */
export function shownNumbers(numbers: readonly ContactNumber[]): Map<SyncSlot, string> {
  const shown = new Map<SyncSlot, string>()
  for (const kind of ['phone', 'fax', 'email'] as const) {
    const all = numbers.filter((one) => one.kind === kind && one.value.trim() !== '')
    const assigned = all.filter((one) => one.slot !== null)
    for (const one of assigned) if (one.slot) shown.set(one.slot, one.value)
    if (assigned.length === 0) addFallback(shown, kind, all)
  }
  return shown
}

/**
 * Slots that a client changed (R-ONO-161, 162): the new value, or null where the number is taken out.
 * A value that the slot shows already, also by fallback, is no change.
 */
export function readNumbers(state: ReadState<Contact>): Partial<Record<SyncSlot, string | null>> {
  const shown = shownNumbers(state.current?.numbers ?? [])
  const slots: Partial<Record<SyncSlot, string | null>> = {}
  for (const { tag, slot, kind } of NUMBER_SLOTS) {
    const child = childOf(state.data, tag)
    if (!child && (!state.current || state.absence(tag) === 'keep')) continue
    const value = child ? numberText(contentOf(child), kind) : ''
    const before = shown.get(slot) ?? ''
    if (value !== clean(before).trim()) slots[slot] = value === '' ? null : value
  }
  return slots
}

/** The default number and, in addition, the first mobile one; once, if they are the same. */
function addFallback(
  shown: Map<SyncSlot, string>,
  kind: NumberKind,
  numbers: readonly ContactNumber[],
): void {
  const usual = numbers.find((one) => one.isDefault) ?? numbers[0]
  if (!usual) return
  const mobile = kind === 'phone' ? numbers.find((one) => MOBILE.test(one.type)) : undefined
  if (mobile) shown.set('mobile', MOBILE.test(usual.type) ? usual.value : mobile.value)
  if (kind !== 'phone' || !MOBILE.test(usual.type)) shown.set(FALLBACK[kind], usual.value)
}

/** Clients write mail addresses with a name around them: `"Ann" <ann@example.test>`. */
function numberText(text: string, kind: NumberKind): string {
  const value = clean(text).replace(/\s+/g, ' ').trim()
  if (kind !== 'email' || !value.endsWith('>')) return value
  return value.slice(value.lastIndexOf('<') + 1, -1).trim()
}
