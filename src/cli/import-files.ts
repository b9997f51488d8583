import { type CalendarEntry, readCalendar } from '../mappers/icalendar/read-calendar.js'
import type { Problem } from '../mappers/text/component.js'
import { type ContactEntry, readContacts } from '../mappers/vcard/read-contacts.js'
import {
  type Id,
  ITEM_KINDS,
  type ItemKind,
  type ItemOf,
  OWNER_FIELD,
  type PatchOf,
} from '../store/model.js'
import { changeOf, withFingerprint } from './import-change.js'
import { readImportFile } from './read-import-file.js'

/** One transaction of an import, bound to the store and to the account that imports. */
export type ImportWriter = {
  /**
   * The account's items of these UIDs: appointments it owns, tasks it is responsible for, contacts
   * of its tenant.
   */
  findByUid<K extends ItemKind>(kind: K, uids: readonly string[]): Promise<Map<string, ItemOf<K>>>
  create<K extends ItemKind>(kind: K, patch: PatchOf<K>): Promise<Id>
  update<K extends ItemKind>(kind: K, id: Id, patch: PatchOf<K>): Promise<void>
  /** Takes contacts into the account's sync (R-ONO-150); those that are there stay. */
  includeContacts(ids: readonly Id[]): Promise<void>
}

export type ImportTarget = {
  transact<T>(run: (writer: ImportWriter) => Promise<T>): Promise<T>
}

/** `notes`: its tenant has them, so that those of a file are taken. */
export type ImportAccount = { id: Id; timeZone: string; notes?: boolean }

export type ImportCounts = { created: number; updated: number; unchanged: number; skipped: number }
export type FileReport = ImportCounts & { file: string }
export type FileProblem = Problem & { file: string }
export type ImportReport = { files: FileReport[]; problems: FileProblem[] }

type Entry = CalendarEntry | ContactEntry

/** Entries of one transaction: few enough that none of them is long. */
const BATCH = 100

/**
 * Imports calendar and address files into an account: appointments become its own, tasks its
 * responsibility, contacts get into its sync. A bad entry or file is a problem with its line and
 * does not keep the others out. An entry that an earlier import brought in the same form is left
 * as it is now, even if it was edited since; otherwise its fields are replaced.
 * @param paths files, as they are named in the report; `options.cwd` is where relative ones begin
 * @throws what the store throws when it can't work at all
 */
export async function importFiles(
  target: ImportTarget,
  account: ImportAccount,
  paths: readonly string[],
  options: { cwd?: string } = {},
): Promise<ImportReport> {
  const report: ImportReport = { files: [], problems: [] }
  for (const path of paths) {
    const file = { file: path, created: 0, updated: 0, unchanged: 0, skipped: 0 }
    const { entries, problems } = readEntries(await readImportFile(path, options.cwd), account)
    for (let at = 0; at < entries.length; at += BATCH) {
      const batch = entries.slice(at, at + BATCH)
      problems.push(...(await importBatch(target, account, { batch, counts: file })))
    }
    file.skipped = problems.filter((problem) => problem.skipped).length
    report.files.push(file)
    report.problems.push(...problems.map((problem) => ({ file: path, ...problem })))
  }
  return report
}

function readEntries(
  { text, problem }: { text: string; problem: string | null },
  account: ImportAccount,
): { entries: Entry[]; problems: Problem[] } {
  if (problem !== null)
    return { entries: [], problems: [{ line: 0, reason: problem, skipped: true }] }
  const calendar = /^BEGIN:V(?:CALENDAR|EVENT|TODO|JOURNAL)\s*$/im.test(text)
  const cards = /^BEGIN:VCARD\s*$/im.test(text)
  if (!calendar && !cards) {
    const reason = 'it is neither a calendar (iCalendar) nor an address file (vCard)'
    return { entries: [], problems: [{ line: 1, reason, skipped: true }] }
  }
  const none = { entries: [], problems: [] }
  const first = calendar ? readCalendar(text, account) : none
  const second = cards ? readContacts(text) : none
  return {
    entries: [...first.entries, ...second.entries],
    problems: [...first.problems, ...second.problems],
  }
}

type Batch = { batch: readonly Entry[]; counts: ImportCounts }

/** All of a batch in one transaction; if the database refuses it, each entry in one of its own. */
async function importBatch(
  target: ImportTarget,
  account: ImportAccount,
  { batch, counts }: Batch,
): Promise<Problem[]> {
  try {
    const done = await target.transact((writer) => writeBatch(writer, account, batch))
    for (const outcome of done) counts[outcome] += 1
    return []
  } catch (error) {
    if (!isRefusal(error)) throw error
    const [only] = batch
    if (batch.length === 1 && only) {
      return [{ line: only.line, reason: 'the database does not take it', skipped: true }]
    }
  }
  const problems: Problem[] = []
  for (const entry of batch) {
    problems.push(...(await importBatch(target, account, { batch: [entry], counts })))
  }
  return problems
}

/** SQLSTATE classes 22 and 23: the data are at fault and not the connection. */
function isRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' && /^2[23]/.test(code)
}

type Outcome = 'created' | 'updated' | 'unchanged'

async function writeBatch(
  writer: ImportWriter,
  account: ImportAccount,
  batch: readonly Entry[],
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const kind of ITEM_KINDS) {
    const entries = batch.filter((entry) => entry.kind === kind)
    const whenNew = { [OWNER_FIELD[kind]]: account.id }
    const written = await writeKind(writer, kind, { entries, whenNew })
    if (kind === 'contact' && written.length > 0) {
      await writer.includeContacts(written.map(({ id }) => id))
    }
    outcomes.push(...written.map(({ outcome }) => outcome))
  }
  return outcomes
}

type Kind<K extends ItemKind> = {
  entries: readonly { uid: string; patch: PatchOf<K> }[]
  /** Fields of a new item that are not the file's to say. */
  whenNew: Partial<PatchOf<K>>
}

async function writeKind<K extends ItemKind>(
  writer: ImportWriter,
  kind: K,
  { entries, whenNew }: Kind<K>,
): Promise<{ id: Id; outcome: Outcome }[]> {
  if (entries.length === 0) return []
  const existing = await writer.findByUid(
    kind,
    entries.map((entry) => entry.uid),
  )
  const done: { id: Id; outcome: Outcome }[] = []
  for (const { uid, patch } of entries) {
    const marked = withFingerprint(patch)
    const item = existing.get(uid)
    if (!item) {
      const id = await writer.create(kind, { ...marked, ...whenNew })
      done.push({ id, outcome: 'created' })
      continue
    }
    const change = changeOf<K>(item, marked)
    if (change !== null) await writer.update(kind, item.id, change)
    done.push({ id: item.id, outcome: change === null ? 'unchanged' : 'updated' })
  }
  return done
}
