import { type BenchCase, type Figure, shown } from '../bench.js'
import { residentBytes } from '../cpu.js'
import { makeDevices, syncBytes } from '../devices.js'
import { loadFigure, type MeasuredLoad, measureLoad } from '../load.js'
import { median } from '../statistics.js'

const DEMANDED = 1.1
const MEGABYTE = 1024 * 1024
const PARTS = 10

/** Whether a gateway grows with the requests it has answered. */
export const endurance: BenchCase = {
  name: 'endurance',
  rounds: 1,

  async run(bench) {
    const { smoke } = bench.options
    const most = smoke ? 200 : 100_000
    const devices = await makeDevices(bench, smoke ? 4 : 32, async ({ phone }) => {
      await phone.sync('Calendar')
    })
    // What other cases left in the memory would hide what these requests do.
    if (!smoke) await bench.restart()
    const requests = devices.map((one) => syncBytes(one, ['Calendar']))
    const load = { clients: 8, bodyLength: 0, requests, seconds: smoke ? 0.1 : 1 }
    const loads: MeasuredLoad[] = []
    const figures: Figure[] = []
    const sizes: number[] = []
    let done = 0
    for (let part = 1; part <= PARTS; part++) {
      while (done < (most * part) / PARTS) {
        bench.say(`${done} of ${most} requests`)
        const measured = await measureLoad(bench, load)
        loads.push(measured)
        done += measured.requests
      }
      sizes.push(residentBytes(bench.gateway.pid).now)
      const size = shown((sizes.at(-1) ?? 0) / MEGABYTE)
      figures.push({ name: `memory after ${done} requests`, value: size, unit: 'MB' })
    }
    // Garbage makes it go up and down by half: one figure says nothing.
    const half = PARTS / 2
    const growth = shown(median(sizes.slice(half)) / median(sizes.slice(0, half)))
    return {
      loads: [loadFigure('empty Sync, 8 clients', loads)],
      figures,
      targets: [
        {
          demand: `memory in the second half of ${most} requests: at most ${DEMANDED} times that in the first`,
          measured: `${growth} times`,
          met: growth <= DEMANDED,
        },
      ],
    }
  },
}
