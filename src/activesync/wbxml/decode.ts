import { ByteReader } from './byte-reader.js'
import type { Element, Tag } from './element.js'
import { defaultLimits, type WbxmlLimits } from './limits.js'
import { Charset, HAS_ATTRIBUTES, HAS_CONTENT, TOKEN_BITS, Token } from './token.js'
import { tagOf } from './tokens.js'
import { WbxmlError } from './wbxml-error.js'

/**
 * Reads a WBXML 1.1 to 1.3 document (MS-ASWBXML, WBXML 1.3) of UTF-8 text.
 *
 * Throws a WbxmlError when the framing is broken or a bound is exceeded, and for nothing else: a
 * token that no code page has becomes an element `Unknown:0xPP:0xTT` with its offset; attributes,
 * processing instructions and extensions are skipped; broken UTF-8 becomes U+FFFD. Zero bytes after
 * the root are padding, any other byte there is an error. Empty text and empty opaque content read
 * as none. Opaque content is a view of `bytes`, not a copy.
 */
export function decode(bytes: Uint8Array, limits: Partial<WbxmlLimits> = {}): Element {
  const bounds = { ...defaultLimits, ...limits }
  if (bytes.length > bounds.bytes) {
    const what = `A document of ${bytes.length} bytes, limit ${bounds.bytes},`
    throw new WbxmlError(what, bounds.bytes)
  }
  return new Decoder(bytes, bounds).document()
}

class Decoder {
  readonly #reader: ByteReader
  readonly #limits: WbxmlLimits
  /** The parents of the open element; `#depth` of them are valid. */
  readonly #ancestors: (Element | undefined)[] = []
  #depth = 0
  #root: Element | undefined
  #open: Element | undefined
  #page = 0
  #nodes = 0
  #tableStart = 0
  #tableEnd = 0
  #unfolded = 0
  /** Opaque pieces of the elements that have more than one, joined at the end. */
  readonly #pieces = new Map<Element, Uint8Array[]>()

  constructor(bytes: Uint8Array, limits: WbxmlLimits) {
    this.#reader = new ByteReader(bytes)
    this.#limits = limits
  }

  document(): Element {
    this.#prologue()
    const reader = this.#reader
    while (this.#root === undefined || this.#open !== undefined) {
      const at = reader.at
      const token = reader.byte('a token')
      if ((token & TOKEN_BITS) > Token.LITERAL) this.#element(token, this.#tag(token, at), at)
      else if (token === Token.END) this.#end(at)
      else if (token === Token.STR_I) this.#text(reader.text(this.#limits.text), at)
      else this.#global(token, at)
    }
    this.#padding()
    for (const [element, pieces] of this.#pieces) element.opaque = Buffer.concat(pieces)
    return this.#root
  }

  /** WBXML 1.3, Document Structure: version, public identifier, character set, string table. */
  #prologue(): void {
    const reader = this.#reader
    const version = reader.byte('the version')
    if (version < 0x01 || version > 0x03) {
      throw new WbxmlError(`Version byte ${hex(version)} is not that of WBXML 1.1 to 1.3`, 0)
    }
    if (reader.uint32('the public identifier') === 0) reader.uint32('the public identifier')
    const at = reader.at
    const charset = reader.uint32('the character set')
    if (charset !== Charset.Utf8 && charset !== Charset.Unknown && charset !== Charset.UsAscii) {
      throw new WbxmlError(`Character set ${charset} is not UTF-8`, at)
    }
    const length = reader.uint32('the length of the string table')
    this.#tableStart = reader.at
    reader.slice(length, this.#limits.stringTable, 'string table')
    this.#tableEnd = reader.at
  }

  #tag(token: number, offset: number): Element {
    const tag = tagOf(this.#page, token & TOKEN_BITS)
    if (tag !== undefined) return { tag, children: [], text: null, opaque: null }
    return this.#unknown(token, offset)
  }

  #unknown(token: number, offset: number): Element {
    const tag: Tag = `Unknown:${hex(this.#page)}:${hex(token & TOKEN_BITS)}`
    return { tag, children: [], text: null, opaque: null, unknown: { offset } }
  }

