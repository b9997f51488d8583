import { deflateSync, gzipSync } from 'node:zlib'
import { base64Query } from '../../src/client/query.js'
import type { FuzzCase } from './fuzz-case.js'

/** Who sends: what stands for the places in a case, such as `Calendar.key`. */
export type Sender = {
  login: string
  password: string
  deviceId: string
  deviceType: string
  policyKey: number
  valueOf(place: string): string
}

const PLACE = /\{\{([\w.]+)\}\}/g
const ENCODERS = { identity: (body: Buffer) => body, gzip: gzipSync, deflate: deflateSync }

/** The bytes that go over the wire. */
export function render(one: FuzzCase, sender: Sender): Buffer {
  const fill = (text: string) => text.replace(PLACE, (_, place: string) => sender.valueOf(place))
  const plain = one.body === null ? null : fill(Buffer.from(one.body, 'base64').toString('latin1'))
  const body = plain === null ? null : ENCODERS[one.encoding](Buffer.from(plain, 'latin1'))
  const query = fill(queryOf(one, sender))
  const head = [`${one.method} ${one.path}?${query} HTTP/1.1`, ...headersOf(one, sender, body)]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), framed(one, body)])
}

function queryOf({ command, version, query }: FuzzCase, sender: Sender): string {
  const { login: user, deviceId, deviceType, policyKey } = sender
  const fields = new URLSearchParams({
    Cmd: command,
    User: user,
    DeviceId: deviceId,
    DeviceType: deviceType,
  })
  if (query.form === 'plain') return fields + query.more
  try {
    const bytes = Buffer.from(
      base64Query({ command, user, deviceId, deviceType, version, policyKey }),
      'base64',
    )
    for (const [at, byte] of query.flips) bytes[Math.floor(at * bytes.length)] = byte
    return bytes.toString('base64') + query.more
  } catch {
    return fields + query.more // a command without a code
  }
}

function headersOf(one: FuzzCase, sender: Sender, body: Buffer | null): string[] {
  const login = Buffer.from(`${sender.login}:${sender.password}`).toString('base64')
  const all: Record<string, string | null> = {
    host: '127.0.0.1',
    authorization: `Basic ${login}`,
    'ms-asprotocolversion': one.version,
    'x-ms-policykey': String(sender.policyKey),
    'user-agent': 'Fuzz/1.0',
    'content-type': body ? 'application/vnd.ms-sync.wbxml' : null,
    'content-encoding': one.encoding === 'identity' ? null : one.encoding,
    ...one.headers,
    ...framing(one, body),
  }
  return Object.entries(all).flatMap(([name, value]) => (value === null ? [] : `${name}: ${value}`))
}

function framing({ framing: how }: FuzzCase, body: Buffer | null): Record<string, string> {
  if (body === null) return { 'content-length': '0' }
  if (how === 'chunked') return { 'transfer-encoding': 'chunked' }
  const wrong = { length: 0, 'too-short': -Math.ceil(body.length / 3), 'too-long': 7 }[how]
  // What is behind a body that is said to be too short must not be taken for the next request.
  const close = how === 'length' ? {} : { connection: 'close' }
  return { 'content-length': String(body.length + wrong), ...close }
}

function framed({ framing: how }: FuzzCase, body: Buffer | null): Buffer {
  if (body === null || how !== 'chunked') return body ?? Buffer.alloc(0)
  const half = Math.ceil(body.length / 2)
  const chunks = [body.subarray(0, half), body.subarray(half)].filter(({ length }) => length > 0)
  const parts = chunks.flatMap((chunk) => [
    Buffer.from(`${chunk.length.toString(16)}\r\n`),
    chunk,
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}
