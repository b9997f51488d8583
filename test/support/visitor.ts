import { HttpClient } from '../../src/client/http.js'
import { PASSWORD } from './tenant.js'

export type Shown = {
  status: number
  text: string
  location: string | undefined
  headers: Record<string, string | string[] | undefined>
}

/** A browser without a screen: keeps cookies, follows nothing, sends any form. */
export class Visitor {
  readonly #http = new HttpClient()
  readonly #cookies = new Map<string, string>()
  readonly #baseUrl: string

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl
  }

  async signIn(login: string, password = PASSWORD): Promise<Shown> {
    return await this.post('/admin/sign-in', { user: login, password })
  }

  get(path: string): Promise<Shown> {
    return this.#send('GET', path, {}, null)
  }

  /** A form as a program sends it: without the page's token unless it is given. */
  post(path: string, fields: Fields, headers: Record<string, string> = {}): Promise<Shown> {
    const form = 'application/x-www-form-urlencoded'
    return this.#send('POST', path, { 'Content-Type': form, ...headers }, encoded(fields))
  }

  /** The form of a page that has it: with its hidden token. */
  async submit(page: string, path: string, fields: Fields): Promise<Shown> {
    return await this.post(path, { ...fields, csrf: await this.token(page) })
  }

  async token(page: string): Promise<string> {
    const { text } = await this.get(page)
    return /name="csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
  }

  close(): void {
    this.#http.close()
  }

  async #send(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body: Buffer | null,
  ): Promise<Shown> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const sent = cookie ? { ...headers, Cookie: cookie } : headers
    const url = this.#baseUrl + path
    const answer = await this.#http.send({ method, url, headers: sent, body, timeoutMs: 30_000 })
    for (const line of [answer.headers['set-cookie'] ?? []].flat()) this.#keep(line)
    return {
      status: answer.status,
      text: answer.body.toString('utf8'),
      location: [answer.headers.location].flat()[0],
      headers: answer.headers,
    }
  }

  #keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    if (value === '') this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }
}

type Fields = Record<string, string | readonly string[]>

function encoded(fields: Fields): Buffer {
  const form = new URLSearchParams()
  for (const [name, values] of Object.entries(fields)) {
    for (const value of [values].flat()) form.append(name, value)
  }
  return Buffer.from(`${form}`)
}
