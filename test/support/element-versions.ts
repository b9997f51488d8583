import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Tag } from '../../src/activesync/wbxml/element.js'
import { SHARED } from './prepare.js'

type Versions = Record<string, Record<string, Record<string, boolean>>>

const FILE = join(SHARED, 'eas/element-versions.json')

/** By specification and element; null where the data is not at hand. */
export const elementVersions: Versions | null = existsSync(FILE)
  ? (JSON.parse(readFileSync(FILE, 'utf8')) as Versions)
  : null

const SPECIFICATIONS: Readonly<Record<string, string>> = {
  AirSyncBase: 'MS-ASAIRS',
  Calendar: 'MS-ASCAL',
  Contacts: 'MS-ASCNTC',
  Contacts2: 'MS-ASCNTC',
  Tasks: 'MS-ASTASK',
  Notes: 'MS-ASNOTE',
  Provision: 'MS-ASPROV',
  RightsManagement: 'MS-ASRM',
  Email: 'MS-ASEMAIL',
  Email2: 'MS-ASEMAIL',
  DocumentLibrary: 'MS-ASDOC',
}

/**
 * What the data lacks or has otherwise: 2.5 and 12.0 (as 12.1, without what is below), and elements
 * of one name in several places, of which only one is missing in the version.
 */
const WITHOUT: Readonly<Record<string, RegExp>> = {
  '2.5': /^(AirSyncBase|ItemOperations|Settings|Notes|Find|RightsManagement|Email2):/,
  '12.0': /^(Notes|Find|RightsManagement|Email2):/,
  '12.1': /^(Notes|Find|RightsManagement|Email2):/,
  '14.0': /^(Find|RightsManagement):/,
  '14.1': /^Find:/,
  '16.0': /^Find:/,
}

/** Whether no place of this element exists in the version. False where the data says nothing. */
export function lacksElement(version: string, tag: Tag): boolean {
  if (WITHOUT[version]?.test(tag)) return true
  const [namespace = '', name = ''] = tag.split(':')
  const elements = elementVersions?.[SPECIFICATIONS[namespace] ?? 'MS-ASCMD'] ?? {}
  const nearest = Number(version) < 12.1 ? '12.1' : version
  const places = Object.entries(elements).filter(([place]) => place.split('(')[0]?.trim() === name)
  return places.length > 0 && places.every(([, versions]) => versions[nearest] === false)
}
