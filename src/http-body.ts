import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate, inflateRaw } from 'node:zlib'
import { HttpError } from './errors.js'

const NOTHING = Buffer.alloc(0)
const unzippers = { gzip: promisify(gunzip), deflate: promisify(inflate) }
const rawDeflate = promisify(inflateRaw)

/**
 * The request's body, unpacked; at most `limit` bytes before and after.
 * @throws HttpError 413 beyond the limit, 400 for a broken or unknown encoding or a lost connection
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const { headers } = request
  const length = headers['content-length']
  if (headers['transfer-encoding'] === undefined && (length === undefined || length === '0')) {
    return NOTHING
  }
  if (Number(length) > limit) throw tooLarge(limit)
  const body = await receive(request, limit)
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity'
  return encoding === 'identity' || body.length === 0 ? body : unpack(body, encoding, limit)
}

function receive(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (request.destroyed) return reject(cutOff())
    const chunks: Buffer[] = []
    let size = 0
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= limit) chunks.push(chunk)
      else {
        chunks.length = 0
        reject(tooLarge(limit))
      }
    })
    request.on('end', () => {
      const [only] = chunks
      resolve(chunks.length === 1 && only ? only : Buffer.concat(chunks))
    })
    request.on('error', () => reject(cutOff()))
    request.on('close', () => {
      // After `end` as well, where making an error costs more than reading the body.
      if (!request.complete) reject(cutOff())
    })
  })
}

function cutOff(): HttpError {
  return new HttpError(400, 'The request was cut off.')
}

async function unpack(body: Buffer, encoding: string, limit: number): Promise<Buffer> {
  const options = { maxOutputLength: limit }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return await unzippers.gzip(body, options)
    if (encoding === 'deflate') {
      // RFC 9110 means the zlib format; some clients send the bare stream.
      const zlibFormat = ((body[0] ?? 0) & 0x0f) === 8 && body.readUInt16BE() % 31 === 0
      return await (zlibFormat ? unzippers.deflate : rawDeflate)(body, options)
    }
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limit)
    throw new HttpError(400, `The body is no valid ${encoding}.`)
  }
  throw new HttpError(400, 'This Content-Encoding is not known here: gzip and deflate are.')
}

/** What still comes in of the body is not wanted: the connection ends with the answer. */
function tooLarge(limit: number): HttpError {
  return new HttpError(413, `The request is larger than ${limit} bytes.`, { Connection: 'close' })
}
