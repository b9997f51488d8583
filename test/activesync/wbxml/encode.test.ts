import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { encode } from '../../../src/activesync/wbxml/encode.js'
import { wbxml } from './hex.js'

test.each<[string, Element, string]>([
  ['an empty root without the content bit', element('AirSync:Sync'), '05'],
  [
    'empty elements without the content bit',
    element('AirSync:Sync', [element('AirSync:MoreAvailable')]),
    '45 14 01',
  ],
  ['an element of empty text without the content bit', element('AirSync:SyncKey', ''), '0B'],
  [
    'an element of empty opaque content without it',
    element('AirSync:SyncKey', new Uint8Array()),
    '0B',
  ],
  [
    'an element of which no character is left without it',
    element('AirSync:SyncKey', '\0\x01'),
    '0B',
  ],
  ['text inline', element('AirSync:SyncKey', '1'), '4B 03 31 00 01'],
  ['numbers as text', element('AirSync:Status', 16), '4E 03 31 36 00 01'],
  ['text as UTF-8', element('AirSync:SyncKey', 'ü😀'), '4B 03 C3 BC F0 9F 98 80 00 01'],
  [
    'long text as UTF-8',
    element('AirSync:SyncKey', `${'a'.repeat(40)}ü`),
    `4B 03 ${'61'.repeat(40)} C3 BC 00 01`,
  ],
  [
    'half a surrogate pair as U+FFFD',
    element('AirSync:SyncKey', 'a\ud83d'),
    '4B 03 61 EF BF BD 00 01',
  ],
  ['text without NUL', element('AirSync:SyncKey', 'a\0b'), '4B 03 61 62 00 01'],
  [
    'text without what XML has not',
    element('AirSync:SyncKey', '\x01a\x08\x0b\x0c\x0e\x1fb\ufffe\uffff'),
    '4B 03 61 62 00 01',
  ],
  [
    'tab, line feed and carriage return',
    element('AirSync:SyncKey', '\t\n\r'),
    '4B 03 09 0A 0D 00 01',
  ],
  [
    'opaque content with its length',
    element('AirSync:SyncKey', Uint8Array.of(0, 1, 255)),
    '4B C3 03 00 01 FF 01',
  ],
  [
    'a length above 127 in two bytes',
    element('AirSync:SyncKey', new Uint8Array(128)),
    `4B C3 81 00 ${'00'.repeat(128)} 01`,
  ],
  [
    'a length above 16383 in three bytes',
    element('AirSync:SyncKey', new Uint8Array(0x4000)),
    `4B C3 81 80 00 ${'00'.repeat(0x4000)} 01`,
  ],
  ['text before opaque content before children', everything(), '45 03 61 00 C3 01 62 0B 01'],
  ['a code page before the root', element('Ping:Ping'), '00 0D 05'],
  [
    'a code page only where it changes',
    twoPages(),
    '5D 00 04 66 03 61 00 01 45 03 7A 00 01 00 11 4A 4B 03 62 00 01 01 00 04 18 01',
  ],
  [
    'no code page after END where it is still right',
    backAgain(),
    '5C 4F 00 04 05 01 26 00 00 0F 01',
  ],
])('writes %s', (_what, tree, body) => {
  const bytes = encode(tree)
  expect(bytes.toString('hex')).toBe(Buffer.from(wbxml(body)).toString('hex'))
})

test('writes documents of any size', () => {
  const item = element('AirSync:SyncKey', '1'.repeat(1000))
  const bytes = encode(element('AirSync:Sync', new Array(1000).fill(item)))
  expect(bytes).toHaveLength(4 + 1 + 1000 * (1 + 1 + 1000 + 1 + 1) + 1)
  expect(bytes.subarray(0, 8).toString('hex')).toBe('03016a00454b0331')
  expect(bytes.subarray(-4).toString('hex')).toBe('31000101')
})

test('two documents do not share their bytes', () => {
  const first = encode(element('AirSync:SyncKey', 'first'))
  const copy = Buffer.from(first)
  encode(element('AirSync:SyncKey', 'other'))
  expect(first.equals(copy)).toBe(true)
})

test('a tag that no code page has is an error', () => {
  const tree = element('AirSync:Sync', [element('Unknown:0x00:0x2A')])
  expect(() => encode(tree)).toThrow('No code page has the tag Unknown:0x00:0x2A')
})

function everything(): Element {
  const children = [element('AirSync:SyncKey')]
  return { ...element('AirSync:Sync'), text: 'a', opaque: Uint8Array.of(0x62), children }
}

function twoPages(): Element {
  return element('AirSync:ApplicationData', [
    element('Calendar:Subject', 'a'),
    element('Calendar:Timezone', 'z'),
    element('AirSyncBase:Body', [element('AirSyncBase:Data', 'b')]),
    element('Calendar:MeetingStatus'),
  ])
}

function backAgain(): Element {
  return element('AirSync:Collections', [
    element('AirSync:Collection', [element('Calendar:Timezone')]),
    element('Calendar:Subject'),
    element('AirSync:Collection'),
  ])
}
