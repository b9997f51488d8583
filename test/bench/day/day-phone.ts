import { setTimeout as sleep } from 'node:timers/promises'
import { element } from '../../../src/activesync/wbxml/element.js'
import { applicationData, withTexts } from '../../support/item-data.js'
import { BenchPhone, FOLDER_KINDS, type FolderKind } from '../bench-phone.js'
import { type PhoneAddress, phoneOptions } from '../devices.js'
import { Tallies, Tally } from '../tally.js'
import { type DayClock, monotonicMs } from './clock.js'
import { type Deed, kindOfPhone, type PhoneKind, planOfPhone } from './plan.js'
import { titleOf, titleTag, writtenAt } from './titles.js'

/** MS-ASCMD, Status (Ping). */
const EXPIRED = 1
const CHANGES_FOUND = 2
/** MS-ASCMD, Status (Sync): the other side's change counts; the item is gone there. */
const CONFLICT = 7
const NOT_FOUND = 8
/** Of one folder in one look. */
const MOST_SYNCS = 50
const DAY_MS = 86_400_000

export type Held = { kind: FolderKind; id: number; title: string }

/** A phone for a working day: it does what is planned, and waits for changes in between. */
export class DayPhone {
  /** What was answered wrongly, in words. */
  readonly wrong: string[] = []
  /** From the application's statement until the Ping's answer, and until the phone has the item. */
  readonly woken = new Tally()
  readonly fetched = new Tally()
  readonly #past = new Tallies()
  readonly #address: Omit<PhoneAddress, 'deviceId'>
  readonly #index: number
  readonly #kind: PhoneKind
  #phone: BenchPhone
  #times = 0

  constructor(address: Omit<PhoneAddress, 'deviceId'>, index: number) {
    this.#address = address
    this.#index = index
    this.#kind = kindOfPhone(index)
    this.#phone = this.#newPhone()
  }

  async setUp(): Promise<void> {
    await this.#phone.setUp()
    for (const kind of FOLDER_KINDS) await this.#phone.sync(kind)
  }

  /** Forgets what was measured so far. */
  beginDay(): void {
    this.#phone.client.tallies = new Tallies()
  }

