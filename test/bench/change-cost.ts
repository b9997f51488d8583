import { element } from '../../src/activesync/wbxml/element.js'
import type { AddressList } from './address-list.js'
import { type Bench, type CaseResult, shown } from './bench.js'
import { cpuClock } from './cpu-clock.js'
import type { BenchDevice } from './devices.js'
import { loadFigure, type MeasuredLoad, perTurn } from './load.js'
import { median } from './statistics.js'
import { Tallies } from './tally.js'

/** An address list that is changed, under circumstances that its name tells. */
export type Subject = AddressList & { name: string; device: BenchDevice }
type Way = { name: string; change(subject: Subject, turn: number): Promise<void> }

/** What a change cost: CPU of gateway and database together (ms), the median of the rounds. */
export type Cost = { way: string; subject: Subject; ms: number }

const WAYS: readonly Way[] = [
  {
    name: 'by SQL, then Sync',
    async change({ tenant, device, ...subject }, turn) {
      await tenant.sql(
        `update contact set note = 'Anruf ' || $3::text where tenant_id = $1 and id = $2`,
        [tenant.id, pick(subject, turn), `${turn}-${Math.random()}`],
      )
      const { length } = await device.phone.sync('Contacts')
      if (length !== 1) throw new Error(`${length} changes came`)
    },
  },
  {
    name: 'by the phone',
    async change({ device: { phone }, ...subject }, turn) {
      const serverId = `${phone.replica('Contacts').collectionId}:${pick(subject, turn)}`
      const changed = element('Contacts:FirstName', `Vorname ${turn}`)
      await phone.change('Contacts', serverId, changed)
    },
  },
]

/** Spread over the list, and each only once in a while. */
function pick({ contacts }: Pick<Subject, 'contacts'>, turn: number): number {
  return contacts[(turn * 37) % contacts.length] ?? 0
}

/** One change after the other of each subject, both ways, in alternating rounds. */
export async function compareChanges(
  bench: Bench,
  subjects: readonly Subject[],
): Promise<{ loads: CaseResult['loads']; costs: Cost[] }> {
  const loads: CaseResult['loads'] = []
  const costs: Cost[] = []
  for (const way of WAYS) {
    const measured = new Map<Subject, MeasuredLoad[]>(subjects.map((subject) => [subject, []]))
    for (const subject of subjects) await measure(bench, way, subject)
    for (let round = 0; round < bench.rounds; round++) {
      bench.say(`one change ${way.name}, round ${round + 1}`)
      for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
        measured.get(subject)?.push(await measure(bench, way, subject))
      }
    }
    for (const [subject, rounds] of measured) {
      loads.push(loadFigure(`${way.name}, ${subject.name}`, rounds, { paced: true }))
      const ms = median(rounds.map(({ gatewayMs, databaseMs }) => gatewayMs + databaseMs))
      costs.push({ way: way.name, subject, ms })
    }
  }
  return { loads, costs }
}

/** How much more a change of one subject costs than one of another, for each way. */
export function ratiosOf(costs: readonly Cost[], of: Subject, to: Subject) {
  return WAYS.map(({ name: way }) => {
    const cost = (subject: Subject) =>
      costs.find((one) => one.way === way && one.subject === subject)?.ms ?? Number.NaN
    const value = cost(of) / cost(to)
    return {
      value,
      figure: { name: `${way}: ${of.name} to ${to.name}`, value: shown(value), unit: 'times' },
    }
  })
}

let turns = 0

async function measure(bench: Bench, way: Way, subject: Subject): Promise<MeasuredLoad> {
  const changes = bench.options.smoke ? 1 : 60
  const { client } = subject.device.phone
  client.tallies = new Tallies()
  const used = await cpuClock(bench)
  const begun = performance.now()
  for (let done = 0; done < changes; done++) await way.change(subject, turns++)
  const seconds = (performance.now() - begun) / 1_000
  return { ...client.tallies.of('Sync').result(seconds), ...perTurn(await used(), changes) }
}
