import { contentOf, type Element, element, type Tag } from '../../activesync/wbxml/element.js'
import { MappingError } from '../mapping-error.js'
import { dashedDateTime } from '../time/date-time.js'
import { clean, instantOf, numberOf } from './codecs.js'

/** A text as clients may get it back; throws a MappingError where it can't be one. */
type Leaf = (text: string, path: string) => string
/** What may stand in an element that is kept: each child once, or `many` times; one like another. */
type Shape = Leaf | { children: Partial<Record<Tag, Shape>>; many?: Tag; fill?: [Tag, from: Tag] }

const anyText: Leaf = clean
const dateTime: Leaf = (text, path) => dashedDateTime(instantOf(text, path))
const whole: Leaf = (text, path) => String(numberOf(text, path))

const oneOf =
  (...values: string[]): Leaf =>
  (text, path) => {
    if (!values.includes(text)) throw new MappingError(path, `not one of ${values.join(', ')}`)
    return text
  }

const decimal: Leaf = (text, path) => {
  if (!/^[+-]?\d{1,20}(\.\d{1,20})?$/.test(text)) throw new MappingError(path, 'not a number')
  return text
}

/** Elements whose content is more than a text: MS-ASCNTC, MS-ASCAL, MS-ASTASK and MS-ASAIRS. */
const SHAPES: Partial<Record<Tag, Shape>> = {
  'Contacts:Anniversary': dateTime,
  'Contacts:WeightedRank': whole,
  'Tasks:OrdinalDate': dateTime,
  'Calendar:ResponseRequested': oneOf('0', '1'),
  'Calendar:DisallowNewTimeProposal': oneOf('0', '1'),
  'Contacts:Children': { children: { 'Contacts:Child': anyText }, many: 'Contacts:Child' },
  'Contacts:Categories': { children: { 'Contacts:Category': anyText }, many: 'Contacts:Category' },
  'AirSyncBase:Location': {
    children: {
      'AirSyncBase:DisplayName': anyText,
      'AirSyncBase:Annotation': anyText,
      'AirSyncBase:Street': anyText,
      'AirSyncBase:City': anyText,
      'AirSyncBase:State': anyText,
      'AirSyncBase:Country': anyText,
      'AirSyncBase:PostalCode': anyText,
      'AirSyncBase:Latitude': decimal,
      'AirSyncBase:Longitude': decimal,
      'AirSyncBase:Accuracy': decimal,
      'AirSyncBase:Altitude': decimal,
      'AirSyncBase:AltitudeAccuracy': decimal,
      'AirSyncBase:LocationUri': anyText,
    },
  },
  'Calendar:Attendees': {
    many: 'Calendar:Attendee',
    children: {
      'Calendar:Attendee': {
        fill: ['Calendar:Name', 'Calendar:Email'],
        children: {
          'Calendar:Email': anyText,
          'Calendar:Name': anyText,
          'Calendar:AttendeeStatus': oneOf('0', '2', '3', '4', '5'),
          'Calendar:AttendeeType': oneOf('1', '2', '3'),
        },
      },
    },
  },
}

/**
 * A client's element as it may be handed back to any client: other children, repeated ones and
 * empty ones are left out, date-times are written as the schemas want them.
 * @throws MappingError when a value is none of its type
 */
export function shaped(node: Element): Element {
  return inShape(node, SHAPES[node.tag] ?? anyText, node.tag)
}

/** MS-ASCNTC, Categories and Children: the most that an answer may hold of either. */
const MOST_CHILDREN = 300

function inShape(node: Element, shape: Shape, path: string): Element {
  if (typeof shape === 'function') {
    const text = contentOf(node).trim()
    return element(node.tag, text === '' ? null : shape(contentOf(node), path))
  }
  const children: Element[] = []
  for (const child of node.children) {
    const inner = shape.children[child.tag]
    const again = child.tag !== shape.many && children.some(({ tag }) => tag === child.tag)
    if (!inner || again) continue
    const fitting = inShape(child, inner, `${path}/${child.tag}`)
    if (fitting.text || fitting.children.length > 0) children.push(fitting)
    if (children.length === MOST_CHILDREN) break
  }
  return element(node.tag, shape.fill ? filled(children, shape.fill) : children)
}

/** Both or none: the schema wants the one, and a phone told only the other. */
function filled(children: Element[], [tag, from]: [Tag, from: Tag]): Element[] {
  const source = children.find((child) => child.tag === from)
  if (!source) return []
  if (children.some((child) => child.tag === tag)) return children
  return [source, element(tag, source.text), ...children.filter((child) => child !== source)]
}
