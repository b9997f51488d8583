import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'

export function body(text: string): Element {
  return element('AirSyncBase:Body', [
    element('AirSyncBase:Type', 1),
    element('AirSyncBase:Data', text),
  ])
}

export function attendees(...people: [email: string, name: string, type?: number][]): Element {
  return element(
    'Calendar:Attendees',
    people.map(([email, name, type = 1]) =>
      element('Calendar:Attendee', [
        element('Calendar:Email', email),
        element('Calendar:Name', name),
        element('Calendar:AttendeeType', type),
      ]),
    ),
  )
}

export function recurrence(children: Record<string, string | number>): Element {
  return element(
    'Calendar:Recurrence',
    Object.entries(children).map(([name, value]) => element(`Calendar:${name}` as Tag, value)),
  )
}

export function categories(...names: string[]): Element {
  return element(
    'Calendar:Categories',
    names.map((name) => element('Calendar:Category', name)),
  )
}

/** The item with these elements instead of its own of the same tags. */
export function withElements(item: Element, ...elements: Element[]): Element {
  const tags = new Set(elements.map(({ tag }) => tag))
  return { ...item, children: [...item.children.filter(({ tag }) => !tags.has(tag)), ...elements] }
}
