import { makeAddressList } from '../address-list.js'
import { type BenchCase, shown } from '../bench.js'
import { compareChanges, ratiosOf, type Subject } from '../change-cost.js'
import { makeDevice } from '../devices.js'

const DEMANDED = 1.2

/** One change in a long address list, compared with one in a short list. */
export const oneChange: BenchCase = {
  name: 'one-change',
  rounds: 7,

  async run(bench) {
    const [few, many] = bench.options.smoke ? [5, 30] : [100, 10_000]
    const makeSubject = async (size: number): Promise<Subject> => {
      const list = await makeAddressList(bench, size)
      const device = await makeDevice(bench, list.account)
      await device.phone.sync('Contacts')
      return { ...list, device, name: `list of ${size}` }
    }
    const short = await makeSubject(few)
    const long = await makeSubject(many)
    await bench.database.sql('vacuum analyze')
    const { loads, costs } = await compareChanges(bench, [short, long])
    const ratios = ratiosOf(costs, long, short)
    const highest = Math.max(...ratios.map(({ value }) => value))
    return {
      loads,
      figures: ratios.map(({ figure }) => figure),
      targets: [
        {
          demand: `one change in a list of ${many}: at most ${DEMANDED} times that in one of ${few}`,
          measured: `highest ratio ${shown(highest)}`,
          met: highest <= DEMANDED,
        },
      ],
    }
  },
}
