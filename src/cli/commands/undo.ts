import { type Command, InvalidArgumentError } from 'commander'
import {
  type DeletedItem,
  type DeletedState,
  type DeletionAction,
  deletedItems,
  findDeletion,
  listDeletions,
} from '../../store/deletion-list.js'
import type { ItemKind } from '../../store/model.js'
import { undoDeletion } from '../../store/undo-deletion.js'
import {
  command,
  type JsonOption,
  minute,
  type Note,
  print,
  table,
  type Work,
} from '../invocation.js'

type UndoOptions = JsonOption & { all?: boolean; changed?: boolean }

const MOST_LISTED = 200

const NAMES: Record<ItemKind, string> = {
  appointment: 'appointments',
  task: 'tasks',
  contact: 'contacts',
  note: 'notes',
}

const STATES: Record<DeletedState, string> = {
  deleted: 'deleted',
  changed: 'deleted, changed since',
  present: 'there again',
  gone: 'gone from the database',
  restored: 'restored',
}

/** `termingate undo …` (R-ONO-170) */
export function addUndoCommand(program: Command, note: Note): void {
  const undo = command(program, 'undo', 'take back what a device deleted; without a number: list')
    .argument('[id]', 'number of the deletion', parseId)
    .option('--all', 'list small deletions too')
    .option('--changed', 'restore also what somebody changed since')
    .action((id: number | undefined, options: UndoOptions) =>
      note(onDatabase(options, (work) => (id ? undoOne(work, id, options) : list(work, options)))),
    )
  command(undo, 'show', 'what a deletion took, and what became of it')
    .argument('<id>', 'number of the deletion', parseId)
    // --json is an option of `undo` too, which takes it wherever it stands.
    .action((id: number, _options: JsonOption, self: Command) =>
      note(onDatabase(self.optsWithGlobals(), (work) => show(work, id))),
    )
}

function parseId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is the number that termingate undo lists.')
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

async function list(work: Work, { all = false }: UndoOptions): Promise<undefined> {
  const actions = await listDeletions(work.database, { all, limit: MOST_LISTED })
  const head = ['ID', 'LAST', 'USER', 'DEVICE', 'DELETED', 'OF', 'STATE']
  const rows = actions.map((action) => [
    String(action.id),
    minute(action.lastAt),
    `${action.user}_${action.tenant}`,
    action.device,
    `${action.deleted} ${NAMES[action.kind]}`,
    String(action.held),
    stateOf(action),
  ])
  const none = all
    ? 'No device deleted anything lately.'
    : 'There is no mass deletion; termingate undo --all lists all that devices deleted.'
  print(work, actions.map(shown), rows.length > 0 ? table([head, ...rows]) : [none])
}

function stateOf({ undoneAt, restored, deleted, mass }: DeletionAction): string {
  if (undoneAt) return `undone (${restored} of ${deleted}) ${minute(undoneAt)}`
  return mass ? 'mass' : 'small'
}

async function show(work: Work, id: number): Promise<undefined> {
  const action = await findDeletion(work.database, id)
  const items = await deletedItems(work.database, action)
  print(work, { ...shown(action), items }, [
    `${capital(wordsFor(action))}, ${minute(action.startedAt)} to ${minute(action.lastAt)}:`,
    ...lines(items),
  ])
}

async function undoOne(work: Work, id: number, options: UndoOptions): Promise<undefined> {
  const { database, actor, now } = work
  const changed = options.changed === true
  const { action, restored, left } = await undoDeletion(database, {
    id,
    changed,
    actor,
    now: now(),
  })
  const anyChanged = left.some(({ state }) => state === 'changed')
  print(work, { ...shown(action), restored, left }, [
    restored > 0
      ? `Restored ${restored} of ${wordsFor(action)}. Each device gets them with its next Sync.`
      : `Restored nothing of ${wordsFor(action)}: ${action.restored} were restored before.`,
    ...(left.length > 0 ? ['Left as they are:', ...lines(left)] : []),
    ...(anyChanged ? [`termingate undo ${id} --changed restores what was changed since.`] : []),
  ])
}

function wordsFor({ deleted, kind, device, user, tenant }: DeletionAction): string {
  return `the ${deleted} ${NAMES[kind]} that the device ${device} of ${user}_${tenant} deleted`
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

function lines(items: readonly DeletedItem[]): string[] {
  const rows = items
    .slice(0, MOST_LISTED)
    .map(({ title, recurrenceId, state }) => ['', STATES[state], recurrenceId, title])
  const more = items.length - rows.length
  return [...table(rows), ...(more > 0 ? [`  … and ${more} more: --json has them all.`] : [])]
}

/** Names instead of the keys of rows. */
function shown({ tenantId, accountId, ...action }: DeletionAction) {
  return action
}
