import { decode } from '../../../src/activesync/wbxml/decode.js'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { hex, wbxml } from './hex.js'

const emptySync = element('AirSync:Sync')
const key1 = element('AirSync:Sync', [element('AirSync:SyncKey', '1')])

const unknown = (tag: Tag, offset: number): Element => ({ ...element(tag), unknown: { offset } })

describe('the prologue', () => {
  test.each([
    ['WBXML 1.1', '01 01 6A 00 05'],
    ['WBXML 1.2', '02 01 6A 00 05'],
    ['WBXML 1.3', '03 01 6A 00 05'],
    ['a public identifier of two bytes', '03 81 01 6A 00 05'],
    ['a public identifier in the string table', '03 00 00 6A 03 41 42 00 05'],
    ['an unknown character set', '03 01 00 00 05'],
    ['US-ASCII', '03 01 03 00 05'],
    ['a string table that nothing refers to', '03 01 6A 02 41 00 05'],
  ])('is read with %s', (_what, bytes) => {
    expect(decode(hex(bytes))).toEqual(emptySync)
  })
})

describe('content', () => {
  test.each<[string, string, Element]>([
    ['an element without the content bit', '05', emptySync],
    ['an element with the content bit and nothing in it', '45 01', emptySync],
    ['an empty element among others', '45 0B 5C 01 1C 01', emptyAmongOthers()],
    ['inline text', '45 4B 03 31 00 01 01', key1],
    [
      'empty inline text',
      '45 4B 03 00 01 01',
      element('AirSync:Sync', [element('AirSync:SyncKey')]),
    ],
    ['text of several bytes per character', '4B 03 C3 BC F0 9F 98 80 00 01', syncKey('ü😀')],
    ['text longer than a few bytes', `4B 03 ${'61'.repeat(300)} 00 01`, syncKey('a'.repeat(300))],
    ['broken UTF-8, as U+FFFD', '4B 03 61 FF 62 00 01', syncKey('a\ufffdb')],
    ['several texts, joined', '4B 03 61 00 03 62 00 03 63 00 01', syncKey('abc')],
    ['an entity', '4B 02 81 20 01', syncKey('\u00a0')],
    ['an entity beyond 16 bits', '4B 03 61 00 02 87 EC 00 01', syncKey('a\u{1f600}')],
    [
      'an entity that is no character, as U+FFFD, NUL left out',
      '4B 02 83 B0 00 02 C4 80 00 02 00 01',
      syncKey('\ufffd\ufffd'),
    ],
    ['opaque content', '4B C3 03 00 01 FF 01', syncKey(hex('00 01 FF'))],
    ['empty opaque content', '4B C3 00 01', element('AirSync:SyncKey')],
    [
      'opaque content longer than 127 bytes',
      `4B C3 81 00 ${'AB'.repeat(128)} 01`,
      syncKey(hex('AB'.repeat(128))),
    ],
    [
      'opaque content in several pieces',
      '4B C3 01 41 C3 01 42 C3 01 43 01',
      syncKey(hex('41 42 43')),
    ],
    ['text beside children', '45 03 0A 00 4B 03 31 00 01 03 0A 00 01', { ...key1, text: '\n\n' }],
    ['zero bytes after the root', '45 4B 03 31 00 01 01 00 00 00', key1],
  ])('reads %s', (_what, body, expected) => {
    expect(comparable(decode(wbxml(body)))).toEqual(comparable(expected))
  })

  test('reads text and opaque content of one element', () => {
    const both = decode(wbxml('4B 03 61 00 C3 01 62 01'))
    expect(comparable(both)).toEqual({ ...element('AirSync:SyncKey', 'a'), opaque: [0x62] })
  })

  test('takes opaque content from the bytes without a copy', () => {
    const bytes = wbxml('4B C3 01 41 01')
    expect(decode(bytes).opaque?.buffer).toBe(bytes.buffer)
  })

  test('reads a document that lies inside a larger buffer', () => {
    const around = hex('FF FF 03 01 6A 00 45 4B 03 31 00 01 01 FF')
    expect(decode(around.subarray(2, 13))).toEqual(key1)
  })

  function emptyAmongOthers(): Element {
    const children = ['AirSync:SyncKey', 'AirSync:Collections', 'AirSync:Collections'] as const
    return element(
      'AirSync:Sync',
      children.map((tag) => element(tag)),
    )
  }
})

