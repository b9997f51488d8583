import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { decode } from '../../src/activesync/wbxml/decode.js'
import { type Element, element, textOf } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'

export type Reply = {
  status?: number
  headers?: Record<string, string>
  body?: Element | string | Uint8Array | null
  gzip?: boolean
}

export type Received = {
  method: string
  path: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  body: Buffer
  /** The document in the body; null for an empty one or one of another type. */
  root: Element | null
}

export type FakeServer = {
  baseUrl: string
  requests: Received[]
  close(): Promise<void>
}

/** A server on loopback that answers as the test says; null leaves the request unanswered. */
export async function fakeServer(answer: (request: Received) => Reply | null): Promise<FakeServer> {
  const requests: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      const received = read(request, Buffer.concat(chunks))
      requests.push(received)
      const reply = answer(received)
      if (reply) write(response, reply)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}`, requests, close: () => closed(server) }
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

function read(request: IncomingMessage, body: Buffer): Received {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const wbxml = request.headers['content-type'] === 'application/vnd.ms-sync.wbxml'
  return {
    method: request.method ?? '',
    path: url.pathname,
    query: url.searchParams,
    headers: request.headers,
    body,
    root: wbxml && body.length > 0 ? decode(body) : null,
  }
}

function write(response: ServerResponse, { status = 200, headers = {}, body, gzip }: Reply): void {
  const isElement = body !== null && typeof body === 'object' && 'tag' in body
  const bytes = isElement ? encode(body) : Buffer.from(body ?? '')
  response.statusCode = status
  if (isElement) response.setHeader('content-type', 'application/vnd.ms-sync.wbxml')
  if (gzip) response.setHeader('content-encoding', 'gzip')
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  response.end(gzip ? gzipSync(bytes) : bytes)
}

/** A Sync answer with one collection. */
export function syncAnswer(collectionId: string, key: string, more: Element[] = []): Element {
  return element('AirSync:Sync', [
    element('AirSync:Collections', [
      element('AirSync:Collection', [
        element('AirSync:SyncKey', key),
        element('AirSync:CollectionId', collectionId),
        element('AirSync:Status', 1),
        ...more,
      ]),
    ]),
  ])
}

/** Commands with Adds of these items. */
export function adds(items: Record<string, Element[]>): Element {
  const commands = Object.entries(items).map(([serverId, data]) =>
    element('AirSync:Add', [
      element('AirSync:ServerId', serverId),
      element('AirSync:ApplicationData', data),
    ]),
  )
  return element('AirSync:Commands', commands)
}

/** What a Sync request asks of its first collection. */
export function askedCollection({ root }: Received): { id: string; key: string } {
  const collection = root?.children[0]?.children[0]
  return {
    id: textOf(collection, 'AirSync:CollectionId') ?? '',
    key: textOf(collection, 'AirSync:SyncKey') ?? '',
  }
}