  #element(token: number, element: Element, at: number): void {
    this.#count(at)
    const parent = this.#open
    if (parent === undefined) this.#root = element
    else parent.children.push(element)
    if (this.#depth >= this.#limits.depth) {
      throw new WbxmlError(`An element too deep, limit ${this.#limits.depth},`, at)
    }
    if (token & HAS_ATTRIBUTES) this.#skipAttributes()
    if (token & HAS_CONTENT) {
      this.#ancestors[this.#depth++] = parent
      this.#open = element
    }
  }

  #end(at: number): void {
    if (this.#open === undefined) throw new WbxmlError('END without an open element', at)
    this.#open = this.#ancestors[--this.#depth]
  }

  #text(text: string, at: number): void {
    const element = this.#inside(at)
    if (text === '') return
    if (element.text === null) {
      element.text = text
      return
    }
    this.#count(at)
    if (element.text.length + text.length > this.#limits.text) {
      throw new WbxmlError(`An element's text too long, limit ${this.#limits.text},`, at)
    }
    element.text += text
  }

  #opaque(at: number): void {
    const element = this.#inside(at)
    const length = this.#reader.uint32('the length of opaque content')
    if (length === 0) return
    const opaque = this.#reader.slice(length, this.#limits.opaque, 'opaque content')
    if (element.opaque === null) {
      element.opaque = opaque
      return
    }
    this.#count(at)
    const pieces = this.#pieces.get(element)
    if (pieces) pieces.push(opaque)
    else this.#pieces.set(element, [element.opaque, opaque])
  }

  /** WBXML 1.3, Global Tokens, as far as the main loop has not dealt with them. */
  #global(token: number, at: number): void {
    const reader = this.#reader
    switch (token) {
      case Token.SWITCH_PAGE:
        this.#page = reader.byte('a code page')
        break
      case Token.OPAQUE:
        this.#opaque(at)
        break
      case Token.STR_T:
        this.#text(this.#tableText(at), at)
        break
      case Token.ENTITY:
        this.#text(character(reader.uint32('a character')), at)
        break
      case Token.LITERAL:
      case Token.LITERAL_A:
      case Token.LITERAL_C:
      case Token.LITERAL_AC:
        reader.uint32('the name of a literal tag')
        this.#element(token, this.#unknown(token, at), at)
        break
      case Token.PI:
        this.#skipAttributes()
        break
      default:
        this.#inside(at)
        this.#skipExtension(token)
    }
  }

  /** WBXML 1.3, Attribute Code Space: ActiveSync has no attributes, so framing is all we need. */
  #skipAttributes(): void {
    const reader = this.#reader
    for (;;) {
      const at = reader.at
      const token = reader.byte('an attribute')
      if (token === Token.END) return
      if (token === Token.SWITCH_PAGE) reader.byte('a code page')
      else if (token === Token.STR_I) reader.text(this.#limits.text)
      else if (token === Token.OPAQUE) {
        reader.slice(reader.uint32('a length'), this.#limits.opaque, 'opaque content')
      } else if (token === Token.LITERAL || token === Token.ENTITY || token === Token.STR_T) {
        reader.uint32('an attribute')
      } else if ((token & TOKEN_BITS) > Token.LITERAL) continue
      else if (token === Token.PI || (token & TOKEN_BITS) === Token.LITERAL) {
        throw new WbxmlError(`Token ${hex(token)} among attributes`, at)
      } else this.#skipExtension(token)
    }
  }

  /** WBXML 1.3, Application-Extension Tokens: EXT_I has a text, EXT_T a number, EXT nothing. */
  #skipExtension(token: number): void {
    if (token <= Token.EXT_I_2) this.#reader.text(this.#limits.text)
    else if (token <= Token.EXT_T_2) this.#reader.uint32('an extension')
  }

  #tableText(at: number): string {
    const reader = this.#reader
    const index = reader.uint32('a reference to the string table')
    if (index >= this.#tableEnd - this.#tableStart) {
      throw new WbxmlError(`Reference ${index} beyond the string table`, at)
    }
    const back = reader.at
    reader.at = this.#tableStart + index
    const text = reader.text(this.#limits.text)
    if (reader.at > this.#tableEnd) {
      throw new WbxmlError(`Reference ${index} to a text that the string table does not end`, at)
    }
    this.#unfolded += reader.at - this.#tableStart - index
    if (this.#unfolded > this.#limits.bytes) {
      throw new WbxmlError(`Too much text from the string table, limit ${this.#limits.bytes},`, at)
    }
    reader.at = back
    return text
  }

  #inside(at: number): Element {
    if (this.#open === undefined) throw new WbxmlError('Content outside of the root element', at)
    return this.#open
  }

  #count(at: number): void {
    if (++this.#nodes <= this.#limits.nodes) return
    throw new WbxmlError(`Too many elements, limit ${this.#limits.nodes},`, at)
  }

  #padding(): void {
    const reader = this.#reader
    while (reader.at < reader.length) {
      const at = reader.at
      if (reader.byte('padding') !== 0) throw new WbxmlError('Bytes after the root element', at)
    }
  }
}

/** A number that is no character becomes U+FFFD, like broken UTF-8; NUL is left out, as of opaque text. */
function character(code: number): string {
  if (code === 0) return ''
  const valid = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return String.fromCodePoint(valid ? code : 0xfffd)
}

function hex(byte: number): string {
  return `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
