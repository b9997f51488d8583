import type { BodyPreference } from '../../../mappers/activesync/mapper.js'
import { CALENDAR_FILTERS } from '../../sync/calendar-window.js'
import { type CollectionOptions, DEFAULT_OPTIONS } from '../../sync/collection-options.js'
import { childrenOf, type Element, type Tag, textOf } from '../../wbxml/element.js'

/** The values of FilterType that mean something for one class or another. */
const FILTERS = new Set([...CALENDAR_FILTERS, 1, 2, 3, 8])

/** More than one Options block is for a second class (SMS): only the first counts here. */
export function readOptions(blocks: readonly Element[]): {
  options: CollectionOptions | undefined
  faulty: boolean
} {
  const [block] = blocks
  if (!block) return { options: undefined, faulty: false }
  const filterType = wholeNumber(textOf(block, 'AirSync:FilterType') ?? '0')
  const conflict = textOf(block, 'AirSync:Conflict')
  const options: CollectionOptions = {
    filterType: filterType ?? 0,
    conflict: conflict === '0' ? 0 : DEFAULT_OPTIONS.conflict,
    bodyPreferences: readBodyPreferences(block),
  }
  const unknown = filterType === null || !FILTERS.has(filterType)
  return { options, faulty: unknown || isRedefined(blocks) || blocks.some(hasFaultyPreference) }
}

export function readBodyPreferences(block: Element): BodyPreference[] {
  return childrenOf(block, 'AirSyncBase:BodyPreference')
    .slice(0, 8)
    .map((preference) => {
      const size = wholeNumber(textOf(preference, 'AirSyncBase:TruncationSize') ?? '')
      return {
        type: wholeNumber(textOf(preference, 'AirSyncBase:Type') ?? '') ?? 1,
        ...(size === null ? {} : { truncationSize: size }),
        ...(textOf(preference, 'AirSyncBase:AllOrNone') === '1' ? { allOrNone: true } : {}),
      }
    })
}

/** MS-ASAIRS, BodyPreference: its children in their order. */
const PREFERENCE: readonly Tag[] = [
  'AirSyncBase:Type',
  'AirSyncBase:TruncationSize',
  'AirSyncBase:AllOrNone',
  'AirSyncBase:Preview',
]
const BOOLEAN = /^(0|1|true|false|)$/i

/**
 * MS-ASAIRS, Validating XML: whether a type is preferred twice, or the children of a preference are
 * not in their order, not once each, or AllOrNone is no boolean (R348 to R351).
 */
export function hasFaultyPreference(block: Element): boolean {
  const preferences = childrenOf(block, 'AirSyncBase:BodyPreference')
  const types = preferences.map((one) => textOf(one, 'AirSyncBase:Type')?.trim())
  return new Set(types).size !== types.length || preferences.some(isFaulty)
}

function isFaulty(preference: Element): boolean {
  const places = preference.children
    .map(({ tag }) => PREFERENCE.indexOf(tag))
    .filter((place) => place >= 0)
  const ordered = places.every((place, index) => index === 0 || place > (places[index - 1] ?? 0))
  return !ordered || !BOOLEAN.test(textOf(preference, 'AirSyncBase:AllOrNone')?.trim() ?? '')
}

/** MS-ASCMD, Class (Sync): options for one class twice in one collection (R930). */
function isRedefined(blocks: readonly Element[]): boolean {
  const classes = blocks.map((block) => textOf(block, 'AirSync:Class')?.trim() ?? '')
  return new Set(classes).size !== classes.length
}

export function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text.trim()) ? Number(text) : null
}
