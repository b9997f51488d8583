import { SaxesParser } from 'saxes'

/** A tree of names and texts, to compare our decoder's with libwbxml's. */
export type Plain = { tag: string; text: string; children: Plain[] }

/** libwbxml's namespaces, where they are not ours in lower case. */
const NAMESPACES: Record<string, string> = { itemestimate: 'getitemestimate' }

/** libwbxml's tag names, where they are not the specification's, by namespace in lower case. */
const NAMES: Record<string, Record<string, string>> = {
  calendar: {
    TimeZone: 'Timezone',
    DTStamp: 'DtStamp',
    Organizer_Name: 'OrganizerName',
    Organizer_Email: 'OrganizerEmail',
    Attendee_Email: 'Email',
    Attendee_Name: 'Name',
    Attendee_Status: 'AttendeeStatus',
    Attendee_Type: 'AttendeeType',
    Recurrence_Type: 'Type',
    Recurrence_Interval: 'Interval',
    Recurrence_DayOfWeek: 'DayOfWeek',
    Recurrence_WeekOfMonth: 'WeekOfMonth',
    Recurrence_Occurrences: 'Occurrences',
    Exception_Deleted: 'Deleted',
    Exception_StartTime: 'ExceptionStartTime',
  },
  tasks: {
    UTCStartDate: 'UtcStartDate',
    UTCDueDate: 'UtcDueDate',
    Recurrence_Type: 'Type',
    Recurrence_Interval: 'Interval',
    Recurrence_DayOfWeek: 'DayOfWeek',
    Recurrence_Start: 'Start',
  },
}

/** BusinessCity is the specification's BusinessAddressCity, and so on. */
const CONTACT_ADDRESS = /^(Business|Home|Other)(Street|City|State|PostalCode|Country)$/

/** Tags as `namespace:Name`, namespace in lower case; white space between elements is left out. */
export function parseLibwbxml(xml: string): Plain {
  const parser = new SaxesParser({ xmlns: true })
  const root: Plain = { tag: '', text: '', children: [] }
  const stack = [root]
  parser.on('opentag', ({ uri, local }) => {
    const node: Plain = { tag: translate(uri, local), text: '', children: [] }
    stack.at(-1)?.children.push(node)
    stack.push(node)
  })
  parser.on('text', (text) => {
    const node = stack.at(-1)
    if (node) node.text += text
  })
  parser.on('closetag', () => {
    const node = stack.pop()
    if (node?.children.length) node.text = node.text.trim()
  })
  parser.write(xml).close()
  const [document] = root.children
  if (!document) throw new Error('No element')
  return document
}

function translate(uri: string, local: string): string {
  const theirs = uri.slice(uri.lastIndexOf('/') + 1)
  const namespace = NAMESPACES[theirs] ?? theirs
  const name = NAMES[namespace]?.[local] ?? local
  if (namespace !== 'contacts') return `${namespace}:${name}`
  return `contacts:${name.replace(CONTACT_ADDRESS, '$1Address$2')}`
}
