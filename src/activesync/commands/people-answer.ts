import type { GalTag, Person } from '../people.js'
import { type Element, element } from '../wbxml/element.js'
import type { PeoplePictures } from './people-pictures.js'

/** In the order of code page 16, as Exchange writes them. */
const ORDER: readonly GalTag[] = [
  'GAL:Phone',
  'GAL:Office',
  'GAL:Title',
  'GAL:Company',
  'GAL:Alias',
  'GAL:FirstName',
  'GAL:LastName',
  'GAL:HomePhone',
  'GAL:MobilePhone',
  'GAL:EmailAddress',
]

/** MS-ASCMD, Properties (Search) and (Find): the non-empty properties of a directory entry. */
export function galProperties(person: Person, pictures: PeoplePictures | null): Element[] {
  const told = ORDER.flatMap((tag) => {
    const text = person.properties[tag]
    return text ? [element(tag, text)] : []
  })
  const picture = pictures ? [pictures.of(person)] : []
  return [element('GAL:DisplayName', person.displayName), ...told, ...picture]
}

export type AskedRange = { from: number; to: number }

const RANGE = /^(\d{1,9})-(\d{1,9})$/

/** MS-ASCMD, Range: zero-based `m-n`; null when it is none. */
export function readRange(text: string): AskedRange | null {
  const [, from, to] = RANGE.exec(text.trim()) ?? []
  const range = { from: Number(from), to: Number(to) }
  return range.from <= range.to ? range : null
}

/** What came of it. Of an empty answer too, without which Android 4 shows nothing. */
export function writeRange({ from }: AskedRange, count: number): string {
  return `${from}-${from + Math.max(count, 1) - 1}`
}
