import type { ContactNumber, NumberKind, SyncSlot } from '../../store/model.js'
import { type ContentLine, clean, param, unescapeText } from '../text/content-line.js'
import { all, byPreference, type Card, typesOf } from './card.js'

type Row = {
  /** TYPE of the card. */
  type: string
  /** Type in the application's words. */
  word: string
  /** Slots it takes, the first free one. */
  slots: readonly SyncSlot[]
}

/**
 * Telephone types (RFC 6350, TEL; RFC 2426, TEL), the first that fits counts. Numbers of no type
 * go where an assisted entry puts them: home, then second home (R-ONO-155).
 */
const PHONES: readonly Row[] = [
  { type: 'CELL', word: 'mobile', slots: ['mobile'] },
  { type: 'IPHONE', word: 'mobile', slots: ['mobile'] },
  { type: 'PAGER', word: 'pager', slots: ['pager'] },
  { type: 'CAR', word: 'car', slots: ['car'] },
  { type: 'X-RADIO', word: 'radio', slots: ['radio'] },
  { type: 'X-ASSISTANT', word: 'assistant', slots: ['assistant'] },
  { type: 'X-COMPANY', word: 'company', slots: ['company'] },
  { type: 'MAIN', word: 'company', slots: ['company'] },
  { type: 'WORK', word: 'office', slots: ['business', 'business2'] },
  { type: 'HOME', word: 'private', slots: ['home', 'home2'] },
  { type: '', word: 'phone', slots: ['home', 'home2'] },
]

/** A fax of no type is the private one; a second of its kind has no slot (R-ONO-155). */
const FAXES: readonly Row[] = [
  { type: 'WORK', word: 'office', slots: ['business-fax'] },
  { type: 'HOME', word: 'private', slots: ['home-fax'] },
  { type: '', word: 'fax', slots: ['home-fax'] },
]

const EMAILS: readonly Row[] = [
  { type: 'WORK', word: 'office', slots: ['email1', 'email2', 'email3'] },
  { type: 'HOME', word: 'private', slots: ['email1', 'email2', 'email3'] },
  { type: '', word: 'email', slots: ['email1', 'email2', 'email3'] },
]

const ROWS: Readonly<Record<NumberKind, readonly Row[]>> = {
  phone: PHONES,
  fax: FAXES,
  email: EMAILS,
}

/** Apple's labels of groups, to TYPEs. */
const LABELS: Readonly<Record<string, string>> = {
  assistantphone: 'X-ASSISTANT',
  assistant: 'X-ASSISTANT',
  carphone: 'CAR',
  car: 'CAR',
  radio: 'X-RADIO',
  companymain: 'MAIN',
  company: 'MAIN',
  main: 'MAIN',
  mobile: 'CELL',
  iphone: 'CELL',
  pager: 'PAGER',
  home: 'HOME',
  work: 'WORK',
  homefax: 'FAX',
  workfax: 'FAX',
}

const MOST_NUMBERS = 100
const LONGEST_NUMBER = 320

export type Numbers = Omit<ContactNumber, 'id'>[]

/**
 * TEL and EMAIL as numbers, in the order of the card: type, default flag (the preferred one of each
 * kind), and the sync slots filled in, the preferred ones first (R-ONO-136 to 138).
 */
export function readNumbers(card: Card): Numbers {
  const lines = [...all(card, 'TEL'), ...all(card, 'EMAIL')].slice(0, MOST_NUMBERS)
  const read = new Map<ContentLine, Number>()
  const taken = new Set<SyncSlot>()
  for (const line of byPreference(lines)) {
    const number = readNumber(line, card, taken)
    const others = [...read.values()]
    if (number === null || others.some((one) => isSame(one, number))) continue
    if (number.slot !== null) taken.add(number.slot)
    number.isDefault = !others.some((one) => one.kind === number.kind)
    read.set(line, number)
  }
  return lines.flatMap((line) => read.get(line) ?? [])
}

type Number = Numbers[number]

function isSame(a: Number, b: Number): boolean {
  return a.kind === b.kind && a.type === b.type && a.value === b.value
}

function readNumber(line: ContentLine, card: Card, taken: ReadonlySet<SyncSlot>): Number | null {
  const value = unescapeText(line.value)
    .replace(/^(?:tel|mailto):/i, '')
    .trim()
  if (value === '' || value.length > LONGEST_NUMBER) return null
  const label = card.labels.get(line.group) ?? ''
  const types = typesOf(line)
  const labelled = LABELS[label.replace(/[ _-]/g, '').toLowerCase()]
  if (labelled !== undefined) types.add(labelled)
  const kind: NumberKind = line.name === 'EMAIL' ? 'email' : types.has('FAX') ? 'fax' : 'phone'
  const row = ROWS[kind].find((one) => one.type === '' || types.has(one.type))
  const word = row === undefined || (row.type === '' && label !== '') ? label : row.word
  return {
    kind,
    type: param(line, 'X-TERMINGATE-TYPE') ?? clean(word).slice(0, 60),
    value,
    isDefault: false,
    slot: slotOf(line, { kind, taken, wanted: row?.slots ?? [] }),
  }
}

type Wanted = { kind: NumberKind; taken: ReadonlySet<SyncSlot>; wanted: readonly SyncSlot[] }

/** Our own export says the slot, also that there is none; otherwise the first free one. */
function slotOf(line: ContentLine, { kind, taken, wanted }: Wanted): SyncSlot | null {
  const own = param(line, 'X-TERMINGATE-SLOT')?.toLowerCase()
  if (own === 'none') return null
  const known = ROWS[kind].flatMap((row) => row.slots).find((slot) => slot === own)
  if (known !== undefined) return taken.has(known) ? null : known
  return wanted.find((slot) => !taken.has(slot)) ?? null
}

/** TYPEs that say a number's place to other programs; its own type and slot go beside them. */
export function wireTypes(number: Number): string[] {
  const rows = ROWS[number.kind]
  const bySlot =
    number.slot === null ? undefined : rows.find((row) => row.slots.some((s) => s === number.slot))
  const row = rows.find((one) => one.word === number.type) ?? bySlot
  const place = row === undefined || row.type === '' ? [] : [row.type.toLowerCase()]
  return number.kind === 'fax' ? ['fax', ...place] : place
}
