import {
  childOf,
  childrenOf,
  element,
  type Tag,
  textOf,
} from '../../../src/activesync/wbxml/element.js'

const collection = element('AirSync:Collection', [
  element('AirSync:SyncKey', '1'),
  element('AirSync:GetChanges'),
  null,
  element('AirSync:ApplicationData', Buffer.from('ü')),
  undefined,
  element('AirSync:SyncKey', 2),
])

test('children are found by their tag', () => {
  expect(childOf(collection, 'AirSync:SyncKey')?.text).toBe('1')
  expect(childrenOf(collection, 'AirSync:SyncKey').map(({ text }) => text)).toEqual(['1', '2'])
  expect(childOf(collection, 'AirSync:Class')).toBeUndefined()
  expect(childOf(undefined, 'AirSync:Class')).toBeUndefined()
  expect(childrenOf(null, 'AirSync:Class')).toEqual([])
})

test('the text of an empty child is empty, that of an absent one undefined', () => {
  expect(textOf(collection, 'AirSync:SyncKey')).toBe('1')
  expect(textOf(collection, 'AirSync:GetChanges')).toBe('')
  expect(textOf(collection, 'AirSync:ApplicationData')).toBe('ü')
  expect(textOf(collection, 'AirSync:Class')).toBeUndefined()
})

test('opaque content is a text without NULs', () => {
  const data = element('AirSync:ApplicationData', [
    element('AirSync:SyncKey', Buffer.from('\0a\0ü\0')),
  ])
  expect(textOf(data, 'AirSync:SyncKey')).toBe('aü')
})

test('a misspelt tag does not compile', () => {
  const right: Tag = 'Calendar:Subject'
  // @ts-expect-error
  const wrong: Tag = 'Calendar:Sbuject'
  expect(right).not.toBe(wrong)
})
