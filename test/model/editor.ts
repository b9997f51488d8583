import { textOf } from '../../src/activesync/wbxml/element.js'
import type { CollectionAnswer } from '../../src/client/answers.js'
import type { ClientCommand } from '../../src/client/requests.js'
import type { Phone, SendOptions } from '../support/phone.js'
import { withTexts } from '../support/phone.js'
import { dataOf, type ModelItem, startOf, TITLE, titleOf } from './items.js'
import type { Kind, PhoneDeed } from './steps.js'

/** What a phone's user did and the server has not acknowledged yet. */
export type Pending = {
  command: Exclude<ClientCommand, { kind: 'fetch' }>
  deed: Exclude<PhoneDeed, 'undoes'>
  /** Of an Add, the item to be; else the item that the copy is of. */
  item: ModelItem
  /** What the item says after it. */
  title: string
  /** What the copy said before; null for an Add. */
  base: string | null
  /** When it begins after it; null for what has no start. */
  start: number | null
  /** The server's answer, if one was given, whether or not it came. */
  answered: { status: number; serverId?: string | undefined } | null
  /** Known from the database after a disaster. */
  applied: boolean
}

/** A phone in its user's hands: edits gather, and go out with each Sync until they are answered. */
export class Editor {
  readonly phone: Phone
  readonly index: number
  readonly pending: Record<Kind, Pending[]> = { Calendar: [], Tasks: [], Contacts: [] }
  readonly filters: Record<Kind, number> = { Calendar: 0, Tasks: 0, Contacts: 0 }
  readonly conflict: number | undefined
  #adds = 0

  constructor(phone: Phone, index: number) {
    this.phone = phone
    this.index = index
    // The last phone's user wins, whatever the office did.
    this.conflict = index === 2 ? 0 : undefined
    for (const kind of ['Calendar', 'Tasks', 'Contacts'] as const) this.useFilter(kind, 0)
  }

  useFilter(kind: Kind, filterType: number): void {
    this.filters[kind] = filterType
    const conflict = this.conflict === undefined ? {} : { conflict: this.conflict }
    const filter = filterType === 0 ? {} : { filterType }
    this.phone.use(kind, { windowSize: 2 + this.index, ...filter, ...conflict })
  }

  isNew(kind: Kind): boolean {
    return this.phone.replica(kind).syncKey === '0'
  }

  add(item: ModelItem): void {
    const clientId = `p${this.index}-${++this.#adds}`
    const command = { kind: 'add', clientId, data: dataOf(item) } as const
    this.#queue({ command, deed: 'adds', item, title: item.title, base: null, start: null })
  }

  /** A copy with nothing pending, chosen by number. */
  choose(kind: Kind, which: number): { serverId: string; title: string } | null {
    const busy = new Set(
      this.pending[kind].map(({ command }) => ('serverId' in command ? command.serverId : '')),
    )
    const free = [...this.phone.items(kind)].filter(([id]) => !busy.has(id))
    const [serverId, data] = free[which % Math.max(1, free.length)] ?? []
    return serverId && data ? { serverId, title: titleOf(kind, data) } : null
  }

  edit(item: ModelItem, copy: { serverId: string; title: string }, title: string): void {
    const { serverId } = copy
    const before = this.phone.items(item.kind).get(serverId)
    if (!before) throw new Error(`No ${serverId} to edit`)
    const data = withTexts(before, { [TITLE[item.kind]]: title })
    const command = { kind: 'change', serverId, data } as const
    // All of the copy is sent, and so that it is completed, if it is.
    const deed = textOf(before, 'Tasks:Complete') === '1' ? 'finishes' : 'edits'
    this.#queue({ command, deed, item, title, base: copy.title, start: startOf(before) })
  }

  finish(item: ModelItem, copy: { serverId: string; title: string }, when: Date): void {
    const { serverId } = copy
    const before = this.phone.items('Tasks').get(serverId)
    if (!before) throw new Error(`No ${serverId} to finish`)
    const data = withTexts(before, {
      'Tasks:Complete': '1',
      'Tasks:DateCompleted': when.toISOString(),
    })
    const command = { kind: 'change', serverId, data } as const
    this.#queue({
      command,
      deed: 'finishes',
      item,
      title: copy.title,
      base: copy.title,
      start: null,
    })
  }

  remove(item: ModelItem, copy: { serverId: string; title: string }): void {
    const command = { kind: 'delete', serverId: copy.serverId } as const
    this.#queue({
      command,
      deed: 'deletes',
      item,
      title: item.title,
      base: copy.title,
      start: null,
    })
  }

  /** All copies are thrown away, and with them what was done to them; new items stay. */
  beginAnew(kind: Kind): void {
    this.phone.replica(kind).reset()
    this.pending[kind] = this.pending[kind].filter(({ deed }) => deed === 'adds')
  }

  /** What the next Sync says, the key given so that it can be said again. */
  request(kind: Kind, getChanges: boolean): SendOptions & { key: string } {
    const key = this.phone.replica(kind).syncKey
    if (key === '0') return { key }
    return { key, getChanges, commands: this.pending[kind].map(({ command }) => command) }
  }

  /** Takes an answer over: the results first, as the items of the commands may be in it. */
  take(kind: Kind, answer: CollectionAnswer, sent: readonly Pending[]): void {
    const replica = this.phone.replica(kind)
    for (const { command, answered } of sent) {
      if (command.kind === 'add') {
        if (answered?.status === 1) replica.applyAdded(resultOf(answer, command), command.data)
      } else if (command.kind === 'delete') replica.items.delete(command.serverId)
      else if (answered?.status === 1) replica.items.set(command.serverId, command.data)
    }
    this.pending[kind] = this.pending[kind].filter((one) => !sent.includes(one))
    this.phone.take(kind, answer)
  }

  #queue(one: Omit<Pending, 'answered' | 'applied'>): void {
    this.pending[one.item.kind].push({ ...one, answered: null, applied: false })
  }
}

/** MS-ASCMD, Responses: a Change or Delete is answered only when it failed. */
export function resultOf(answer: CollectionAnswer, command: Pending['command']) {
  const found = answer.results.find((one) =>
    command.kind === 'add' ? one.clientId === command.clientId : one.serverId === command.serverId,
  )
  if (found) return found
  if (command.kind === 'add') throw new Error(`No answer to the Add ${command.clientId}`)
  return { kind: command.kind, status: 1, serverId: command.serverId }
}
