import { atLeast } from '../../activesync/protocol-version.js'
import type { Element, Tag } from '../../activesync/wbxml/element.js'
import type { ItemKind } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import type { ReadContext } from './mapper.js'
import type { Absence } from './rule.js'

/**
 * MS-ASCMD, Supported, with the two readings of R-ONO-64: what it means that an element is absent.
 * In an Add it means the default, so everything absent is cleared.
 */
export function absenceIn(context: ReadContext<ItemKind>): (tag: Tag) => Absence {
  const { supported } = context
  if (!context.existing) return () => 'clear'
  if (atLeast(context.version, '16.0')) return () => 'keep'
  if (!supported) return () => (context.rules.ghosting === 'keep' ? 'keep' : 'clear')
  return (tag) => (supported.has(tag) ? 'clear' : 'keep')
}

/** A token that stands in no code page makes the item fail (R-ONO-63). */
export function refuseUnknown(data: Element, path: string = ''): void {
  for (const child of data.children) {
    const here = path ? `${path}/${child.tag}` : child.tag
    if (child.unknown) throw new MappingError(here, `unknown token at ${child.unknown.offset}`)
    if (child.children.length > 0) refuseUnknown(child, here)
  }
}
