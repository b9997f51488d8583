import { childOf, childrenOf, contentOf, element } from '../../activesync/wbxml/element.js'
import type { Note, NotePatch } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { readBody, writeBody } from './body.js'
import { keptText, withEntry } from './client-data.js'
import { clean, compact, text } from './codecs.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import type { ItemMapper } from './mapper.js'
import { joined, type ReadState, type Row, readRows, ruleFor, writeRows } from './rule.js'

const rule = ruleFor<Note>()

const MESSAGE_CLASS = 'IPM.StickyNote'
/** MS-ASNOTE, MessageClass: its own or one derived from it. */
const MESSAGE_CLASSES = /^IPM\.StickyNote(\..*)?$/i
const LONGEST_MESSAGE_CLASS = 255
/** MS-ASNOTE, the schema of Categories. */
const MAX_CATEGORIES = 300

/** MS-ASNOTE, in the order of its elements. Since 14.0 only, as the folder of notes itself. */
export const noteRules: readonly Row<Note>[] = [
  rule('Notes:Subject', 'title', text, {
    absent: 'keep',
    says: 'one line; absent from a Change always unchanged',
    ids: ['R-ONO-28', 'MS-ASNOTE'],
  }),
  joined('AirSyncBase:Body', (note, context) => writeBody(note.body, context), {
    fields: ['body'],
    tags: ['AirSyncBase:NativeBodyType'],
    says: 'see Bodies; absent from a Change always unchanged',
    ids: ['R-ONO-28', 'MS-ASNOTE'],
  }),
  joined('Notes:MessageClass', (note) => element('Notes:MessageClass', messageClassOf(note)), {
    fields: [],
    says: `always; \`${MESSAGE_CLASS}\`, or what the client made of it. Another class is Status 6`,
    ids: ['MS-ASNOTE'],
  }),
  joined(
    'Notes:LastModifiedDate',
    (note, context) =>
      element('Notes:LastModifiedDate', compact.write(note.updatedAt, context) ?? ''),
    {
      fields: ['updatedAt'],
      direction: 'sent',
      says: 'always; what a client says is ignored. Alone it is no change',
      ids: ['MS-ASNOTE'],
    },
  ),
  joined('Notes:Categories', writeCategories, {
    fields: ['categories'],
    says: 'all of them, in their order; absent from a Change: none, whatever the setting',
    ids: ['R-ONO-28', 'MS-ASNOTE'],
  }),
]

export const noteMapper: ItemMapper<'note'> = {
  write(note, context) {
    return element('AirSync:ApplicationData', writeRows(noteRules, note, context))
  },

  read(data, context) {
    refuseUnknown(data)
    const { existing } = context
    const state: ReadState<Note> = {
      data,
      current: existing,
      context,
      absence: absenceIn(context),
      clientData: existing?.clientData ?? {},
    }
    const patch: NotePatch = existing ? {} : { body: '', ownerId: context.account.id }
    Object.assign(patch, readRows(noteRules, state))
    const body = readBody(data, existing?.body ?? '', context)
    if (body !== undefined) patch.body = body
    patch.categories = readCategories(state)
    readMessageClass(state)
    if (state.clientData !== existing?.clientData) patch.clientData = state.clientData
    return patch
  },
}

function messageClassOf({ clientData }: Note): string {
  const kept = keptText(clientData, 'Notes:MessageClass')
  return kept && MESSAGE_CLASSES.test(kept) ? clean(kept) : MESSAGE_CLASS
}

/** MS-ASNOTE_R119. One that is absent stays as it is; clients need not be told what it is. */
function readMessageClass(state: ReadState<Note>): void {
  const child = childOf(state.data, 'Notes:MessageClass')
  if (!child) return
  const told = contentOf(child)
  if (!MESSAGE_CLASSES.test(told) || told.length > LONGEST_MESSAGE_CLASS) {
    throw new MappingError('Notes:MessageClass', 'no class of notes')
  }
  const entry = told === MESSAGE_CLASS ? undefined : told
  state.clientData = withEntry(state.clientData, 'Notes:MessageClass', entry)
}

function writeCategories({ categories }: Note) {
  const names = categories.map(clean).filter((name) => name.trim() !== '')
  if (names.length === 0) return null
  return element(
    'Notes:Categories',
    names.slice(0, MAX_CATEGORIES).map((name) => element('Notes:Category', name)),
  )
}

/** MS-ASNOTE_R112, R10002: what is missing is taken away, in every version. */
function readCategories({ data }: ReadState<Note>): string[] {
  const children = childrenOf(childOf(data, 'Notes:Categories'), 'Notes:Category')
  const names = children.map((child) => clean(contentOf(child)).trim())
  return names.filter((name) => name !== '').slice(0, MAX_CATEGORIES)
}