describe('code pages', () => {
  const subject = element('AirSync:ApplicationData', [element('Calendar:Subject', 'a')])

  test.each<[string, string, Element]>([
    ['before the root', '00 0E 05', element('Provision:Provision')],
    ['before a child', '5D 00 04 66 03 61 00 01 01', subject],
    ['back before END', '5D 00 04 66 03 61 00 01 00 00 01', subject],
    ['between text and END', '5D 00 04 66 03 61 00 00 00 01 01', subject],
    [
      'again and again to the same page',
      '00 00 5D 00 04 00 04 66 03 61 00 00 04 01 00 04 01',
      subject,
    ],
    ['and stays after END', '5D 00 04 66 03 61 00 01 26 01', twoSubjects()],
  ])('are switched %s', (_what, body, expected) => {
    expect(decode(wbxml(body))).toEqual(expected)
  })

  test('name the tokens of old clients as well', () => {
    const legacy = element('Calendar:Body', 'note')
    expect(decode(wbxml('00 04 4B 03 6E 6F 74 65 00 01'))).toEqual(legacy)
  })

  function twoSubjects(): Element {
    return element('AirSync:ApplicationData', [...subject.children, element('Calendar:Subject')])
  }
})

describe('what no code page has', () => {
  test.each<[string, string, Element]>([
    [
      'a token of a known page',
      '45 6A 03 78 00 01 0B 01',
      {
        ...element('AirSync:Sync'),
        children: [{ ...unknown('Unknown:0x00:0x2A', 5), text: 'x' }, element('AirSync:SyncKey')],
      },
    ],
    [
      'a token of an unknown page',
      '45 00 1A 05 00 00 0B 01',
      {
        ...element('AirSync:Sync'),
        children: [unknown('Unknown:0x1A:0x05', 7), element('AirSync:SyncKey')],
      },
    ],
    [
      'a root',
      '00 FF 45 00 00 0B 01',
      {
        ...unknown('Unknown:0xFF:0x05', 6),
        children: [element('AirSync:SyncKey')],
      },
    ],
    [
      'a tag named in the string table',
      '45 44 00 03 78 00 01 04 00 01',
      {
        ...element('AirSync:Sync'),
        children: [
          { ...unknown('Unknown:0x00:0x04', 5), text: 'x' },
          unknown('Unknown:0x00:0x04', 11),
        ],
      },
    ],
  ])('becomes an element with its offset: %s', (_what, body, expected) => {
    expect(decode(wbxml(body))).toEqual(expected)
  })
})

describe('what ActiveSync does not use', () => {
  test.each<[string, string]>([
    ['an attribute', '45 CB 05 03 78 00 01 03 31 00 01 01'],
    ['an attribute of an empty element', '45 8B 05 01 01'],
    [
      'attributes of every form',
      `45 CB
      05 85 04 00 83 00 02 41 00 01 05 C3 02 01 01 03 00
      40 61 00 41 00 42 00 80 00 81 81 00 82 00 C0 C1 C2 7F FF 01 03 31 00 01 01`,
    ],
    ['a processing instruction before the root', '43 05 03 78 00 01 45 4B 03 31 00 01 01'],
    ['a processing instruction inside', '45 43 05 85 01 4B 03 31 00 01 01'],
    ['extensions', '45 4B 40 61 00 41 00 42 00 80 00 81 81 00 82 00 C0 C1 C2 03 31 00 01 01'],
  ])('is skipped: %s', (_what, body) => {
    const root = decode(wbxml(body))
    expect(root.tag).toBe('AirSync:Sync')
    expect(root.children.map(({ tag }) => tag)).toEqual(['AirSync:SyncKey'])
    expect(root.children[0]?.text).toBe(body.includes('03 31') ? '1' : null)
  })

  test('leaves the code page alone when attributes switch theirs', () => {
    expect(decode(wbxml('45 8B 00 04 05 01 0B 01')).children.map(({ tag }) => tag)).toEqual([
      'AirSync:SyncKey',
      'AirSync:SyncKey',
    ])
  })

  test('reads text from the string table', () => {
    const table = '03 01 6A 06 61 62 00 63 64 00'
    expect(decode(hex(`${table} 4B 83 00 01`))).toEqual(element('AirSync:SyncKey', 'ab'))
    expect(decode(hex(`${table} 4B 83 04 83 01 01`))).toEqual(element('AirSync:SyncKey', 'db'))
  })
})

function syncKey(content: string | Uint8Array): Element {
  return element('AirSync:SyncKey', content)
}

/** Opaque content as numbers, since it may be a Buffer or a Uint8Array. */
function comparable(node: Element): unknown {
  const { opaque, children } = node
  return { ...node, opaque: opaque && [...opaque], children: children.map(comparable) }
}
