import { decode } from '../../../src/activesync/wbxml/decode.js'
import type { WbxmlLimits } from '../../../src/activesync/wbxml/limits.js'
import { WbxmlError } from '../../../src/activesync/wbxml/wbxml-error.js'
import { hex, wbxml } from './hex.js'

describe('broken framing is an error that names the byte', () => {
  test.each<[string, string, number]>([
    ['', 'The document ends where the version should be', 0],
    ['00', 'Version byte 0x00 is not that of WBXML 1.1 to 1.3', 0],
    ['3C 3F', 'Version byte 0x3C is not that of WBXML 1.1 to 1.3', 0],
    ['03', 'The document ends where the public identifier should be', 1],
    ['03 00', 'The document ends where the public identifier should be', 2],
    ['03 01', 'The document ends where the character set should be', 2],
    ['03 01 04 00 05', 'Character set 4 is not UTF-8', 2],
    ['03 01 87 F7 00 05', 'Character set 129920 is not UTF-8', 2],
    ['03 01 6A', 'The document ends where the length of the string table should be', 3],
    ['03 01 6A 03 61 00', '3 bytes of string table where only 2 are left', 4],
    ['03 01 6A 00', 'The document ends where a token should be', 4],
    ['03 01 6A 00 00', 'The document ends where a code page should be', 5],
    ['03 01 6A 00 45', 'The document ends where a token should be', 5],
    ['03 01 6A 00 45 4B 03 31 00 01', 'The document ends where a token should be', 10],
    ['03 01 6A 00 01', 'END without an open element', 4],
    ['03 01 6A 00 03 61 00 05', 'Content outside of the root element', 4],
    ['03 01 6A 00 C3 01 61 05', 'Content outside of the root element', 4],
    ['03 01 6A 00 C0 05', 'Content outside of the root element', 4],
    ['03 01 6A 00 05 00 05', 'Bytes after the root element', 6],
    ['03 01 6A 00 45 01 01', 'Bytes after the root element', 6],
    ['03 01 6A 00 4B 03 61 62', 'Text without its closing NUL', 6],
    ['03 01 6A 00 4B 03', 'Text without its closing NUL', 6],
    ['03 01 6A 00 4B C3', 'The document ends where the length of opaque content should be', 6],
    ['03 01 6A 00 4B C3 05 61 01', '5 bytes of opaque content where only 2 are left', 7],
    [
      '03 01 6A 00 4B C3 90 80 80 80 00',
      'The number for the length of opaque content is longer than 32 bits',
      6,
    ],
    [
      '03 01 6A 00 4B C3 80 80 80 80 80 00',
      'The number for the length of opaque content is longer than 32 bits',
      6,
    ],
    ['03 01 6A 00 4B C3 8F FF FF FF 7F', '4294967295 bytes of opaque content, limit 8388608,', 11],
    ['03 01 6A 00 4B 02 83', 'The document ends where a character should be', 7],
    ['03 01 6A 00 4B 83 00 01', 'Reference 0 beyond the string table', 5],
    [
      '03 01 6A 01 61 4B 83 00 01 00',
      'Reference 0 to a text that the string table does not end',
      6,
    ],
    ['03 01 6A 00 CB 05', 'The document ends where an attribute should be', 6],
    ['03 01 6A 00 CB 05 44 00 01 01', 'Token 0x44 among attributes', 6],
    ['03 01 6A 00 CB 43 01 01', 'Token 0x43 among attributes', 5],
    ['03 01 6A 00 45 04', 'The document ends where the name of a literal tag should be', 6],
  ])('%s', (bytes, what, offset) => {
    expect(failure(hex(bytes))).toEqual({ message: `${what} at byte ${offset}`, offset })
  })
})

describe('a bound', () => {
  test.each<[Partial<WbxmlLimits>, string, string, string, number]>([
    [{ bytes: 6 }, '45 01', '45 01 00', 'A document of 7 bytes, limit 6,', 6],
    [{ depth: 2 }, '45 4B 01 01', '45 4B 4C 01 01 01', 'An element too deep, limit 2,', 6],
    [{ depth: 2 }, '45 0B 01', '45 4B 0C 01 01', 'An element too deep, limit 2,', 6],
    [{ depth: 2 }, '45 4B 01 4B 01 01', '45 4B 01 4B 0C 01 01', 'An element too deep, limit 2,', 8],
    [{ nodes: 3 }, '45 0B 0B 01', '45 0B 0B 0B 01', 'Too many elements, limit 3,', 7],
    [
      { nodes: 2 },
      '4B 03 61 00 03 61 00 01',
      '4B 03 61 00 03 61 00 02 41 01',
      'Too many elements, limit 2,',
      11,
    ],
    [
      { nodes: 2 },
      '4B C3 01 61 C3 01 61 01',
      '4B C3 01 61 C3 01 61 C3 01 61 01',
      'Too many elements, limit 2,',
      11,
    ],
    [{ text: 2 }, '4B 03 61 62 00 01', '4B 03 61 62 63 00 01', '3 bytes of text, limit 2,', 6],
    [
      { text: 2 },
      '4B 03 61 00 03 62 00 01',
      '4B 03 61 00 03 62 63 00 01',
      "An element's text too long, limit 2,",
      8,
    ],
    [{ text: 2 }, '8B 03 61 62 00 01', '8B 03 61 62 63 00 01', '3 bytes of text, limit 2,', 6],
    [
      { opaque: 2 },
      '4B C3 02 61 62 01',
      '4B C3 03 61 62 63 01',
      '3 bytes of opaque content, limit 2,',
      7,
    ],
  ])('%j takes %s and refuses %s', (limits, within, beyond, what, offset) => {
    expect(() => decode(wbxml(within), limits)).not.toThrow()
    expect(failure(wbxml(beyond), limits)).toEqual({ message: `${what} at byte ${offset}`, offset })
  })

  test('on the string table is checked before the table is read', () => {
    const bytes = hex('03 01 6A 03 61 62 00 05')
    expect(() => decode(bytes, { stringTable: 3 })).not.toThrow()
    const message = '3 bytes of string table, limit 2, at byte 4'
    expect(failure(bytes, { stringTable: 2 })).toEqual({ message, offset: 4 })
  })

  test('keeps references to the string table from unfolding into endless text', () => {
    const table = `03 01 6A 84 00 ${'61'.repeat(511)} 00`
    const reference = '4B 83 00 01'
    const bytes = hex(`${table} 45 ${reference.repeat(3)} 01`)
    expect(() => decode(bytes, { bytes: 3 * 512 })).not.toThrow()
    const message = 'Too much text from the string table, limit 1535, at byte 527'
    expect(failure(bytes, { bytes: 3 * 512 - 1 })).toEqual({ message, offset: 527 })
  })

  test('on depth leaves room for what ActiveSync needs, and no more than 32', () => {
    const nested = (depth: number) => wbxml('45'.repeat(depth) + '01'.repeat(depth))
    expect(() => decode(nested(32))).not.toThrow()
    expect(failure(nested(33)).message).toBe('An element too deep, limit 32, at byte 36')
  })
})

function failure(
  bytes: Uint8Array,
  limits: Partial<WbxmlLimits> = {},
): Pick<WbxmlError, 'message' | 'offset'> {
  try {
    decode(bytes, limits)
  } catch (error) {
    if (error instanceof WbxmlError) return { message: error.message, offset: error.offset }
    throw error
  }
  throw new Error('It was read')
}
