import { startClockGateway } from '../support/clock-gateway.js'
import { testDatabase } from '../support/database.js'
import type { World } from './world.js'

/** A gateway in this process, with a clock to turn and no disasters. */
export async function clockWorld(): Promise<World> {
  const database = await testDatabase()
  const gateway = await startClockGateway(database)
  let turned = 0
  return {
    baseUrl: gateway.baseUrl,
    runner: database,
    now: () => gateway.now(),
    async advance(ms) {
      turned += ms
      gateway.advance(ms)
    },
    async reset() {
      gateway.advance(-turned)
      turned = 0
    },
    disasters: null,
  }
}
