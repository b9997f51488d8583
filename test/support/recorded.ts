import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync, inflateSync } from 'node:zlib'
import { COMMAND_CODES } from '../../src/activesync/query-codes.js'
import { decode } from '../../src/activesync/wbxml/decode.js'
import type { Element } from '../../src/activesync/wbxml/element.js'

/** An answer of some gateway with the request it was for. */
export type RecordedAnswer = {
  /** Milliseconds since 1970. */
  at: number
  command: string
  version: string
  /** Null where it was empty or can't be read. */
  request: Element | null
  answer: Element
}

type Line = {
  at: number
  url: string
  version: string
  encoding: string
  request: string
  answer: string
}

const added: RecordedAnswer[] = []

/** For answers that went over no HTTP: they are checked with the others of this file of tests. */
export function addRecorded(one: RecordedAnswer): void {
  added.push(one)
}

export function takeAdded(): RecordedAnswer[] {
  return added.splice(0)
}

/** What `record-answers.cjs` wrote to a directory. Throws for an answer that is no WBXML. */
export function readRecorded(directory: string): RecordedAnswer[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory).flatMap((file) =>
    readFileSync(join(directory, file), 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => read(JSON.parse(line) as Line)),
  )
}

function read({ at, url, version: header, encoding, request, answer }: Line): RecordedAnswer {
  const { command, version } = readQuery(url.slice(url.indexOf('?') + 1), header)
  const bytes = Buffer.from(request, 'base64')
  return {
    ...{ at, command, version },
    request: readRequest(bytes, encoding),
    answer: decode(Buffer.from(answer, 'base64')),
  }
}

/** As far as it can be read: also requests that are refused are answered in some version. */
function readQuery(query: string, header: string): { command: string; version: string } {
  const text = decodeURIComponent(query)
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) {
    return { command: /(?:^|&)cmd=(\w+)/i.exec(query)?.[1] ?? '?', version: header }
  }
  const [version = 0, code] = Buffer.from(text, 'base64')
  return {
    command: COMMAND_CODES[code ?? -1] ?? `command ${code}`,
    version: (version / 10).toFixed(1),
  }
}

function readRequest(bytes: Buffer, encoding: string): Element | null {
  try {
    if (encoding === 'gzip') return decode(gunzipSync(bytes))
    return bytes.length === 0 ? null : decode(encoding === 'deflate' ? inflateSync(bytes) : bytes)
  } catch {
    return null
  }
}
