import type { Note, NotePatch } from '../../store/model.js'
import { type Component, propertiesOf, propertyOf } from '../text/component.js'
import { escapeText, unescapeText } from '../text/content-line.js'
import { compactDateTime } from '../time/date-time.js'
import {
  categoriesOf,
  EntryRefused,
  KEPT_PROPERTIES,
  keptData,
  keptLines,
  keptProperties,
  textOf,
  uidOf,
} from './entry.js'
import { oneLine, optional } from './write-line.js'

/** RFC 5545, Journal Component: it may have several descriptions. Throws EntryRefused. */
export function readJournal(journal: Component): NotePatch {
  if (propertyOf(journal, 'RECURRENCE-ID')) {
    throw new EntryRefused('a single occurrence of a repeating journal is not taken')
  }
  const status = propertyOf(journal, 'STATUS')?.value.trim().toUpperCase()
  return {
    uid: uidOf(journal),
    title: textOf(journal, 'SUMMARY').replace(/\n/g, ' '),
    body: propertiesOf(journal, 'DESCRIPTION')
      .map(({ value }) => unescapeText(value))
      .join('\n\n'),
    categories: categoriesOf(journal),
    status: status === 'CANCELLED' ? 'cancelled' : 'active',
    clientData: keptData(keptProperties(journal, ['CATEGORIES']), []),
  }
}

export function writeJournal(note: Note): string[] {
  const changed = compactDateTime(note.updatedAt.getTime())
  return [
    'BEGIN:VJOURNAL',
    `UID:${oneLine(note.uid)}`,
    `DTSTAMP:${changed}`,
    `CREATED:${compactDateTime(note.createdAt.getTime())}`,
    `LAST-MODIFIED:${changed}`,
    `SUMMARY:${escapeText(note.title)}`,
    ...optional('DESCRIPTION', note.body),
    ...(note.categories.length === 0
      ? []
      : [`CATEGORIES:${note.categories.map(escapeText).join(',')}`]),
    ...(note.status === 'cancelled' ? ['STATUS:CANCELLED'] : []),
    ...keptLines(note.clientData, KEPT_PROPERTIES).map(oneLine),
    'END:VJOURNAL',
  ]
}
