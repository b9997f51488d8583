/** A process of its own with all phones of a day. */
import { type LoadResult, Tallies, Tally } from '../tally.js'
import { DayClock } from './clock.js'
import { DayPhone, type Held } from './day-phone.js'

/** Sets the phones up; "live" then has them live through the day, "last look" ends it. */
export type DayOrder = { port: number; seconds: number; logins: readonly string[] }
export type DayResult = {
  seconds: number
  commands: [command: string, result: LoadResult][]
  /** All but Pings, whose answers are waited for. */
  asked: LoadResult
  woken: LoadResult
  fetched: LoadResult
  /** Wrong answers, in words. */
  wrong: string[]
  /** Per login. */
  held: Held[][]
}

const SET_UP_AT_ONCE = 4

let phones: DayPhone[] = []
let order: DayOrder | null = null
let lived = 0

process.on('message', async (message: DayOrder | 'live' | 'last look') => {
  if (message === 'live') process.send?.(await live(order?.seconds ?? 0))
  else if (message === 'last look') process.send?.(await lastLook())
  else {
    order = message
    phones = await setUp(message)
    process.send?.('ready')
  }
})

async function setUp({ port, logins }: DayOrder): Promise<DayPhone[]> {
  const all = logins.map((login, index) => new DayPhone({ port, login }, index))
  const queue = [...all]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) await next.setUp()
  }
  await Promise.all(Array.from({ length: SET_UP_AT_ONCE }, worker))
  for (const phone of all) phone.beginDay()
  return all
}

async function live(seconds: number): Promise<'over'> {
  const clock = new DayClock(seconds)
  const begun = performance.now()
  await Promise.all(phones.map((phone) => phone.live(clock)))
  lived = (performance.now() - begun) / 1_000
  return 'over'
}

async function lastLook(): Promise<DayResult> {
  const result = resultOf(lived)
  await Promise.all(phones.map((phone) => phone.lastLook()))
  const wrong = phones.flatMap((phone) => phone.wrong)
  return { ...result, wrong, held: phones.map((phone) => phone.held()) }
}

function resultOf(seconds: number): Omit<DayResult, 'wrong' | 'held'> {
  const tallies = new Tallies()
  const asked = new Tally()
  const woken = new Tally()
  const fetched = new Tally()
  for (const phone of phones) {
    tallies.addAll(phone.tallies())
    woken.addAll(phone.woken)
    fetched.addAll(phone.fetched)
  }
  for (const name of tallies.commands()) if (name !== 'Ping') asked.addAll(tallies.of(name))
  return {
    ...{ seconds, asked: asked.result(seconds) },
    ...{ woken: woken.result(seconds), fetched: fetched.result(seconds) },
    commands: tallies.commands().map((name) => [name, tallies.of(name).result(seconds)]),
  }
}
