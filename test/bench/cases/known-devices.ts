import { type AddressList, makeAddressList } from '../address-list.js'
import { type Bench, type BenchCase, shown } from '../bench.js'
import { type Cost, compareChanges, ratiosOf, type Subject } from '../change-cost.js'
import { copyWithinAccount } from '../copied-devices.js'
import { type BenchDevice, makeDevice } from '../devices.js'
import { addManyPhones } from '../many-phones.js'

type Known = 'users' | 'account'

const DEMANDED = 1.1
const CONTACTS = 100

/**
 * A change and the Sync that fetches it, beside the more or fewer devices that the tenant knows: one for
 * each of its users, or all of the same user, who may have a hundred at a time (MAX_DEVICES_PER_ACCOUNT).
 */
export const knownDevices: BenchCase = {
  name: 'known-devices',
  rounds: 7,

  async run(bench) {
    const { smoke } = bench.options
    const users = await makeSubjects(bench, 'users', smoke ? [2, 4] : [1, 10, 100, 10_000])
    const own = await makeSubjects(bench, 'account', smoke ? [2, 4] : [1, 10, 100])
    await bench.database.sql('vacuum analyze')
    const { loads, costs } = await compareChanges(bench, [...users, ...own])
    const compared = [users, own].map((subjects) => compare(costs, subjects))
    return {
      loads,
      figures: compared.flatMap(({ figures }) => figures),
      targets: compared.map(({ highest, fewer, more }) => ({
        demand: `one change with ${more}: at most ${DEMANDED} times that with ${fewer}`,
        measured: `highest ratio ${shown(highest)}`,
        met: highest <= DEMANDED,
      })),
    }
  },
}

/** From ten devices on, so that what the first ones fill up does not count. */
function compare(costs: readonly Cost[], subjects: readonly Subject[]) {
  const fewer = subjects.find(({ name }) => name.startsWith('10 ')) ?? subjects[0]
  const more = subjects.at(-1)
  if (!fewer || !more) throw new Error('Two are needed.')
  const ratios = ratiosOf(costs, more, fewer)
  return {
    figures: ratios.map(({ figure }) => figure),
    highest: Math.max(...ratios.map(({ value }) => value)),
    ...{ fewer: fewer.name, more: more.name },
  }
}

async function makeSubjects(
  bench: Bench,
  known: Known,
  counts: readonly number[],
): Promise<Subject[]> {
  const subjects: Subject[] = []
  for (const count of counts) {
    const list = await makeAddressList(bench, bench.options.smoke ? 3 : CONTACTS)
    const device = await makeDevice(bench, list.account)
    await device.phone.sync('Contacts')
    bench.say(`${count} devices of ${known}`)
    if (count > 1) await addDevices[known](bench, { ...list, device }, count - 1)
    const whose = known === 'users' ? 'devices of as many users' : 'devices of one user'
    subjects.push({ ...list, device, name: `${count} ${whose}` })
  }
  return subjects
}

type Measured = AddressList & { device: BenchDevice }

/** As their set-up and first Syncs leave them. */
const addDevices: Record<
  Known,
  (bench: Bench, measured: Measured, count: number) => Promise<unknown>
> = {
  users: (bench, { tenant }, count) => addManyPhones(bench, tenant, count),
  account: (_, { tenant, device }, count) => copyWithinAccount(tenant, device, count),
}
