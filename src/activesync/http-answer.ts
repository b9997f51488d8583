import type { IncomingMessage, ServerResponse } from 'node:http'
import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import { EVERY_ANSWER, WBXML_TYPE } from './headers.js'

/** Smaller answers gain nothing: one packet either way. */
const WORTH_PACKING = 1_024
/** Larger ones are packed in libuv's pool, smaller ones faster on the spot. */
const PACKED_ELSEWHERE = 4_096
const LEVEL = { level: 4 }
const NOTHING = { ...EVERY_ANSWER, 'Content-Length': '0' }

const gzipElsewhere = promisify(gzip)

/**
 * Sends a command's answer. An empty one carries no Content-Type, which MS-ASHTTP wants only with a
 * body; what breaks phones is a text/html there, and nothing here adds that.
 * @returns the bytes sent
 */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  body: Buffer | null,
): Promise<number> {
  if (body === null || body.length === 0) {
    response.writeHead(200, NOTHING).end()
    return 0
  }
  const packed = body.length > WORTH_PACKING && takesGzip(request.headers['accept-encoding'])
  const bytes = packed ? await pack(body) : body
  const headers = {
    ...EVERY_ANSWER,
    'Content-Type': WBXML_TYPE,
    'Content-Length': bytes.length,
    ...(packed && { 'Content-Encoding': 'gzip' }),
  }
  response.writeHead(200, headers).end(bytes)
  return bytes.length
}

function pack(body: Buffer): Promise<Buffer> | Buffer {
  return body.length > PACKED_ELSEWHERE ? gzipElsewhere(body, LEVEL) : gzipSync(body, LEVEL)
}

const GZIP = /(?:^|[,\s])(?:x-)?gzip\s*(?:$|,|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))/i

/** RFC 9110, Accept-Encoding: gzip is named, and not with q=0. */
export function takesGzip(header: string | string[] | undefined): boolean {
  return typeof header === 'string' && GZIP.test(header)
}
