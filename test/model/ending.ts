import type { TenantFixture } from '../support/tenant.js'
import type { Editor } from './editor.js'
import { type ModelItem, shown, shownBy, TABLE, titleOf } from './items.js'
import type { ReferenceModel } from './model.js'
import { nearest } from './selection.js'
import { KINDS, type Kind } from './steps.js'

type Ending = {
  tenant: TenantFixture
  model: ReferenceModel
  editors: readonly Editor[]
  now: Date
}

/** After quiet: the database and each phone say what the model says, nothing twice, nothing old. */
export async function compare(ending: Ending): Promise<void> {
  for (const kind of KINDS) {
    await compareRows(ending, kind)
    for (const editor of ending.editors) compareCopies(ending, kind, editor)
  }
}

async function compareRows({ tenant, model }: Ending, kind: Kind): Promise<void> {
  const { table, title } = TABLE[kind]
  const rows = await tenant.sql(`select ${title} as title from ${table} where tenant_id = $1`, [
    tenant.id,
  ])
  const titles = model.items.filter((item) => item.kind === kind).map((item) => item.title)
  expect([`${kind} in the database`, ...rows.map((row) => String(row.title)).sort()]).toEqual([
    `${kind} in the database`,
    ...titles.sort(),
  ])
}

function compareCopies({ model, now }: Ending, kind: Kind, editor: Editor): void {
  const where = `${kind} on phone ${editor.index}`
  const there = model.items.filter((item) => item.kind === kind && !item.gone && !item.done)
  const wanted = kind === 'Calendar' ? nearest(there, editor.filters[kind], now) : new Set(there)
  const copies = [...editor.phone.items(kind).values()]
  const found = copies.map((data) => ({ item: model.ofTitle(titleOf(kind, data)), data }))
  const strange = found.filter(({ item }) => !item || !mayHold(item, { wanted, there, editor }))
  expect([where, ...strange.map(({ data }) => shownBy(kind, data))]).toEqual([where])
  const marks = found.map(({ item }) => item?.mark)
  expect([where, ...marks].sort()).toEqual([where, ...new Set(marks)].sort())

  const current = found.filter(({ item }) => item && !item.broken)
  const missing = [...wanted].filter((item) => !item.broken && !marks.includes(item.mark))
  expect([where, ...missing.map(shown)]).toEqual([where])
  expect([where, ...current.map(({ data }) => shownBy(kind, data)).sort()]).toEqual([
    where,
    ...current.flatMap(({ item }) => (item ? [shown(item)] : [])).sort(),
  ])
}

type Holding = { wanted: Set<ModelItem>; there: readonly ModelItem[]; editor: Editor }

/** What a device itself added outside its selection stays on it (R-ONO-09). */
function mayHold(item: ModelItem, { wanted, there, editor }: Holding): boolean {
  const own = item.addedBy === editor.index || item.movedBy.has(editor.index)
  return wanted.has(item) || (there.includes(item) && own)
}
