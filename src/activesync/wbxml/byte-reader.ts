import { WbxmlError } from './wbxml-error.js'

/** Texts up to this length are put together by hand: cheaper than a call into the runtime. */
const SHORT = 24

/** Reads WBXML's basic types one after the other; each throws a WbxmlError where bytes are short. */
export class ByteReader {
  /** Offset of the next byte. */
  at = 0
  readonly #bytes: Buffer

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get length(): number {
    return this.#bytes.length
  }

  /** `what` is expected here, for the message. */
  byte(what: string): number {
    const value = this.#bytes[this.at]
    if (value === undefined)
      throw new WbxmlError(`The document ends where ${what} should be`, this.at)
    this.at++
    return value
  }

  /** WBXML 1.3, mb_u_int32: seven bits per byte, at most five bytes and 32 bits. */
  uint32(what: string): number {
    const start = this.at
    let value = 0
    for (let count = 0; count < 5; count++) {
      const byte = this.byte(what)
      value = value * 0x80 + (byte & 0x7f)
      if (byte < 0x80) {
        if (value > 0xffffffff) break
        return value
      }
    }
    throw new WbxmlError(`The number for ${what} is longer than 32 bits`, start)
  }

  /** A number of bytes, as a view; at most `limit` of them. */
  slice(length: number, limit: number, what: string): Buffer {
    if (length > limit) throw new WbxmlError(`${length} bytes of ${what}, limit ${limit},`, this.at)
    if (length > this.length - this.at) {
      const rest = this.length - this.at
      throw new WbxmlError(`${length} bytes of ${what} where only ${rest} are left`, this.at)
    }
    this.at += length
    return this.#bytes.subarray(this.at - length, this.at)
  }

  /** Text up to a NUL, which is skipped; at most `limit` bytes. Broken UTF-8 becomes U+FFFD. */
  text(limit: number): string {
    const start = this.at
    const bytes = this.#bytes
    let bits = 0
    let end = start
    for (let byte = bytes[end]; byte !== 0; byte = bytes[++end]) {
      if (byte === undefined) throw new WbxmlError('Text without its closing NUL', start)
      bits |= byte
    }
    const length = end - start
    if (length > limit) throw new WbxmlError(`${length} bytes of text, limit ${limit},`, start)
    this.at = end + 1
    if (bits >= 0x80) return bytes.toString('utf8', start, end)
    if (length > SHORT) return bytes.toString('latin1', start, end)
    let text = ''
    for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at] ?? 0)
    return text
  }
}
