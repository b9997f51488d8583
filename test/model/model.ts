import type { Editor, Pending } from './editor.js'
import type { ModelItem } from './items.js'
import type { Kind } from './steps.js'

/**
 * What there is, told by what was done and answered alone: the gateway and its database are held
 * against it.
 */
export class ReferenceModel {
  readonly items: ModelItem[] = []
  #counter = 0

  /** Not yet in the model: that is what an answered Add, or the office's deed, brings about. */
  draft(kind: Kind, addedBy: number | null, when: { start: number; days: number }): ModelItem {
    const mark = `${kind[0]}${++this.#counter}`
    const title = `${mark}.0`
    return {
      ...{ mark, kind, title, id: null, ...when, addedBy },
      ...{ gone: false, done: false, wasAway: false, broken: false, wasBroken: false },
      ...{ movedBy: new Set(), writers: new Set([addedBy ?? ('office' as const)]) },
      authors: new Map([[title, addedBy ?? 'office']]),
    }
  }

  /** A title that nothing has had yet. */
  newTitle({ mark }: ModelItem): string {
    return `${mark}.${++this.#counter}`
  }

  get counter(): number {
    return this.#counter
  }

  ofTitle(title: string): ModelItem | undefined {
    const mark = title.split('.')[0]
    return this.items.find((item) => item.mark === mark)
  }

  /** One of those that are there, chosen by number. */
  choose(kind: Kind, which: number, fits: (item: ModelItem) => boolean): ModelItem | undefined {
    const all = this.items.filter((item) => item.kind === kind && fits(item))
    return all[which % Math.max(1, all.length)]
  }

  /** What a command has come to that the server answered for the first time. */
  answered(one: Pending, status: number, editor: Editor): void {
    if (status === 1) {
      this.#mayBeApplied(one, editor)
      this.apply(one, editor.index)
      return
    }
    const { item, deed } = one
    const what = `${deed} ${one.title} by phone ${editor.index} got ${status}`
    if (status === 7 && deed !== 'adds') {
      if (editor.conflict === 0) throw new Error(`${what}, although the client wins`)
      const others = [...item.writers].some((author) => author !== editor.index)
      if (!others && !item.wasBroken) throw new Error(`${what}, although nobody else wrote`)
      return
    }
    const left = item.wasAway || item.kind === 'Calendar'
    if (status === 8 && deed !== 'adds' && left) return
    throw new Error(what)
  }

  apply(one: Pending, author: number): void {
    const { item, deed, title } = one
    if (deed === 'adds') {
      if (!this.items.includes(item)) this.items.push(item)
      return
    }
    item.writers.add(author)
    if (deed === 'deletes') {
      Object.assign(item, { gone: true, wasAway: true })
      return
    }
    item.title = title
    if (one.start !== null && one.start !== item.start) {
      item.start = one.start
      item.movedBy.add(author)
    }
    if (deed === 'finishes') Object.assign(item, { done: true, wasAway: true })
    item.authors.set(title, author)
  }

  /** Where the server wins, nothing may be overwritten that the user has not seen. */
  #mayBeApplied({ item, deed, base, title }: Pending, editor: Editor): void {
    if (deed === 'adds' || editor.conflict === 0) return
    if (item.wasBroken || item.gone || item.done) return
    const seen = item.title === base || item.authors.get(item.title) === editor.index
    if (!seen) throw new Error(`${deed} ${title} overwrote ${item.title}, seen was ${base}`)
  }
}
