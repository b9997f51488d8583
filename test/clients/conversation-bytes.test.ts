import { decode } from '../../src/activesync/wbxml/decode.js'
import {
  bytesOf,
  conversationNames,
  type Part,
  partOf,
  partsOf,
  readConversation,
} from '../support/conversation.js'
import { readXml } from '../support/read-xml.js'

/** libwbxml wants `Calendar:` for a namespace, our tags have `Calendar`. */
const documentOf = (part: Part) => part.raw.replace(/(xmlns="\w+):"/g, '$1"').trim()

/** Those of programs that speak ActiveSync; macOS does not. */
const names = conversationNames().filter(
  (name) => readConversation(name).attributes.version !== 'none',
)

test.each(names)('the bytes of %s are the documents beside them', (name) => {
  const withDocument = partsOf(readConversation(name), 'step').filter((step) => partOf(step, 'xml'))
  expect(withDocument.length).toBeGreaterThan(0)
  for (const step of withDocument) {
    const [xml, wbxml] = [partOf(step, 'xml'), partOf(step, 'wbxml')]
    const written = readXml(xml ? documentOf(xml) : '')
    const { name: title } = step.attributes
    expect([title, decode(bytesOf(wbxml?.text ?? ''))]).toEqual([title, written])
  }
})

test('bytes are read from digits and from texts in quotes', () => {
  expect([...bytesOf("03 01\n 'aö{{key}}' 00")]).toEqual([
    ...[3, 1, 0x61, 0xc3, 0xb6],
    ...Buffer.from('{{key}}'),
    0,
  ])
  expect(() => bytesOf('03 0')).toThrow('No byte: 0')
})
