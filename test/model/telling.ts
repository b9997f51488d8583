import { setTimeout as sleep } from 'node:timers/promises'
import type { CollectionAnswer } from '../../src/client/answers.js'
import { newOffice, type Office } from '../activesync/sync/support.js'
import { OfficeDesk } from './desk.js'
import { Editor, type Pending, resultOf } from './editor.js'
import { compare } from './ending.js'
import { HALF_DAY_MS, TABLE, titleOf } from './items.js'
import { ReferenceModel } from './model.js'
import { LIMIT } from './selection.js'
import { KINDS, type Kind, type Step, type Story } from './steps.js'
import type { Disasters, World } from './world.js'

const VERSIONS = ['12.1', '14.1', '16.1']
const FILTERS: Record<Kind, number[]> = {
  Calendar: [0, 4, 5, 6, 7],
  Tasks: [0, 8],
  Contacts: [0],
}
const MOST_PAGES = 80
/** Of a request on a quiet machine; disasters strike at any tenth of three times that. */
const USUAL_MS = 12

type SyncStep = Extract<Step, { by: 'sync' }>
type Request = { editor: Editor; kind: Kind; sent: Pending[]; ask: Ask }
type Ask = (signal?: AbortSignal) => Promise<CollectionAnswer | null>

/** Tells one story to a world, keeps the reference model of it, and compares at the end. */
export class Telling {
  readonly #world: World
  readonly #office: Office
  readonly #desk: OfficeDesk
  readonly #model = new ReferenceModel()
  /** What happened, for the message of a failure. */
  readonly #log: string[] = []
  readonly #editors: Editor[]

  private constructor(world: World, office: Office, editors: Editor[]) {
    this.#world = world
    this.#office = office
    this.#editors = editors
    this.#desk = new OfficeDesk(world, office, this.#model)
  }

  static async begin(world: World): Promise<Telling> {
    const office = await newOffice(world.runner, world.baseUrl)
    await office.tenant.sql('update tenant set rule_settings = $2 where id = $1', [
      office.tenant.id,
      JSON.stringify({ calendarLimit: LIMIT }),
    ])
    const phones = await Promise.all(VERSIONS.map((version) => office.phone({ version })))
    const editors = phones.map((phone, index) => new Editor(phone, index))
    return new Telling(world, office, editors)
  }

  async tell({ steps, healed }: Story): Promise<void> {
    try {
      for (const step of steps) {
        this.#log.push(JSON.stringify(step))
        await this.#step(step)
      }
      if (healed) await this.#desk.healAll()
      await this.#untilQuiet()
      const { tenant } = this.#office
      await compare({
        tenant,
        model: this.#model,
        editors: this.#editors,
        now: this.#world.now(),
      })
    } catch (error) {
      if (error instanceof Error) error.message += `\nThe story:\n${this.#log.join('\n')}`
      throw error
    } finally {
      for (const { phone } of this.#editors) phone.close()
    }
  }

  async #step(step: Step): Promise<void> {
    if (step.by === 'office') return await this.#desk.do(step.deed, step.kind, step.which)
    if (step.by === 'time') return await this.#world.advance(step.halfDays * HALF_DAY_MS)
    const editor = this.#editors[step.phone]
    if (!editor) throw new Error(`No phone ${step.phone}`)
    if (step.by === 'sync') return await this.#sync(editor, step)
    if (step.by === 'folders') return await sameFolders(editor)
    if (step.by === 'new beginning') return editor.beginAnew(step.kind)
    if (step.by === 'estimate') return await this.#estimate(editor, step.kind)
    if (step.by === 'phone') return this.#edit(editor, step)
    const filters = FILTERS[step.kind]
    editor.useFilter(step.kind, filters[step.which % filters.length] ?? 0)
  }

