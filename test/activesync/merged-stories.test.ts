import fc from 'fast-check'
import { type Gateway, startGateway } from '../support/gateway.js'
import type { FolderKind, Phone } from '../support/phone.js'
import {
  DATA,
  DEFAULT,
  homes,
  KINDS,
  type Kind,
  type Made,
  moveTo,
  newFolder,
  newItem,
  SAMSUNG,
  setDevice,
  shown,
  syncKind,
  TITLES,
} from './merged-office.js'
import { newOffice, type Office } from './sync/support.js'

/** Whatever is done in the folders of a kind, a phone that shows one has what others have in several. */

const MERGING = 'showsone'
const STORY = { numRuns: 8, endOnFailure: true }

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())

/** Who does what, with the item and to the folder of these numbers. */
type Step = { who: 'office' | 'merging' | 'other'; what: string; item: number; to: number }

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    who: fc.constantFrom('office', 'merging', 'other'),
    what: fc.constantFrom('add', 'add', 'edit', 'move', 'move', 'remove', 'switch', 'lose', 'sync'),
    item: fc.nat(20),
    to: fc.nat(2),
  }),
  { minLength: 5, maxLength: 14 },
)

class Story {
  readonly #office: Office
  readonly #kind: Kind
  readonly #merging: Phone
  readonly #other: Phone
  readonly #made: Made[]
  #titles = 0
  #merged = true

  constructor(office: Office, kind: Kind, parts: { phones: [Phone, Phone]; made: Made[] }) {
    this.#office = office
    this.#kind = kind
    this.#made = parts.made
    ;[this.#merging, this.#other] = parts.phones
  }

  async play({ who, what, item, to }: Step): Promise<void> {
    if (what === 'switch') return await this.#switch()
    if (who === 'office') return await this.#inOffice(what, item, to)
    const phone = who === 'merging' ? this.#merging : this.#other
    await syncKind(phone, this.#kind)
    await this.#onPhone(phone, what, { item, to })
  }

  /** All phones hold what the account has; one with a single folder has all of it in there. */
  async check(): Promise<void> {
    const kind = this.#kind
    const expected = Object.keys(await homes(this.#office, kind)).sort()
    for (const phone of [this.#merging, this.#other]) {
      await syncKind(phone, kind)
      await syncKind(phone, kind)
      expect(shown(phone, kind)).toEqual(expected)
    }
    const only = this.#merging.list(DEFAULT[kind], TITLES[kind])
    if (this.#merged) expect(only).toEqual(expected)
  }

  async #switch(): Promise<void> {
    this.#merged = !this.#merged
    await setDevice(this.#office, MERGING, { merged_kinds: this.#merged ? [this.#kind] : [] })
  }

  async #inOffice(what: string, item: number, to: number): Promise<void> {
    const home = this.#made[to]?.id ?? null
    if (what === 'add') {
      await newItem(this.#office, this.#kind, { title: this.#title(), home })
      return
    }
    const ids = await itemIds(this.#office, this.#kind)
    const id = ids[item % Math.max(1, ids.length)]
    if (id !== undefined && what === 'move') await moveTo(this.#office, this.#kind, { id, home })
  }

  async #onPhone(phone: Phone, what: string, { item, to }: Pick<Step, 'item' | 'to'>) {
    const kind = this.#kind
    const all = [DEFAULT[kind], ...this.#made.map(({ folder }) => folder)]
    const folders: FolderKind[] = all.filter((folder) => phone.has(folder))
    const folder = folders[to % folders.length] ?? DEFAULT[kind]
    const ids = [...phone.items(folder).keys()].sort()
    const id = ids[item % Math.max(1, ids.length)]
    if (what === 'add') await phone.add(folder, DATA[kind](this.#title()))
    else if (what === 'lose') await phone.send(folder)
    else if (id === undefined) return
    else if (what === 'edit') await phone.edit(folder, id, { [TITLES[kind]]: this.#title() })
    else if (what === 'remove') await phone.remove(folder, id)
  }

  #title(): string {
    this.#titles++
    return `Nummer ${this.#titles}`
  }
}

async function itemIds(office: Office, kind: Kind): Promise<number[]> {
  const from = {
    calendar: "select id from appointment where tenant_id = $1 and status <> 'cancelled'",
    tasks: "select id from task where tenant_id = $1 and status <> 'cancelled'",
    contacts: 'select contact_id as id from contact_sync where tenant_id = $1',
  }
  const rows = await office.tenant.sql(`${from[kind]} order by id`, [office.tenant.id])
  return rows.map(({ id }) => Number(id))
}

test.each(KINDS)(
  'stories in which %s are moved, edited and lost end alike on all',
  async (kind) => {
    const property = fc.asyncProperty(steps, async (story) => {
      const office = await newOffice(gateway, gateway.baseUrl, { rule_set: 'exchange' })
      const made = [
        await newFolder(office, kind, 'Arbeit'),
        await newFolder(office, kind, 'Privat'),
      ]
      const phones: [Phone, Phone] = [
        await office.phone({ ...SAMSUNG, deviceId: MERGING }),
        await office.phone(),
      ]
      const played = new Story(office, kind, { phones, made })
      for (const step of story) await played.play(step)
      await played.check()
      for (const phone of phones) phone.close()
    })
    await fc.assert(property, STORY)
  },
  120_000,
)
