import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { shaped } from '../../../src/mappers/activesync/kept-shape.js'
import { MappingError } from '../../../src/mappers/mapping-error.js'

// R-ONO-63: what the application has no field for goes back to clients, so it must be fit for them.

test.each<[string, Element, Element]>([
  [
    'a text without the elements in it',
    element('Contacts:HomeAddressStreet', [element('AirNotify:Version', 'x')]),
    element('Contacts:HomeAddressStreet'),
  ],
  [
    'a date-time as the schemas want it',
    element('Contacts:Anniversary', '20100605T000000Z'),
    element('Contacts:Anniversary', '2010-06-05T00:00:00.000Z'),
  ],
  [
    'children of the right kind, as many as there are',
    element('Contacts:Children', [
      element('Contacts:Child', 'Kim'),
      element('Contacts:FirstName', 'x'),
      element('Contacts:Child', 'Lu'),
      element('Contacts:Child'),
    ]),
    element('Contacts:Children', [
      element('Contacts:Child', 'Kim'),
      element('Contacts:Child', 'Lu'),
    ]),
  ],
  [
    'a place with each of its parts once',
    element('AirSyncBase:Location', [
      element('AirSyncBase:DisplayName', 'Villa'),
      element('AirSyncBase:DisplayName', 'Haus'),
      element('AirSyncBase:Latitude', '50.7'),
      element('AirSyncBase:Body', 'x'),
    ]),
    element('AirSyncBase:Location', [
      element('AirSyncBase:DisplayName', 'Villa'),
      element('AirSyncBase:Latitude', '50.7'),
    ]),
  ],
  [
    'attendees that can be written to, each with a name',
    element('Calendar:Attendees', [
      element('Calendar:Attendee', [element('Calendar:Email', 'a@example.org')]),
      element('Calendar:Attendee', [element('Calendar:Name', 'Bert')]),
    ]),
    element('Calendar:Attendees', [
      element('Calendar:Attendee', [
        element('Calendar:Email', 'a@example.org'),
        element('Calendar:Name', 'a@example.org'),
      ]),
    ]),
  ],
])('%s', (_, node, fitting) => {
  expect(shaped(node)).toEqual(fitting)
})

test.each<[Tag, Tag]>([
  ['Contacts:Children', 'Contacts:Child'],
  ['Contacts:Categories', 'Contacts:Category'],
])('%s has at most 300 %s (MS-ASCNTC_R183, R194)', (tag, child) => {
  const many = Array.from({ length: 301 }, (_, index) => element(child, `n${index}`))
  expect(shaped(element(tag, many)).children).toEqual(many.slice(0, 300))
})

test.each<[Tag, string]>([
  ['Contacts:Anniversary', 'today'],
  ['Contacts:WeightedRank', '1.5'],
  ['Tasks:OrdinalDate', '20261301T000000Z'],
  ['Calendar:ResponseRequested', '2'],
  ['Calendar:DisallowNewTimeProposal', 'yes'],
])('%s can not be %s', (tag, text) => {
  expect(() => shaped(element(tag, text))).toThrow(MappingError)
})
