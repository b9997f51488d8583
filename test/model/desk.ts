import type { Office } from '../activesync/sync/support.js'
import { insertItem, type ModelItem, startFor, TABLE, times } from './items.js'
import type { ReferenceModel } from './model.js'
import type { Kind, OfficeDeed } from './steps.js'
import type { World } from './world.js'

/** Days from now at which appointments are made: both sides of every edge of a window. */
const DAYS = [-100, -40, -31, -20, -15, -5, -1, 0, 1, 2, 3, 5, 8, 13, 30, 60, 120, 175, 185, 210]

/** What the application does, by SQL. */
export class OfficeDesk {
  readonly #world: World
  readonly #office: Office
  readonly #model: ReferenceModel
  readonly #origin: Date

  constructor(world: World, office: Office, model: ReferenceModel) {
    this.#world = world
    this.#office = office
    this.#model = model
    this.#origin = world.now()
  }

  /** A start for a new or moved appointment, chosen by number. */
  startFor(which: number): number {
    const clock = { origin: this.#origin, now: this.#world.now() }
    return startFor(clock, DAYS[which % DAYS.length] ?? 0, this.#model.counter)
  }

  async do(deed: OfficeDeed, kind: Kind, which: number): Promise<void> {
    if (deed === 'adds') return await this.#add(kind, which)
    const fits = (item: ModelItem) => fitsDeed(deed, item)
    const item = this.#model.choose(kind, which, fits)
    if (!item) return
    item.writers.add('office')
    if (deed === 'edits') await this.#retitle(item)
    if (deed === 'moves') await this.#move(item, which)
    if (deed === 'removes') await this.#remove(item)
    if (deed === 'restores') await this.#restore(item)
    if (deed === 'finishes') await this.#finish(item)
    if (deed === 'breaks') await this.#break(item)
    if (deed === 'heals') await this.#heal(item)
  }

  async healAll(): Promise<void> {
    for (const item of this.#model.items) if (item.broken) await this.#heal(item)
  }

  async idOf(item: ModelItem): Promise<number> {
    if (item.id !== null) return item.id
    const { table, title } = TABLE[item.kind]
    const [row] = await this.#sql(
      `select id from ${table} where tenant_id = $1 and ${title} like $2`,
      `${item.mark}.%`,
    )
    if (!row) throw new Error(`${item.mark} is not in the database`)
    item.id = Number(row.id)
    return item.id
  }

  #sql(text: string, ...values: unknown[]) {
    const { tenant } = this.#office
    return tenant.sql(text, [tenant.id, ...values])
  }

  async #add(kind: Kind, which: number): Promise<void> {
    const days = which % 4 === 0 ? 2 + (which % 12) : 1
    const when = { start: this.startFor(which), days: kind === 'Calendar' ? days : 1 }
    const item = this.#model.draft(kind, null, when)
    item.id = await insertItem(this.#office.tenant, this.#office.account.id, item)
    this.#model.items.push(item)
  }

  /** Every edit of the office shows in the title, so that whoever overwrites it is found out. */
  async #retitle(item: ModelItem): Promise<void> {
    item.title = this.#model.newTitle(item)
    item.authors.set(item.title, 'office')
    const { table, title } = TABLE[item.kind]
    const id = await this.idOf(item)
    await this.#sql(
      `update ${table} set ${title} = $3 where tenant_id = $1 and id = $2`,
      id,
      item.title,
    )
  }

  async #move(item: ModelItem, which: number): Promise<void> {
    item.start = this.startFor(which)
    const { starts_at, ends_at } = times(item)
    const id = await this.idOf(item)
    await this.#sql(
      'update appointment set starts_at = $3, ends_at = $4 where tenant_id = $1 and id = $2',
      ...[id, starts_at, ends_at],
    )
    await this.#retitle(item)
  }

  async #remove(item: ModelItem): Promise<void> {
    const id = await this.idOf(item)
    Object.assign(item, { gone: true, wasAway: true })
    if (item.kind === 'Contacts') {
      await this.#sql('delete from contact_sync where tenant_id = $1 and contact_id = $2', id)
    } else await this.#setStatus(item, 'cancelled')
  }

  async #restore(item: ModelItem): Promise<void> {
    const id = await this.idOf(item)
    Object.assign(item, { gone: false, done: false })
    if (item.kind === 'Contacts') {
      await this.#sql(
        'insert into contact_sync (tenant_id, account_id, contact_id) values ($1, $2, $3)',
        ...[this.#office.account.id, id],
      )
    } else await this.#setStatus(item, item.kind === 'Tasks' ? 'open' : 'planned')
  }

  async #finish(item: ModelItem): Promise<void> {
    Object.assign(item, { done: true, wasAway: true })
    await this.#setStatus(item, 'done')
  }

  async #setStatus(item: ModelItem, status: string): Promise<void> {
    await this.#sql(
      `update ${TABLE[item.kind].table} set status = $3 where tenant_id = $1 and id = $2`,
      ...[await this.idOf(item), status],
    )
  }

  /** An override whose fields mean nothing: no mapper can render the series. */
  async #break(item: ModelItem): Promise<void> {
    Object.assign(item, { broken: true, wasBroken: true })
    const second = new Date(item.start + 86_400_000).toISOString().replace('.000Z', 'Z')
    await this.#office.tenant.insert('appointment_override', {
      appointment_id: await this.idOf(item),
      recurrence_id: second,
      changes: JSON.stringify({ title: 17, note: { nothing: true } }),
    })
  }

  async #heal(item: ModelItem): Promise<void> {
    item.broken = false
    await this.#sql(
      'delete from appointment_override where tenant_id = $1 and appointment_id = $2',
      await this.idOf(item),
    )
    await this.#retitle(item)
  }
}

function fitsDeed(deed: OfficeDeed, item: ModelItem): boolean {
  const isAppointment = item.kind === 'Calendar'
  if (deed === 'restores') return item.gone || item.done
  if (deed === 'heals') return item.broken
  if (item.gone || item.done) return false
  if (deed === 'moves') return isAppointment && !item.broken
  if (deed === 'finishes') return item.kind === 'Tasks'
  if (deed === 'breaks') return isAppointment && item.days > 1 && !item.broken
  return true
}
