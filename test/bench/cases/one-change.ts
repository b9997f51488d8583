import { element } from '../../../src/activesync/wbxml/element.js'
import type { TenantFixture } from '../../support/tenant.js'
import { type Bench, type BenchCase, type Figure, shown } from '../bench.js'
import { type CpuUsed, cpuClock } from '../cpu-clock.js'
import { type BenchDevice, makeDevice, makeTenant } from '../devices.js'
import { median } from '../statistics.js'

type List = { size: number; tenant: TenantFixture; device: BenchDevice; contacts: number[] }
type Way = { name: string; change(list: List, turn: number): Promise<void> }

const DEMANDED = 1.5

/** One change in a long address list, compared with one in a short list. */
export const oneChange: BenchCase = {
  name: 'one-change',

  async run(bench) {
    const [short, long] = bench.options.smoke ? [5, 30] : [100, 10_000]
    const lists = [await makeList(bench, short), await makeList(bench, long)]
    await bench.database.sql('vacuum analyze')
    const figures: Figure[] = []
    const ratios: number[] = []
    for (const way of WAYS) {
      const rounds = new Map<List, CpuUsed[]>(lists.map((list) => [list, []]))
      for (const list of lists) await measure(bench, way, list)
      for (let round = 0; round < bench.options.rounds; round++) {
        bench.say(`one change ${way.name}, round ${round + 1}`)
        for (const list of round % 2 === 0 ? lists : [...lists].reverse()) {
          rounds.get(list)?.push(await measure(bench, way, list))
        }
      }
      const costs = lists.map((list) => {
        const used = rounds.get(list) ?? []
        figures.push(...figuresOf(way, list, used))
        return median(used.map(({ gatewayMs, databaseMs }) => gatewayMs + databaseMs))
      })
      ratios.push((costs[1] ?? Number.NaN) / (costs[0] ?? Number.NaN))
      figures.push({ name: `${way.name}: ratio`, value: shown(ratios.at(-1) ?? 0), unit: '' })
    }
    const highest = Math.max(...ratios)
    return {
      name: 'one-change',
      figures,
      targets: [
        {
          demand: `one change in a list of ${long}: at most ${DEMANDED} times that in one of ${short}`,
          measured: `highest ratio ${shown(highest)}`,
          met: highest <= DEMANDED,
        },
      ],
    }
  },
}

const WAYS: readonly Way[] = [
  {
    name: 'by SQL, then Sync',
    async change(list, turn) {
      await list.tenant.sql(
        `update contact set note = 'Anruf ' || $3::text where tenant_id = $1 and id = $2`,
        [list.tenant.id, pick(list, turn), `${turn}-${Math.random()}`],
      )
      const changes = await list.device.phone.sync('Contacts')
      if (changes !== 1) throw new Error(`${changes} changes came`)
    },
  },
  {
    name: 'by the phone',
    async change(list, turn) {
      const { phone } = list.device
      const serverId = `${phone.replica('Contacts').collectionId}:${pick(list, turn)}`
      const changed = element('Contacts:FirstName', `Vorname ${turn}`)
      await phone.change('Contacts', serverId, changed)
    },
  },
]

/** Spread over the list, and each only once in a while. */
function pick({ contacts }: List, turn: number): number {
  return contacts[(turn * 37) % contacts.length] ?? 0
}

async function makeList(bench: Bench, size: number): Promise<List> {
  bench.say(`address list of ${size}`)
  const tenant = await makeTenant(bench)
  const account = await tenant.account()
  const rows = await tenant.sql(
    `insert into contact (tenant_id, first_name, last_name, company, street, postal_code, city)
     select $1, 'Vorname ' || n, 'Name ' || n, 'Firma ' || n, 'Straße ' || n, '12345', 'Köln'
     from generate_series(1, $2::int) n returning id`,
    [tenant.id, size],
  )
  await addNumbers(
    bench,
    tenant,
    rows.map(({ id }) => Number(id)),
  )
  await tenant.sql(
    `insert into contact_sync (tenant_id, account_id, contact_id)
     select tenant_id, $2, id from contact where tenant_id = $1`,
    [tenant.id, account.id],
  )
  const device = await makeDevice(bench, account)
  await device.phone.sync('Contacts')
  return { size, tenant, device, contacts: rows.map(({ id }) => Number(id)) }
}

/** In parts, and the statistics renewed, as the server does by itself when rows come in over time. */
async function addNumbers(bench: Bench, tenant: TenantFixture, contacts: number[]): Promise<void> {
  for (let start = 0; start < contacts.length; start += 1_000) {
    await tenant.sql(
      `insert into contact_number (tenant_id, contact_id, kind, value, sync_slot)
       select $1, id, kind, value || id, slot
       from unnest($2::bigint[]) id cross join (values
         ('phone', '+49 221 ', 'mobile'), ('email', 'k@e', 'email1')) v (kind, value, slot)`,
      [tenant.id, contacts.slice(start, start + 1_000)],
    )
    await bench.database.sql('analyze')
  }
}

let turns = 0

/** CPU per change. */
async function measure(bench: Bench, way: Way, list: List): Promise<CpuUsed> {
  const changes = bench.options.smoke ? 2 : 60
  const used = await cpuClock(bench)
  for (let done = 0; done < changes; done++) await way.change(list, turns++)
  const { gatewayMs, databaseMs } = await used()
  return { gatewayMs: gatewayMs / changes, databaseMs: databaseMs / changes }
}

function figuresOf(way: Way, list: List, used: readonly CpuUsed[]): Figure[] {
  const of = (key: keyof CpuUsed) => shown(median(used.map((round) => round[key])))
  const name = (what: string) => `${way.name}, list of ${list.size}: CPU per change, ${what}`
  return [
    { name: name('gateway'), value: of('gatewayMs'), unit: 'ms' },
    { name: name('PostgreSQL'), value: of('databaseMs'), unit: 'ms' },
  ]
}
