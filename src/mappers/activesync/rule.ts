import { inVersion, type Versions } from '../../activesync/protocol-version.js'
import {
  childOf,
  contentOf,
  type Element,
  element,
  type Tag,
} from '../../activesync/wbxml/element.js'
import type { ClientData } from '../../store/model.js'
import type { MapperContext } from './mapper.js'

/** What a codec may look at while it reads one element. */
export type CodecState<V> = { tag: Tag; current: V | undefined; context: MapperContext }

/** Text of an element ⇄ value of a field. */
export type Codec<V> = {
  /** Null: the element is left out. */
  write(value: V, context: MapperContext): string | null
  /** Throws MappingError with `state.tag` for text that stands for no value. */
  read(text: string, state: CodecState<V>): V
  /** Value of an empty element, of a cleared one, and of one absent from an Add. */
  empty: V
}

/** What an absent element means: its field stays, or takes the codec's `empty`. */
export type Absence = 'keep' | 'clear'

/** One item being read. */
export type ReadState<T> = {
  data: Element
  /** Values the item has now; null for an Add. */
  current: Partial<T> | null
  context: MapperContext
  absence(tag: Tag): Absence
  /** What is kept for the client, replaced (never changed in place) as elements are read. */
  clientData: ClientData
}

/** What docs/field-mapping.md says of a row, in one line of its table. */
export type About<T> = {
  /** Fields of the application that it stands for; none: the element is only kept or made up. */
  fields: readonly (keyof T & string)[]
  /** Elements beside the row's own. */
  tags?: readonly Tag[]
  /** Where it differs from being both sent and read. */
  direction?: 'sent' | 'read'
  says: string
  /** Requirements, or the specification where it alone asks for the row. */
  ids: readonly (`R-ONO-${number}` | `MS-${string}`)[]
}

/** One element in the order of a class. Joined rows are written here and read by their own pair. */
export type Row<T> = {
  tag: Tag
  versions?: Versions
  about: About<T>
  write(item: T, context: MapperContext): Element | readonly Element[] | null
  read?(state: ReadState<T>, patch: Partial<T>): void
}

export type RuleOptions = Versions & {
  /** The class's specification keeps the field when the element is absent from a Change. */
  absent?: 'keep'
  says?: string
  ids: About<unknown>['ids']
}

/** Rows of elements that stand for exactly one field of `T`. */
export function ruleFor<T>() {
  return <F extends keyof T & string>(
    tag: Tag,
    field: F,
    codec: Codec<T[F]>,
    options: RuleOptions,
  ): Row<T> => ({
    tag,
    versions: options,
    about: { fields: [field], says: options.says ?? '', ids: options.ids },
    write(item, context) {
      if (!inVersion(context.version, options)) return null
      const text = codec.write(item[field], context)
      return text === null ? null : element(tag, text)
    },
    read(state, patch) {
      const child = childOf(state.data, tag)
      if (child) patch[field] = decode(child, codec, state.current?.[field], state.context)
      else if (absenceOf(state, tag, options) === 'clear') patch[field] = codec.empty
    },
  })
}

/** A row written by its own function; its reading stands beside the table. */
export function joined<T>(tag: Tag, write: Row<T>['write'], about: About<T>): Row<T> {
  return { tag, write, about }
}

/** All elements of an item, in the table's order. */
export function writeRows<T>(rows: readonly Row<T>[], item: T, context: MapperContext): Element[] {
  const elements: Element[] = []
  for (const row of rows) {
    const written = row.write(item, context)
    if (!written) continue
    if (Array.isArray(written)) elements.push(...written)
    else elements.push(written as Element)
  }
  return elements
}

export function readRows<T>(rows: readonly Row<T>[], state: ReadState<T>): Partial<T> {
  const patch: Partial<T> = {}
  for (const row of rows) row.read?.(state, patch)
  return patch
}

function decode<V>(
  child: Element,
  codec: Codec<V>,
  current: V | undefined,
  context: MapperContext,
): V {
  const text = contentOf(child)
  return text === '' ? codec.empty : codec.read(text, { tag: child.tag, current, context })
}

function absenceOf<T>(state: ReadState<T>, tag: Tag, options: RuleOptions): Absence {
  if (state.current && options.absent === 'keep') return 'keep'
  return state.absence(tag)
}
