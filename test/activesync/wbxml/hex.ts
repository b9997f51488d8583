/** Bytes from hand-written hex; spaces and line breaks are for reading. */
export function hex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replace(/\s+/g, ''), 'hex'))
}

/** The prologue that every ActiveSync document has, and a body in hex. */
export function wbxml(body: string): Uint8Array {
  return hex(`03 01 6A 00 ${body}`)
}