  async live(clock: DayClock): Promise<void> {
    for (const { at, deed, draw } of planOfPhone(this.#index)) {
      await this.#waitUntil(clock, at)
      await this.#attempt(deed, () => DEEDS[deed](this, draw))
    }
    await this.#waitUntil(clock, 1)
  }

  /** When the application has done its last. */
  async lastLook(): Promise<void> {
    await this.#attempt('last look', () => this.look())
    this.#phone.close()
  }

  tallies(): Tallies {
    const all = new Tallies()
    all.addAll(this.#past)
    all.addAll(this.#phone.client.tallies)
    return all
  }

  held(): Held[] {
    return FOLDER_KINDS.flatMap((kind) =>
      [...this.#phone.replica(kind).items].map(([serverId, data]) => {
        return { kind, id: Number(serverId.split(':')[1]), title: titleOf(kind, data) }
      }),
    )
  }

  get phone(): BenchPhone {
    return this.#phone
  }

  /** Until each folder has nothing new. */
  async look(): Promise<void> {
    for (const kind of FOLDER_KINDS) {
      for (let turn = 0; (await this.#phone.sync(kind)).length > 0; turn++) {
        if (turn === MOST_SYNCS) throw new Error(`${kind} has news without end`)
      }
    }
  }

  async edit(draw: number): Promise<void> {
    const kind = FOLDER_KINDS[draw < 0.6 ? 0 : draw < 0.8 ? 1 : 2] ?? 'Calendar'
    const items = [...this.#phone.replica(kind).items]
    const [serverId, before] = items[Math.floor(draw * items.length)] ?? []
    if (!serverId || !before) return
    const data = withTexts(before, { [titleTag(kind)]: `Telefon ${this.#times++}` })
    await this.#tell(kind, { kind: 'change', serverId, data })
  }

  async add(draw: number): Promise<void> {
    const start = Date.now() + Math.floor(draw * 10) * DAY_MS
    const data = applicationData(
      element('Calendar:StartTime', compact(start)),
      element('Calendar:Subject', `Neu ${this.#times}`),
      element('Calendar:EndTime', compact(start + 3_600_000)),
    )
    await this.#tell('Calendar', { kind: 'add', clientId: `neu-${this.#times++}`, data })
  }

  async remove(draw: number): Promise<void> {
    const ids = [...this.#phone.replica('Calendar').items.keys()]
    const serverId = ids[Math.floor(draw * ids.length)]
    if (serverId) await this.#tell('Calendar', { kind: 'delete', serverId })
  }

  /** The account is taken off the phone and added again, which then is another device. */
  async setUpAgain(): Promise<void> {
    this.#phone.close()
    this.#past.addAll(this.#phone.client.tallies)
    this.#phone = this.#newPhone()
    await this.setUp()
  }

  #newPhone(): BenchPhone {
    const { deviceType, userAgent, version, windowSize } = this.#kind
    const deviceId = `DAY${process.pid}X${this.#index}X${this.#times++}`
    const address = { ...this.#address, deviceId }
    const phone = new BenchPhone(phoneOptions(address, { deviceType, userAgent, version }))
    phone.windowSize = windowSize
    return phone
  }

  async #tell(kind: FolderKind, command: Parameters<BenchPhone['tell']>[1]): Promise<void> {
    const status = await this.#phone.tell(kind, command)
    // Both are right where the application was quicker.
    if (status !== 1 && status !== CONFLICT && status !== NOT_FOUND) {
      throw new Error(`${command.kind} in ${kind} was answered with status ${status}`)
    }
  }

  async #waitUntil(clock: DayClock, moment: number): Promise<void> {
    const { heartbeatMinutes } = this.#kind
    if (heartbeatMinutes === null) return await clock.until(moment)
    const heartbeatSeconds = clock.secondsFor(heartbeatMinutes)
    while (clock.msUntil(moment) > 0) {
      const signal = AbortSignal.timeout(Math.ceil(clock.msUntil(moment)))
      const isGoingOn = await this.#attempt('Ping', () => this.#ping(heartbeatSeconds, signal))
      // Who was answered wrongly does not ask again at once.
      if (!isGoingOn) await sleep(100)
    }
  }

  /** A phone whose user does something cuts its Ping off. */
  async #ping(heartbeatSeconds: number, signal: AbortSignal): Promise<void> {
    const folders = FOLDER_KINDS.map((kind) => {
      return { serverId: this.#phone.replica(kind).collectionId, className: kind }
    })
    const sentAt = monotonicMs()
    const answer = await this.#phone.client
      .ping({ heartbeatSeconds, folders }, { signal })
      .catch((error: unknown) => {
        if (signal.aborted) return null
        throw error
      })
    if (answer === null || answer.status === EXPIRED) return
    if (answer.status !== CHANGES_FOUND) throw new Error(`answered with status ${answer.status}`)
    await this.#fetch(answer.folders, { sentAt, wokenAt: monotonicMs() })
  }

  async #fetch(told: readonly string[], { sentAt, wokenAt }: { sentAt: number; wokenAt: number }) {
    for (const kind of FOLDER_KINDS) {
      if (!told.includes(this.#phone.replica(kind).collectionId)) continue
      const commands = await this.#phone.sync(kind)
      if (commands.length === 0) throw new Error(`woken for ${kind}, where a Sync brought nothing`)
      for (const command of commands) {
        const at = 'data' in command ? writtenAt(titleOf(kind, command.data)) : null
        // What the application did before this Ping, or after it, did not wake it.
        if (at === null || at < sentAt || at > wokenAt) continue
        this.woken.add(wokenAt - at, 0, 0)
        this.fetched.add(monotonicMs() - at, 0, 0)
      }
    }
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work()
      return true
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error)
      this.wrong.push(`${this.#kind.name} ${this.#index}, ${what}: ${words}`)
      return false
    }
  }
}

const DEEDS: Record<Deed, (one: DayPhone, draw: number) => Promise<void>> = {
  options: async ({ phone }) => {
    const { status } = await phone.client.options()
    if (status !== 200) throw new Error(`answered with HTTP ${status}`)
  },
  folders: ({ phone }) => phone.expectNoFolders(),
  'all folders': ({ phone }) => phone.expectSameFolders(),
  estimate: ({ phone }, draw) => {
    return phone.estimate(FOLDER_KINDS[Math.floor(draw * FOLDER_KINDS.length)] ?? 'Calendar')
  },
  look: (one) => one.look(),
  add: (one, draw) => one.add(draw),
  edit: (one, draw) => one.edit(draw),
  delete: (one, draw) => one.remove(draw),
  'set up again': (one) => one.setUpAgain(),
}

/** As phones write it: 20260612T090000Z. */
function compact(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`
}
