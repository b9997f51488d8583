type Given<T> = { [K in keyof T]: Exclude<T[K], undefined> }

/** Without the keys that have no value: an absent key leaves a field alone. */
export function defined<T extends object>(given: T): Given<T> {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Given<T>
}
