import type { KnownTag } from './pages/index.js'

/**
 * A WBXML document as a tree. Leaf module: no bytes, no meaning.
 * A tag is `Namespace:Name`, the code page's namespace and the specification's tag name; a
 * misspelt one does not compile. Only the decoder makes tags of the other form.
 */
export type Tag = KnownTag | UnknownTag
export type UnknownTag = `Unknown:${string}`

export type Element = {
  tag: Tag
  children: Element[]
  /** Inline string content; null when there is none. */
  text: string | null
  /** Opaque content (pictures, MIME, conversation ids); null when there is none. */
  opaque: Uint8Array | null
  /** Set when the token stands in no code page: the tag is then `Unknown:0xPP:0xTT`. */
  unknown?: { offset: number }
}

/** An element with text, with children, or empty. Null and undefined children are left out. */
export function element(
  tag: Tag,
  content?: string | number | Uint8Array | readonly (Element | null | undefined)[] | null,
): Element {
  const node: Element = { tag, children: [], text: null, opaque: null }
  if (content === undefined || content === null) return node
  if (typeof content === 'string') node.text = content
  else if (typeof content === 'number') node.text = String(content)
  else if (content instanceof Uint8Array) node.opaque = content
  else for (const child of content) if (child) node.children.push(child)
  return node
}

export function childOf(parent: Element | null | undefined, tag: Tag): Element | undefined {
  return parent?.children.find((child) => child.tag === tag)
}

export function childrenOf(parent: Element | null | undefined, tag: Tag): Element[] {
  return parent?.children.filter((child) => child.tag === tag) ?? []
}

/** Text of a child; '' when the child is there but empty; undefined when it is absent. */
export function textOf(parent: Element | null | undefined, tag: Tag): string | undefined {
  const child = childOf(parent, tag)
  if (!child) return undefined
  return contentOf(child)
}

/**
 * Text of an element, '' when it is empty; opaque content counts as UTF-8, without the NULs that
 * only it can hold: neither WBXML nor PostgreSQL has them in a text.
 */
export function contentOf({ text, opaque }: Element): string {
  return text ?? (opaque ? Buffer.from(opaque).toString('utf8').replaceAll('\0', '') : '')
}
