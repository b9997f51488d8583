import fc from 'fast-check'
import { element } from '../../../src/activesync/wbxml/element.js'
import { cutBytes, readBody, writeBody } from '../../../src/mappers/activesync/body.js'
import { htmlToText } from '../../../src/mappers/activesync/html-text.js'
import type { BodyPreference } from '../../../src/mappers/activesync/mapper.js'
import { composeNote, cutNote } from '../../../src/mappers/activesync/note-block.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'
import { context, data } from './samples.js'

const prefer = (...bodyPreferences: BodyPreference[]) => context({ bodyPreferences })
const parts = (text: string, ...preferences: BodyPreference[]) =>
  writeBody(text, prefer(...preferences))[0]?.children.map((child) => [
    child.tag.split(':')[1],
    child.text,
  ])
const upload = (text: string, type = 1, more: [string, string][] = []) =>
  data(
    element('AirSyncBase:Body', [
      element('AirSyncBase:Type', type),
      ...more.map(([, value]) => element('AirSyncBase:Truncated', value)),
      element('AirSyncBase:Data', text),
    ]),
  )

describe('MS-ASAIRS, Body', () => {
  test('plain text has CRLF, its size in bytes and no Truncated', () => {
    expect(parts('ä\nb', { type: 1 })).toEqual([
      ['Type', '1'],
      ['EstimatedDataSize', '5'],
      ['Data', 'ä\r\nb'],
    ])
  })

  test('an empty text has no Body at all', () => {
    expect(writeBody('', context())).toEqual([])
  })

  test('a longer text is cut at a character, not within one', () => {
    expect(parts('aaä', { type: 1, truncationSize: 3 })).toEqual([
      ['Type', '1'],
      ['EstimatedDataSize', '4'],
      ['Truncated', '1'],
      ['Data', 'aa'],
    ])
    expect(parts('aaä', { type: 1, truncationSize: 4 })?.map(([name]) => name)).not.toContain(
      'Truncated',
    )
  })

  test('TruncationSize 0 and AllOrNone send no Data', () => {
    const none = [
      ['Type', '1'],
      ['EstimatedDataSize', '3'],
      ['Truncated', '1'],
    ]
    expect(parts('abc', { type: 1, truncationSize: 0 })).toEqual(none)
    expect(parts('abc', { type: 1, truncationSize: 2, allOrNone: true })).toEqual(none)
  })

  test('HTML is delivered to those who take nothing else', () => {
    expect(parts('a < b\nc', { type: 2 })?.at(-1)).toEqual([
      'Data',
      '<html><body>a &lt; b<br>\r\nc</body></html>',
    ])
    expect(parts('a', { type: 2 }, { type: 1 })?.[0]).toEqual(['Type', '1'])
    expect(parts('a', { type: 4 })?.[0]).toEqual(['Type', '1'])
  })

  test('control characters never go out', () => {
    expect(parts('a\u0000b\u000bc', { type: 1 })?.at(-1)).toEqual(['Data', 'abc'])
  })

  test('a cut is always a beginning, within the limit', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.nat(60), (text, limit) => {
        const cut = cutBytes(text, limit)
        expect(text.startsWith(cut)).toBe(true)
        expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(limit)
      }),
    )
  })
})

describe('an uploaded body', () => {
  const text = 'erste Zeile\nzweite Zeile\ndritte Zeile'

  test.each([
    ['the same', text],
    ['with CRLF', text.replaceAll('\n', '\r\n')],
    ['with blanks and lines at its end', `${text}  \r\n\r\n`],
  ])('that is %s is no change', (_, uploaded) => {
    expect(readBody(upload(uploaded), text, context())).toBeUndefined()
  })

  test('that is other text is one, with LF', () => {
    expect(readBody(upload('neu\r\nalt'), text, context())).toBe('neu\nalt')
    expect(readBody(upload(''), text, context())).toBe('')
  })

  test('that is a beginning of what was sent truncated keeps ours', () => {
    const truncated = prefer({ type: 1, truncationSize: 20 })
    expect(readBody(upload('erste Zeile\r\nzweit'), text, truncated)).toBeUndefined()
    expect(readBody(upload('erste'), text, truncated)).toBeUndefined()
    expect(readBody(upload('erste'), text, context())).toBe('erste')
    expect(readBody(upload('erste', 1, [['Truncated', '1']]), text, context())).toBeUndefined()
  })

  test('in HTML is reduced to text, and an echo of HTML is no change', () => {
    expect(readBody(upload('<p>neu</p><p>alt</p>', 2), text, context())).toBe('neu\nalt')
    expect(readBody(upload('a&#1;b&#13;c&#0;', 2), text, context())).toBe('ab\nc')
    const html = writeBody(text, prefer({ type: 2 }))[0]
    expect(readBody(data(html ?? null), text, prefer({ type: 2 }))).toBeUndefined()
  })

  test('of another type is Status 6', () => {
    expect(() => readBody(upload('x', 3), text, context())).toThrow(MappingError)
  })
})

describe('HTML reduced to text', () => {
  test.each([
    ['<html><head><title>x</title><style>p{}</style></head><body>a<br>b</body></html>', 'a\nb'],
    ['<div>a</div><div>b &amp; c</div>', 'a\nb & c'],
    ['a\r\n  b &#228; &#xe4; &auml;', 'a b ä ä ä'],
    ['<!-- a > b -->c', 'c'],
    ['<script>a<b</script>d', 'd'],
    ['1 < 2', '1 < 2'],
    ['&copy; &deg; &frac12; &sect;&nbsp;5', '© ° ½ § 5'],
    ['&toString; &valueOf; &nothing;', '&toString; &valueOf; &nothing;'],
    [
      '<a href="https://meet.example/1?a=1&amp;b=2">Teilnehmen</a>!',
      'Teilnehmen <https://meet.example/1?a=1&b=2>!',
    ],
    ['<a href="https://firma.example/">https://firma.example</a>', 'https://firma.example'],
    [
      "<A HREF='mailto:a@b.example'>Anna</A> <a href=tel:+49221>0221</a>",
      'Anna <a@b.example> 0221 <+49221>',
    ],
    ['<a href="javascript:alert(1)">x</a><a name="top">y</a>', 'xy'],
  ])('%s', (html, expected) => {
    expect(htmlToText(html)).toBe(expected)
  })

  test('is done with hostile input as well', () => {
    for (const html of [
      '<'.repeat(50_000),
      '<b> '.repeat(50_000),
      `${' '.repeat(100_000)}x`,
      '&#99999999;&#xd800;',
      '<a href="https://x">'.repeat(20_000),
    ])
      expect(typeof htmlToText(html)).toBe('string')
  })
})

test('R-ONO-126 a block is cut out again to the letter', () => {
  const line = fc.stringMatching(/^[a-z ]{0,6}$/)
  const texts = fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n'))
  const language = fc.constantFrom('de' as const, 'en' as const)
  fc.assert(
    fc.property(texts, fc.array(line, { maxLength: 3 }), language, (note, titles, words) => {
      const block = { properties: titles, participants: titles }
      expect(cutNote(composeNote(note, block, words))).toBe(note)
    }),
  )
})
