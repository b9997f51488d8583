import { type Element, type Tag, textOf } from '../../../src/activesync/wbxml/element.js'

/** Texts of an element's children by their names without the namespace; of several the last. */
export function textsOf(parent: Element | undefined): Record<string, string> {
  return Object.fromEntries(
    (parent?.children ?? [])
      .filter((child) => child.children.length === 0)
      .map((child) => [child.tag.slice(child.tag.indexOf(':') + 1), child.text ?? '']),
  )
}

/** The texts that all elements of this name have, in their order, wherever they stand. */
export function allTexts(root: Element | null | undefined, tag: Tag): string[] {
  if (!root) return []
  const own = root.children.filter((child) => child.tag === tag).map((child) => child.text ?? '')
  return [...own, ...root.children.flatMap((child) => allTexts(child, tag))]
}

/** A descendant by its path. */
export function at(root: Element | null | undefined, ...path: Tag[]): Element | undefined {
  let found: Element | null | undefined = root
  for (const tag of path) found = found?.children.find((child) => child.tag === tag)
  return found ?? undefined
}

export { textOf }
