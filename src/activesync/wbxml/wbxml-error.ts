/** Bytes that are no WBXML document, or one beyond a bound. `offset` is where, from 0. */
export class WbxmlError extends Error {
  readonly offset: number

  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset}`)
    this.name = 'WbxmlError'
    this.offset = offset
  }
}
