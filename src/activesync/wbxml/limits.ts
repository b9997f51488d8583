/** Bounds of a document from outside; see `defaultLimits` for what ActiveSync itself needs. */
export type WbxmlLimits = {
  /** Bytes of the document; also of all the text that references to the string table unfold to. */
  bytes: number
  /** Elements inside each other, the root being 1. */
  depth: number
  /** Elements, plus the pieces of content that an element has beyond its first. */
  nodes: number
  /** Bytes of one text; characters where an element's text is joined from several. */
  text: number
  /** Bytes of one opaque piece. */
  opaque: number
  /** Bytes of the string table, which MS-ASWBXML does not use at all. */
  stringTable: number
}

/**
 * Room for the largest requests there are: 200 commands (MS-ASCMD, Limiting Size of Command
 * Requests) with a picture of 48 KB each and 300 categories and children; the deepest element (an
 * attendee of an exception in a Sync) lies at 11.
 */
export const defaultLimits: Readonly<WbxmlLimits> = {
  bytes: 16 * 1024 * 1024,
  depth: 32,
  nodes: 250_000,
  text: 8 * 1024 * 1024,
  opaque: 8 * 1024 * 1024,
  stringTable: 64 * 1024,
}
