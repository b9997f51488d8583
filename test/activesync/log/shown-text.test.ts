import fc from 'fast-check'
import { masked, withContents } from '../../../src/activesync/log/shown-text.js'
import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { codePages } from '../../../src/activesync/wbxml/pages/index.js'
import { toXml } from '../../../src/activesync/wbxml/to-xml.js'

const TAGS = codePages.flatMap(({ namespace, tokens }) =>
  Object.keys(tokens).map((name) => `${namespace}:${name}` as Tag),
)

/** Written by hand from MS-ASWBXML: pages whose texts are all somebody's, but for a Status. */
const PERSONAL = /^(?:Calendar|Contacts2?|Tasks|Notes|Email2?|GAL|DocumentLibrary):/
const NAMES = /:(?:DisplayName|To|Query|Name|Data|Mime|Password|UserName|Value|Subject|Model|IMEI)$/

const personalTags = TAGS.filter(
  (tag) => (PERSONAL.test(tag) || NAMES.test(tag)) && !tag.endsWith(':Status'),
)

/** As people write, also what looks like an id, a number or a class. */
const secret = fc.oneof(
  fc.stringMatching(/^[A-Za-zäöü]{6,12}$/),
  fc.stringMatching(/^\d{6,9}$/),
  fc.constantFrom('Calendar', 'anna@firma.test', 'MS-EAS-Provisioning-WBXML', '100000-200000'),
)

function leaf(tags: readonly Tag[]) {
  return fc.tuple(fc.constantFrom(...tags), secret).map(([tag, text]) => element(tag, text))
}

/** Whatever stands in an item, and personal tags wherever they stand. */
const tree: fc.Arbitrary<Element> = fc
  .tuple(
    fc.constantFrom<Tag>('AirSync:Sync', 'Search:Search', 'Settings:Settings', 'Find:Find'),
    fc.array(leaf(personalTags), { maxLength: 6 }),
    fc.array(leaf(TAGS), { maxLength: 6 }),
    fc.constantFrom<Tag>('AirSync:ApplicationData', 'Search:Properties', 'Find:Properties'),
  )
  .map(([root, outside, inside, item]) => element(root, [...outside, element(item, inside)]))

function textsIn({ text, children }: Element): string[] {
  return [...(text ? [text] : []), ...children.flatMap(textsIn)]
}

test('no content is ever in a masked log, whatever it looks like and wherever it stands', () => {
  fc.assert(
    fc.property(tree, (root) => {
      const shown = toXml(root, { show: masked }).replace(/<[^>]*>/g, ' ')
      for (const text of textsIn(root)) expect(shown).not.toContain(text)
    }),
    { numRuns: 2_000 },
  )
})

test('what tells where a conversation stands is shown', () => {
  const root = element('AirSync:Sync', [
    element('AirSync:SyncKey', '{12ab}7'),
    element('AirSync:CollectionId', 'cal-1'),
    element('AirSync:Class', 'Calendar'),
    element('AirSync:WindowSize', '100'),
    element('AirSync:FilterType', '4'),
    element('AirSync:Status', '3'),
    element('AirSync:ServerId', 'nicht nur eine Nummer'),
    element('AirSync:Class', 'Anna'),
    element('Unknown:0x00:0x3F', 'wer weiß'),
  ])
  expect(textsIn(root).map((_, at) => masked(root.children[at] as Element, [root.tag]))).toEqual([
    ...['{12ab}7', 'cal-1', 'Calendar', '100', '4', '3'],
    ...['‹21 characters›', '‹4 characters›', '‹8 characters›'],
  ])
})

test.each<[Tag, string]>([
  ['Settings:Password', 'geheim'],
  ['Settings:DevicePassword', 'geheim'],
  ['ItemOperations:Password', 'geheim'],
  ['ItemOperations:UserName', 'anna'],
  ['Search:Password', 'geheim'],
  ['Provision:PolicyKey', '1234567890'],
  ['ComposeMail:Mime', 'Subject: geheim'],
])('%s is hidden also where contents are shown', (tag, text) => {
  const hidden = `‹${text.length} characters›`
  expect(withContents(element(tag, text))).toBe(hidden)
  expect(masked(element(tag, text), [])).toBe(hidden)
})

test('contents are shown at 2,000 characters at most, demands of a policy in numbers', () => {
  expect(withContents(element('Calendar:Subject', 'Besichtigung'))).toBe('Besichtigung')
  const long = withContents(element('AirSyncBase:Data', 'x'.repeat(2_010)))
  expect(long.endsWith('x… ‹10 more characters›')).toBe(true)
  expect(masked(element('Provision:MinDevicePasswordLength', '6'), [])).toBe('6')
})
