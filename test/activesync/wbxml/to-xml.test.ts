import { SaxesParser } from 'saxes'
import { decode } from '../../../src/activesync/wbxml/decode.js'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { toXml } from '../../../src/activesync/wbxml/to-xml.js'
import { wbxml } from './hex.js'

const change = element('AirSync:ApplicationData', [
  element('Calendar:Subject', 'Q&A <3 "x"'),
  element('Calendar:Categories', [element('Calendar:Category', 'a'), element('Calendar:Category')]),
  element('AirSyncBase:Body', [element('AirSyncBase:Data', new Uint8Array(12))]),
])

test('a document is one line per element, with a namespace where it changes', () => {
  expect(toXml(change)).toBe(`<ApplicationData xmlns="AirSync">
  <Subject xmlns="Calendar">Q&amp;A &lt;3 &quot;x&quot;</Subject>
  <Categories xmlns="Calendar">
    <Category>a</Category>
    <Category/>
  </Categories>
  <Body xmlns="AirSyncBase">
    <Data opaque="12"/>
  </Body>
</ApplicationData>
`)
})

test('what is shown of a text may depend on where it lies', () => {
  const shown = toXml(change, { show: ({ text }, above) => `${above.length} & ${text?.length}` })
  expect(shown).toContain('<Subject xmlns="Calendar">1 &amp; 10</Subject>')
  expect(shown).toContain('<Category>2 &amp; 1</Category>')
  expect(shown).toContain('<Category/>')
})

test('a long document is cut between elements, and says so', () => {
  const cut = toXml(change, { most: 70 })
  expect(cut).toContain('<Subject')
  expect(cut).toContain('  <!-- 2 more elements are not shown -->\n</ApplicationData>')
  expect(cut).not.toContain('Categories')
  expect(toXml(change, { most: 10_000 })).toBe(toXml(change))
})

test('a token without a name shows its page, number and offset', () => {
  expect(toXml(decode(wbxml('45 6A 03 78 00 01 0B 01')))).toBe(`<Sync xmlns="AirSync">
  <Unknown xmlns="Unknown" page="0x00" token="0x2A" offset="5">x</Unknown>
  <SyncKey/>
</Sync>
`)
})

test('what XML has not shows as U+FFFD, and the rest can be read again', () => {
  const text = 'a\0\x1b]]>\r\nb\uffff'
  const tree: Element = { ...element('AirSync:Sync', [element('AirSync:SyncKey', text)]), text }
  const texts: string[] = []
  const parser = new SaxesParser()
  parser.on('text', (found) => texts.push(found.trim()))
  parser.write(toXml(tree)).close()
  expect(texts.filter((found) => found !== '')).toEqual([
    'a\ufffd\ufffd]]>\r\nb\ufffd',
    'a\ufffd\ufffd]]>\r\nb\ufffd',
  ])
})
