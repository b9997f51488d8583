import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { MapperContext, ReadContext } from '../../../src/mappers/activesync/mapper.js'
import type {
  Appointment,
  Contact,
  ItemKind,
  Note,
  Task,
  TimedSpan,
} from '../../../src/store/model.js'
import { business, type RuleSet } from '../../../src/store/rule-set.js'

/** Items and contexts in which a test changes only what it is about. */
export const NOW = new Date('2026-11-21T10:10:00Z')

export function context(changes: Partial<MapperContext> & { rules?: RuleSet } = {}): MapperContext {
  return {
    version: '14.1',
    rules: business,
    quirks: { birthdayHour: 0, ignoreEmptyPicture: false },
    account: {
      id: 7,
      displayName: 'Theobald Tiger',
      email: 'tiger@example.test',
      timeZone: 'Europe/Berlin',
    },
    bodyPreferences: [{ type: 1 }],
    now: NOW,
    ...changes,
  }
}

export function reading<K extends ItemKind>(
  existing: ReadContext<K>['existing'],
  changes: Partial<ReadContext<K>> = {},
): ReadContext<K> {
  return { ...context(), supported: undefined, ...changes, existing }
}

export function data(...children: (Element | null)[]): Element {
  return element('AirSync:ApplicationData', children)
}

/** Elements with text, as a client writes them. */
export function texts(values: Partial<Record<Tag, string>>): Element {
  return data(...Object.entries(values).map(([tag, text]) => element(tag as Tag, text)))
}

export function find(parent: Element, tag: Tag): string | undefined {
  const child = parent.children.find((one) => one.tag === tag)
  return child && (child.text ?? '')
}

export function tags(parent: Element): string[] {
  return parent.children.map((child) => child.tag)
}

export const hour: TimedSpan = {
  allDay: false,
  start: new Date('2026-11-23T09:00:00Z'),
  end: new Date('2026-11-23T10:00:00Z'),
  timeZone: 'Europe/Berlin',
}

export function note(changes: Partial<Note> = {}): Note {
  return {
    id: 4,
    uid: 'uid-4',
    title: 'Einkauf',
    body: 'Milch',
    categories: [],
    status: 'active',
    ownerId: 7,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    updatedAt: new Date('2026-01-02T03:04:05Z'),
    clientData: {},
    ...changes,
  }
}

export function appointment(changes: Partial<Appointment> = {}): Appointment {
  return {
    id: 1,
    uid: 'uid-1',
    span: hour,
    title: 'Besichtigung Seestraße',
    location: 'Seestraße 5',
    note: 'Schlüssel mitnehmen',
    type: null,
    showAs: 'busy',
    privacy: 'normal',
    reminderMinutes: 15,
    status: 'planned',
    rrule: null,
    rdates: [],
    overrides: [],
    ownerId: 7,
    participants: [],
    properties: [],
    createdAt: new Date('2026-01-01T00:00:00Z'),
    updatedAt: new Date('2026-01-02T03:04:05Z'),
    clientData: {},
    ...changes,
  }
}

export function task(changes: Partial<Task> = {}): Task {
  return {
    id: 2,
    uid: 'uid-2',
    title: 'Rückruf',
    note: '',
    type: null,
    priority: 3,
    startDate: null,
    dueDate: null,
    deadline: false,
    privacy: 'normal',
    reminderAt: null,
    status: 'open',
    percentComplete: 0,
    completedAt: null,
    rrule: null,
    timeZone: null,
    responsibleId: 7,
    editorIds: [],
    details: {},
    createdAt: new Date('2026-01-01T00:00:00Z'),
    updatedAt: new Date('2026-01-02T03:04:05Z'),
    clientData: {},
    ...changes,
  }
}

export function contact(changes: Partial<Contact> = {}): Contact {
  return {
    id: 3,
    uid: 'uid-3',
    salutation: 'Frau',
    title: 'Dr.',
    firstName: 'Anna',
    lastName: 'Müller',
    company: 'Müller GmbH',
    companySuffix: 'Immobilien',
    street: 'Seestraße 5',
    postalCode: '50667',
    city: 'Köln',
    country: 'Deutschland',
    homepage: 'https://example.test/',
    birthday: '1980-02-29',
    note: '',
    picture: null,
    numbers: [],
    responsibleId: 7,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    updatedAt: new Date('2026-01-02T03:04:05Z'),
    clientData: {},
    ...changes,
  }
}
