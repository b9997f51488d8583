import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '../../../src/activesync/wbxml/decode.js'
import type { Element } from '../../../src/activesync/wbxml/element.js'
import { encode } from '../../../src/activesync/wbxml/encode.js'
import { type Plain, parseLibwbxml } from './libwbxml.js'

const folder = join(__dirname, '../../fixtures/wire')
const documents = readdirSync(folder).filter((name) => name.endsWith('.wbxml'))

test('there are the 111 documents of 58 exchanges', () => {
  expect(documents).toHaveLength(111)
})

describe.each(documents)('%s', (name) => {
  const bytes = readFileSync(join(folder, name))

  test('decodes to what libwbxml says', () => {
    const xml = readFileSync(join(folder, name.replace(/\.wbxml$/, '.xml')), 'utf8')
    expect(plain(decode(bytes))).toEqual(parseLibwbxml(xml))
  })

  test('encodes back to the same bytes and the same document', () => {
    const encoded = encode(decode(bytes))
    expect(encoded.equals(bytes)).toBe(true)
    expect(decode(encoded)).toEqual(decode(bytes))
  })
})

/** As `parseLibwbxml` gives it; reading XML makes a line feed of CR LF. */
function plain(element: Element): Plain {
  const [namespace = '', name = ''] = element.tag.split(':')
  return {
    tag: `${namespace.toLowerCase()}:${name}`,
    text: (element.text ?? '').replaceAll('\r\n', '\n'),
    children: element.children.map(plain),
  }
}
