import { type BenchCase, type Figure, shown } from '../bench.js'
import { residentBytes } from '../cpu.js'
import { makeDevices, syncBytes } from '../devices.js'

const DEMANDED = 1.1
const MEGABYTE = 1024 * 1024

/** Whether a gateway grows with the requests it has answered. */
export const endurance: BenchCase = {
  name: 'endurance',

  async run(bench) {
    const { smoke } = bench.options
    const most = smoke ? 1_000 : 100_000
    const devices = await makeDevices(bench, smoke ? 4 : 32, async ({ phone }) => {
      await phone.sync('Calendar')
    })
    const requests = devices.map((one) => syncBytes(one, ['Calendar']).toString('base64'))
    const port = bench.gateway.port
    const order = { host: '127.0.0.1', port, clients: 8, bodyLength: 0, requests }
    let done = 0
    const figures: Figure[] = []
    const sizes: number[] = []
    const parts = 10
    // The first tenth fills pools, caches and what the compiler makes.
    for (let part = 0; part <= parts; part++) {
      while (done < (most * part) / parts || part === 0) {
        bench.say(`${done} of ${most} requests`)
        done += (await bench.generator.run({ ...order, seconds: smoke ? 0.1 : 1 })).requests
        if (part === 0) break
      }
      sizes.push(residentBytes(bench.gateway.pid))
      const size = shown((sizes.at(-1) ?? 0) / MEGABYTE)
      figures.push({ name: `memory after ${done} requests`, value: size, unit: 'MB' })
    }
    const [, afterTenth = 0] = sizes
    const growth = shown((sizes.at(-1) ?? 0) / afterTenth)
    return {
      name: 'endurance',
      figures,
      targets: [
        {
          demand: `memory after ${most} requests: at most ${DEMANDED} times that after a tenth`,
          measured: `${growth} times`,
          met: growth <= DEMANDED,
        },
      ],
    }
  },
}
