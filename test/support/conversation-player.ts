import { setTimeout as sleep } from 'node:timers/promises'
import { decode } from '../../src/activesync/wbxml/decode.js'
import { contentOf } from '../../src/activesync/wbxml/element.js'
import { HttpClient } from '../../src/client/http.js'
import { bytesOf, type Part, partOf, partsOf } from './conversation.js'
import { expectHeard, type Heard, select } from './conversation-expect.js'

/** What a conversation needs of the world around the client. */
export type Stage = {
  baseUrl: string
  /** Texts for the placeholders, `{{name}}`: `user` and `password` at least. */
  values: Record<string, string>
  /** What others do meanwhile, by name. */
  actions: Record<string, () => Promise<unknown>>
}

const WBXML = 'application/vnd.ms-sync.wbxml'
/** Long enough for a Ping to be parked, as a change has to wake it. */
const PARKED_MS = 400

/** Plays a client's conversation to a gateway and holds each answer against what it reads there. */
export class ConversationPlayer {
  readonly #conversation: Part
  readonly #stage: Stage
  readonly #values: Map<string, string>
  readonly #http = new HttpClient()

  constructor(conversation: Part, stage: Stage) {
    this.#conversation = conversation
    this.#stage = stage
    this.#values = new Map(Object.entries(conversation.attributes))
  }

  async play(): Promise<void> {
    try {
      for (const part of this.#conversation.children) await this.#part(part)
    } finally {
      this.#http.close()
    }
  }

  async #part(part: Part): Promise<void> {
    if (part.name === 'do') await this.#act(part.attributes.action ?? '')
    if (part.name === 'set') this.#values.set(part.attributes.name ?? '', this.#fill(part.text))
    if (part.name !== 'step') return
    const times = Number(part.attributes.times ?? '1')
    for (let time = 0; time < times; time++) await this.#step(part)
  }

  async #act(name: string): Promise<void> {
    const action = this.#stage.actions[name]
    if (!action) throw new Error(`No action ${name}`)
    await action()
  }

  async #step(step: Part): Promise<void> {
    const { during, name } = step.attributes
    const begun = this.#send(step)
    if (during !== undefined) {
      const first = await Promise.race([begun.then(() => 'answered'), sleep(PARKED_MS, 'waiting')])
      expect([name, first]).toEqual([name, 'waiting'])
      await this.#act(during)
    }
    const heard = await begun
    expectHeard(step, heard, (text) => this.#fill(text))
    for (const part of partsOf(step, 'remember')) this.#remember(part, heard)
  }

  #remember({ attributes: { name = '', path = '' } }: Part, heard: Heard): void {
    const [found, ...more] = select(heard.body, this.#fill(path))
    expect([name, path, found !== undefined, more.length]).toEqual([name, path, true, 0])
    if (found) this.#values.set(name, contentOf(found))
  }

  async #send(step: Part): Promise<Heard> {
    const method = (step.attributes.method ?? 'POST') as 'GET' | 'POST' | 'OPTIONS'
    const body = this.#body(step)
    const http = await this.#http.send({
      method,
      url: this.#stage.baseUrl + this.#url(step),
      headers: this.#headers(step, body !== null),
      body,
      timeoutMs: 60_000,
    })
    const isDocument = http.headers['content-type'] === WBXML && http.body.length > 0
    const answer = isDocument ? decode(http.body) : null
    return { http, body: answer }
  }

  #url(step: Part): string {
    if (step.attributes.url !== undefined) return this.#fill(step.attributes.url)
    this.#values.set('command', step.attributes.command ?? '')
    this.#values.set('code', step.attributes.code ?? '')
    const query = partOf(this.#conversation, 'query')
    const text = this.#fill(query?.text ?? '')
    const inBase64 = query?.attributes.form === 'base64'
    const sent = inBase64 ? bytesOf(text).toString('base64') : text
    return `/Microsoft-Server-ActiveSync?${sent}`
  }

  /** The conversation's headers and the step's own; an empty one is not sent. */
  #headers(step: Part, hasBody: boolean): Record<string, string> {
    const headers: Record<string, string> = hasBody ? { 'Content-Type': WBXML } : {}
    if (step.attributes.login !== 'none') headers.Authorization = this.#authorization()
    for (const part of [...partsOf(this.#conversation, 'header'), ...partsOf(step, 'header')]) {
      headers[part.attributes.name ?? ''] = this.#fill(part.text)
    }
    return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''))
  }

  #authorization(): string {
    const login = this.#fill(this.#conversation.attributes.login ?? '{{user}}')
    const charset = this.#conversation.attributes.charset === 'latin1' ? 'latin1' : 'utf8'
    const pair = Buffer.from(`${login}:${this.#stage.values.password}`, charset)
    return `Basic ${pair.toString('base64')}`
  }

  #body(step: Part): Buffer | null {
    const text = partOf(step, 'text')
    if (text) return Buffer.from(this.#fill(text.text), 'utf8')
    const wbxml = partOf(step, 'wbxml')
    return wbxml ? this.#filledBytes(bytesOf(wbxml.text)) : null
  }

  /** Placeholders stand in inline strings, which end with a NUL and have no length to keep. */
  #filledBytes(bytes: Buffer): Buffer {
    const filled = this.#fill(bytes.toString('latin1'), (value) =>
      Buffer.from(value, 'utf8').toString('latin1'),
    )
    return Buffer.from(filled, 'latin1')
  }

  #fill(text: string, form = (value: string) => value): string {
    return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
      const value = this.#stage.values[name] ?? this.#values.get(name)
      if (value === undefined) throw new Error(`Nothing is known as ${name}`)
      return form(value)
    })
  }
}
