import { decode } from '../../src/activesync/wbxml/decode.js'
import { faultsOf } from '../support/answer-rules.js'
import type { RecordedAnswer } from '../support/recorded.js'
import { firstInvalid, xmlOf } from '../support/schema.js'
import type { HttpAnswer } from './connection.js'
import type { FuzzCase } from './fuzz-case.js'
import { isUsual } from './judge.js'

/** So many new forms of answers are held against the schemas at once. */
const AT_ONCE = 1_000

type Told = (one: FuzzCase, what: string) => void

/** Holds answers against the rules at once, and against the schemas once for each form. */
export class AnswerCheck {
  readonly #told: Told
  readonly #forms = new Set<string>()
  readonly #cases = new Map<RecordedAnswer, FuzzCase>()

  constructor(told: Told) {
    this.#told = told
  }

  take(one: FuzzCase, { body }: HttpAnswer): void {
    // With another HTTP the version may be another, too.
    if (!isUsual(one)) return
    const answer = decode(body)
    const recorded = { at: 0, command: one.command, version: one.version, request: null, answer }
    const faults = faultsOf(recorded)
    for (const fault of faults) this.#told(one, fault)
    if (faults.length > 0) return
    const form = one.version + xmlOf(answer).replace(/[\p{L}\d]+(?=[^<>]*<\/)/gu, 'a')
    if (this.#forms.has(form)) return
    this.#forms.add(form)
    this.#cases.set(recorded, one)
    if (this.#cases.size >= AT_ONCE) this.finish()
  }

  /** Holds those against the schemas that were not yet; a fault of one hides those of later ones. */
  finish(): void {
    const found = firstInvalid([...this.#cases.keys()])
    const one = found && this.#cases.get(found.one)
    if (one) this.#told(one, `not valid: ${found.errors}\n${xmlOf(found.one.answer)}`)
    this.#cases.clear()
  }
}
