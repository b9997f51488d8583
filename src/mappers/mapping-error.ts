/** A client's item that can't be understood or is not allowed; it becomes the item's Status 6. */
export class MappingError extends Error {
  override name = 'MappingError'
  readonly path: string

  /** @param path tags from ApplicationData down to the culprit, e.g. `Calendar:Recurrence/Calendar:Type` */
  constructor(path: string, problem: string) {
    super(`${path}: ${problem}`)
    this.path = path
  }
}
