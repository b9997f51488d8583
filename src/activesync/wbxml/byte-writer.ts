const FIRST_SIZE = 4096

/** The longest UTF-8 form of one UTF-16 unit. */
const MOST_BYTES_PER_UNIT = 3

/** Texts up to this length are written by hand: cheaper than a call into the runtime. */
const SHORT = 24

/** A buffer that grows: its bytes are written once and never moved more than log n times. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(FIRST_SIZE)
  #length = 0

  /** What was written, as a view: the writer must not be used afterwards. */
  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length)
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** WBXML 1.3, mb_u_int32: seven bits per byte, the highest first. */
  uint32(value: number): void {
    let shift = 28
    while (shift > 0 && value >>> shift === 0) shift -= 7
    for (; shift > 0; shift -= 7) this.byte(((value >>> shift) & 0x7f) | 0x80)
    this.byte(value & 0x7f)
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length)
    this.#bytes.set(value, this.#length)
    this.#length += value.length
  }

  /** UTF-8 and the closing NUL; the text must not hold one (see xml-text.ts). */
  text(text: string): void {
    this.#reserve(text.length * MOST_BYTES_PER_UNIT + 1)
    const bytes = this.#bytes
    let at = this.#length
    if (text.length > SHORT) at += bytes.write(text, at, 'utf8')
    else at += writeShort(bytes, text, at)
    bytes[at++] = 0
    this.#length = at
  }

  #reserve(length: number): void {
    const needed = this.#length + length
    if (needed <= this.#bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2))
    larger.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = larger
  }
}

function writeShort(bytes: Buffer, text: string, start: number): number {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit >= 0x80) return bytes.write(text, start, 'utf8')
    bytes[start + index] = unit
  }
  return text.length
}
