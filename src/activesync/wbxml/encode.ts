import { ByteWriter } from './byte-writer.js'
import type { Element } from './element.js'
import { Charset, HAS_CONTENT, TOKEN_BITS, Token } from './token.js'
import { codeOf } from './tokens.js'
import { xmlText } from './xml-text.js'

/** WBXML 1.3, public identifier unknown, UTF-8, no string table: some clients take nothing else. */
const PROLOGUE = Uint8Array.of(0x03, 0x01, Charset.Utf8, 0x00)

/**
 * Writes a document as MS-ASWBXML wants it: text inline, opaque content opaque, a code page switch
 * only where the page changes. An element without text, opaque content and children has no content
 * bit. Characters that XML 1.0 has not are left out of texts.
 *
 * Throws an Error if a tag stands in no code page: such a tree should never have been made.
 */
export function encode(root: Element): Buffer {
  const writer = new ByteWriter()
  writer.bytes(PROLOGUE)
  writeElement(writer, root, 0)
  return writer.finish()
}

/** `page` is the code page in force; returns the one in force afterwards. */
function writeElement(writer: ByteWriter, element: Element, page: number): number {
  const { tag, children, opaque } = element
  const text = element.text === null ? '' : xmlText(element.text)
  const code = codeOf(tag)
  if (code === undefined) throw new Error(`No code page has the tag ${tag}`)

  let current = code >>> 6
  if (current !== page) {
    writer.byte(Token.SWITCH_PAGE)
    writer.byte(current)
  }
  const token = code & TOKEN_BITS
  if (text === '' && !opaque?.length && children.length === 0) {
    writer.byte(token)
    return current
  }
  writer.byte(token | HAS_CONTENT)
  if (text !== '') {
    writer.byte(Token.STR_I)
    writer.text(text)
  }
  if (opaque?.length) {
    writer.byte(Token.OPAQUE)
    writer.uint32(opaque.length)
    writer.bytes(opaque)
  }
  for (const child of children) current = writeElement(writer, child, current)
  writer.byte(Token.END)
  return current
}
