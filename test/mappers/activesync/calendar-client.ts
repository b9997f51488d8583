import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import { itemMappers } from '../../../src/mappers/activesync/index.js'
import type { MapperContext, ReadContext } from '../../../src/mappers/activesync/mapper.js'
import type { Appointment, AppointmentPatch, Participant } from '../../../src/store/model.js'
import { context, data, find, reading, texts } from './samples.js'

/** What the calendar tests do with the mapper, in a client's words. */
export type Texts = Partial<Record<Tag, string>>
export type Within = Partial<ReadContext<'appointment'>>

export const write = (item: Appointment, within: Partial<MapperContext> = {}) =>
  itemMappers.appointment.write(item, context(within))
export const add = (values: Texts, within: Within = {}) =>
  itemMappers.appointment.read(texts(values), reading<'appointment'>(null, within))
export const change = (item: Appointment, values: Texts, within: Within = {}): AppointmentPatch =>
  itemMappers.appointment.read(texts(values), reading<'appointment'>(item, within))
export const changed = (item: Appointment, values: Texts, within: Within = {}): Appointment => ({
  ...item,
  ...change(item, values, within),
})
export const body = (text: string, type = 1) =>
  data(
    element('AirSyncBase:Body', [
      element('AirSyncBase:Type', type),
      element('AirSyncBase:Data', text),
    ]),
  )
export const dataOf = (item: Element) =>
  find(
    item.children.find((child) => child.tag === 'AirSyncBase:Body') ?? data(),
    'AirSyncBase:Data',
  )

export const HOUR: Texts = {
  'Calendar:StartTime': '20261123T090000Z',
  'Calendar:EndTime': '20261123T100000Z',
}
export const guest: Participant = {
  kind: 'contact',
  refId: 9,
  name: 'Gast',
  email: 'gast@example.test',
  status: 'accepted',
  optional: true,
}
export const self: Participant = {
  kind: 'account',
  refId: 7,
  name: 'Theobald Tiger',
  email: 'tiger@example.test',
  status: 'accepted',
  optional: false,
}
export const room: Participant = {
  kind: 'resource',
  refId: 3,
  name: 'Raum 5',
  email: 'raum5@example.test',
  status: 'unknown',
  optional: false,
}