  #edit(editor: Editor, { kind, deed, which }: Extract<Step, { by: 'phone' }>): void {
    if (deed === 'undoes') {
      editor.pending[kind].pop()
      return
    }
    if (deed === 'adds') {
      const when = { start: this.#desk.startFor(which), days: 1 }
      editor.add(this.#model.draft(kind, editor.index, when))
      return
    }
    const copy = editor.choose(kind, which)
    if (!copy) return
    const item = this.#model.ofTitle(copy.title)
    if (!item) throw new Error(`Phone ${editor.index} holds ${copy.title}, which never was`)
    if (deed === 'deletes') editor.remove(item, copy)
    else if (deed === 'finishes' && kind === 'Tasks') editor.finish(item, copy, this.#world.now())
    else editor.edit(item, copy, this.#model.newTitle(item))
  }

  async #sync(editor: Editor, { kind, fate, getChanges, moment }: SyncStep): Promise<void> {
    if (fate === 'request lost') return
    const sent = editor.isNew(kind) ? [] : [...editor.pending[kind]]
    const request = editor.request(kind, getChanges)
    const ask: Ask = (signal) => editor.phone.send(kind, signal ? { ...request, signal } : request)
    const one: Request = { editor, kind, sent, ask }
    const { disasters } = this.#world
    const isDisaster = fate === 'killed' || fate === 'database restarted'
    if (isDisaster && disasters) return await this.#strike(one, fate, { disasters, moment })
    if (fate === 'cut') await cut(ask, moment)
    const answer = await this.#answer(one)
    if (isDisaster || fate === 'answer lost') return
    if (fate === 'at once') {
      // The first was answered just now: these come late, and find that all was done.
      for (const again of await Promise.all([ask(), ask(), ask()])) this.#judge(one, again)
    }
    this.#take(one, fate === 'twice' ? await this.#answer(one) : answer)
  }

  async #answer(request: Request): Promise<CollectionAnswer | null> {
    const answer = await request.ask()
    this.#judge(request, answer)
    return answer
  }

  /** The same command has the same result as often as it is asked for. */
  #judge({ editor, kind, sent }: Request, answer: CollectionAnswer | null): void {
    this.#log.push(`  phone ${editor.index}: ${told(kind, sent, answer)}`)
    if (!answer) {
      if (sent.length > 0) throw new Error('Commands were answered with an empty body')
      return
    }
    for (const one of sent) {
      const { status, serverId } = resultOf(answer, one.command)
      const before = one.answered ?? (one.applied ? { status: 1, serverId } : null)
      if (!before) this.#model.answered(one, status, editor)
      else if (before.status !== status || before.serverId !== serverId) {
        const [was, is] = [before, { status, serverId }].map((result) => JSON.stringify(result))
        throw new Error(`${one.deed} ${one.title}: first ${was}, then ${is}`)
      }
      one.answered = { status, serverId }
    }
  }

