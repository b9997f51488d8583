import { Connection, type HttpAnswer, type Outcome } from './connection.js'
import type { FuzzDevice } from './device.js'
import type { FuzzCase } from './fuzz-case.js'
import { mayPark } from './judge.js'
import { primeCase } from './prime.js'
import { render } from './render.js'

/** Beyond it a request hangs; a slow one is the campaign's matter. */
const PATIENCE_MS = 60_000
/** What parks is given up after this time. */
const PARKED_MS = 80

export type LineOptions = {
  port: number
  device: FuzzDevice
  onAnswer?: ((one: FuzzCase, answer: HttpAnswer) => void) | undefined
}

/** A device with its connection: sends cases, and takes up what the answers bring. */
export class Line {
  readonly #connection: Connection
  readonly #options: LineOptions

  constructor(options: LineOptions) {
    this.#options = options
    this.#connection = new Connection(options.port)
  }

  close(): void {
    this.#connection.close()
  }

  async send(one: FuzzCase): Promise<Outcome> {
    const patience = mayPark(one) ? PARKED_MS : PATIENCE_MS
    const request = render(one, this.#options.device)
    const outcome = await this.#connection.send(request, patience, one.method === 'HEAD')
    if ('answer' in outcome) this.#take(one, outcome.answer)
    return outcome
  }

  /** What a phone does when it lost its keys; what was not answered 200, which has to be. */
  async prime(): Promise<{ one: FuzzCase; got: string }[]> {
    const failed: { one: FuzzCase; got: string }[] = []
    for (const kind of this.#options.device.lacking()) {
      const one = primeCase(kind)
      const outcome = await this.send(one)
      const got = 'failure' in outcome ? outcome.failure : String(outcome.answer.status)
      if (got !== '200') failed.push({ one, got })
    }
    return failed
  }

  #take(one: FuzzCase, answer: HttpAnswer): void {
    const wbxml = answer.headers['content-type']?.startsWith('application/vnd.ms-sync.wbxml')
    if (!wbxml || answer.body.length === 0) return
    try {
      this.#options.device.learn(answer.body)
    } catch {
      return // for the judge
    }
    this.#options.onAnswer?.(one, answer)
  }
}
