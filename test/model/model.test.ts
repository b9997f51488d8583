import fc from 'fast-check'
import { POSTGRES } from '../support/database.js'
import { describeNeeding, missingForPostgres } from '../support/needs.js'
import { clockWorld } from './clock-world.js'
import { type DisasterWorld, disasterWorld } from './disaster-world.js'
import { story } from './steps.js'
import { Telling } from './telling.js'
import type { World } from './world.js'

/** `npm run test:model` tells 2,000; every 20th in a world in which processes die. */
const RUNS = Number(process.env.MODEL_RUNS ?? 40)
const DISASTERS = Math.ceil(RUNS / 20)
/** A run's seed, and the path to one of its stories, as a failure prints them. */
const SEED = process.env.MODEL_SEED ? { seed: Number(process.env.MODEL_SEED) } : {}
const PATH = process.env.MODEL_PATH ? { path: process.env.MODEL_PATH } : {}

async function check(world: World, runs: number): Promise<void> {
  const endOnFailure = process.env.MODEL_SHRINK === 'no'
  const property = fc.asyncProperty(story, async (one) => {
    await world.reset()
    const telling = await Telling.begin(world)
    await telling.tell(one)
  })
  await fc.assert(property, { numRuns: runs, endOnFailure, ...SEED, ...PATH })
}

test(
  `model: after ${RUNS - DISASTERS} stories every phone holds what it should`,
  async () => await check(await clockWorld(), RUNS - DISASTERS),
  60_000 + RUNS * 10_000,
)

let world: DisasterWorld | undefined
afterAll(async () => await world?.end())

describeNeeding(POSTGRES ? missingForPostgres() : null, 'model, with disasters:', () => {
  test(
    `also after ${DISASTERS} in which the gateway and its database die at any moment`,
    async () => {
      world = await disasterWorld(POSTGRES ? 'PostgreSQL' : 'embedded')
      await check(world, DISASTERS)
    },
    120_000 + DISASTERS * 120_000,
  )
})
