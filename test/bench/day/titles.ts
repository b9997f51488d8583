import { type Element, type Tag, textOf } from '../../../src/activesync/wbxml/element.js'
import type { FolderKind } from '../bench-phone.js'
import { monotonicMs } from './clock.js'

/** Where each kind of item says what it is about. */
const TITLE: Record<FolderKind, Tag> = {
  Calendar: 'Calendar:Subject',
  Tasks: 'Tasks:Subject',
  Contacts: 'Contacts:LastName',
}

export function titleTag(kind: FolderKind): Tag {
  return TITLE[kind]
}

export function titleOf(kind: FolderKind, data: Element): string {
  return textOf(data, TITLE[kind]) ?? ''
}

/** What the application writes: it says when. */
export function titleNow(): string {
  return `Büro um ${monotonicMs().toFixed(3)}`
}

/** When the application wrote it; null for what it did not write. */
export function writtenAt(title: string): number | null {
  const found = /^Büro um ([\d.]+)$/.exec(title)
  return found ? Number(found[1]) : null
}