  #take({ editor, kind, sent }: Request, answer: CollectionAnswer | null): void {
    if (answer) editor.take(kind, answer, sent)
  }

  /** Its answer does not come; what came of it is looked up, and must be all or nothing. */
  async #strike(
    request: Request,
    fate: 'killed' | 'database restarted',
    { disasters, moment }: { disasters: Disasters; moment: number },
  ): Promise<void> {
    const first = request.ask().catch(() => 'none' as const)
    await sleep((moment / 4) * USUAL_MS)
    await (fate === 'killed' ? disasters.killGateway() : disasters.restartDatabase())
    const answer = await first
    if (answer !== 'none') return this.#judge(request, answer)
    const open = request.sent.filter(({ answered, applied }) => !answered && !applied)
    const added: boolean[] = []
    for (const one of open) {
      one.applied = await this.#isApplied(one)
      if (one.deed === 'adds') added.push(one.applied)
      if (one.applied) this.#model.apply(one, request.editor.index)
    }
    if (new Set(added).size > 1) throw new Error('Some Adds of one request are there, others not')
  }

  async #isApplied({ deed, item, title }: Pending): Promise<boolean> {
    const { table, title: column } = TABLE[item.kind]
    const contact = item.kind === 'Contacts'
    const [row] = await this.#office.tenant.sql(
      `select ${column} as title, ${contact ? "''" : 'status'} as status, ${
        contact
          ? `exists (select from contact_sync s
          where s.tenant_id = x.tenant_id and s.contact_id = x.id)`
          : 'true'
      } as listed from ${table} x where tenant_id = $1 and ${column} like $2`,
      [this.#office.tenant.id, `${item.mark}.%`],
    )
    if (!row || deed === 'adds') return row !== undefined
    if (deed === 'edits') return row.title === title
    if (deed === 'finishes') return row.status === 'done' && !item.done
    return (row.status === 'cancelled' || row.listed !== true) && !item.gone
  }

  /** R-ONO-11a and MS-ASCMD, GetItemEstimate: what the next Sync delivers. */
  async #estimate(editor: Editor, kind: Kind): Promise<void> {
    if (editor.isNew(kind) || editor.pending[kind].length > 0) return
    const { phone } = editor
    const { status, estimate } = await phone.client.getItemEstimate({
      collectionId: phone.folderId(kind),
      className: kind,
      syncKey: phone.replica(kind).syncKey,
      filterType: editor.filters[kind],
    })
    if (status !== 1) throw new Error(`GetItemEstimate got ${status}`)
    const brought = await this.#untilDone(editor, kind)
    if (brought !== estimate) {
      throw new Error(`Estimated were ${estimate}, Syncs of ${kind} brought ${brought}`)
    }
  }

  /** Syncs while there is more; how many commands came. */
  async #untilDone(editor: Editor, kind: Kind): Promise<number> {
    let count = 0
    for (let page = 0; page < MOST_PAGES; page++) {
      const isNew = editor.isNew(kind)
      const sent = isNew ? [] : [...editor.pending[kind]]
      const request = editor.request(kind, true)
      const one: Request = { editor, kind, sent, ask: () => editor.phone.send(kind, request) }
      const answer = await this.#answer(one)
      this.#take(one, answer)
      count += answer?.commands.length ?? 0
      if (!answer || (!answer.moreAvailable && !isNew)) return count
    }
    throw new Error(`${kind} of phone ${editor.index} never ends`)
  }

  async #untilQuiet(): Promise<void> {
    for (let round = 0; round < 4; round++) {
      for (const editor of this.#editors) {
        for (const kind of KINDS) {
          await this.#untilDone(editor, kind)
          await this.#untilDone(editor, kind)
        }
      }
    }
    for (const editor of this.#editors) {
      for (const kind of KINDS) {
        const answer = await editor.phone.send(kind)
        if (answer) throw new Error(`${kind} of phone ${editor.index} gives no quiet`)
      }
    }
  }
}

/** A request and its answer in a line. */
function told(kind: Kind, sent: readonly Pending[], answer: CollectionAnswer | null): string {
  const asked = sent.map(({ deed, title, base }) => `${deed} ${title} (${base})`)
  if (!answer) return `${kind} [${asked}] nothing new`
  const results = answer.results.map((one) => `${one.clientId ?? one.serverId}: ${one.status}`)
  const commands = answer.commands.map((one) => {
    const title = 'data' in one ? titleOf(kind, one.data) : ''
    return `${one.kind} ${one.serverId} ${title}`
  })
  const more = answer.moreAvailable ? ' and more' : ''
  return `[${asked}] ${answer.syncKey} [${results}] [${commands.join(', ')}]${more}`
}

/** Sends a request and breaks its connection at some moment. */
async function cut(ask: Ask, moment: number): Promise<void> {
  const controller = new AbortController()
  const first = ask(controller.signal).catch(() => null)
  await sleep((moment / 4) * USUAL_MS)
  controller.abort()
  await first
}

/** FolderSync 0 at any time is harmless: the same folders, nothing lost (design: rule 8). */
async function sameFolders({ phone }: Editor): Promise<void> {
  const before = phone.folders.map(({ serverId }) => serverId).sort()
  await phone.syncFolders('0')
  const after = phone.folders.map(({ serverId }) => serverId).sort()
  if (String(before) !== String(after)) throw new Error(`Folders ${before} became ${after}`)
}
