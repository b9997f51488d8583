import { setTimeout as sleep } from 'node:timers/promises'
import { hashSync } from 'bcrypt'
import { PASSWORD } from '../../support/tenant.js'
import { type Bench, type BenchCase, type CaseResult, shown } from '../bench.js'
import { askOnce, bodyBytes, Connection } from '../connection.js'
import { type CpuUsed, cpuClock } from '../cpu-clock.js'
import { type BenchDevice, makeDevices, makeTenant, optionsBytes, syncBytes } from '../devices.js'
import { loadFigure, perTurn } from '../load.js'
import { median } from '../statistics.js'
import { Tally } from '../tally.js'

const DEMANDED = { startMs: 2_000, stormMs: 90_000, syncMs: 200 }
/** What a company's passwords cost to check. */
const COST = 10
const LEAST_COST = 4
/** One address may not have all requests at once (ADDRESS_SHARE): who storms takes only its own. */
const ANOTHER_ADDRESS = '127.0.0.2'
const MOST_RETRIES = 200
const PAUSE_MS = 1_000

/** A start until the first answer, and then everybody at once, while some are signed in already. */
export const starting: BenchCase = {
  name: 'starting',
  rounds: 5,

  async run(bench) {
    const { rounds } = bench
    const { smoke } = bench.options
    const [first] = await makeDevices(
      bench,
      1,
      async ({ phone }) => void (await phone.sync('Tasks')),
    )
    if (!first) throw new Error('There is no device.')
    const starts: number[] = []
    for (let round = 0; round < rounds; round++) {
      bench.say(`start ${round + 1}`)
      await bench.gateway.stop()
      const begun = performance.now()
      await bench.restart()
      const { status } = await askOnce(bench.gateway.port, syncBytes(first, ['Tasks']))
      if (status !== 200) throw new Error(`The first answer was ${status}`)
      starts.push(performance.now() - begun)
    }
    return resultOf(starts, await storm(bench, smoke ? 10 : 1_000))
  },
}

type Storm = CpuUsed & {
  users: number
  servedMs: number
  refusals: number
  /** From the first try until a user is let in. */
  signIns: Tally
  syncs: Tally
}

async function storm(bench: Bench, users: number): Promise<Storm> {
  const tenant = await makeTenant(bench)
  await tenant.sql(
    `insert into account (tenant_id, name, password_hash, calendar_enabled)
     select $1, 'storm' || n, $3, true from generate_series(1, $2::int) n`,
    [tenant.id, users, hashSync(PASSWORD, bench.options.smoke ? LEAST_COST : COST)],
  )
  const signedIn = await makeDevices(
    bench,
    bench.options.smoke ? 2 : 8,
    async ({ phone }) => void (await phone.sync('Tasks')),
  )
  const state = { over: false, refusals: 0 }
  const syncs = new Tally()
  bench.say(`${users} users sign in at once`)
  const signIns = new Tally()
  const used = await cpuClock(bench)
  const begun = performance.now()
  const names = Array.from({ length: users }, (_, index) => `storm${index + 1}_${tenant.name}`)
  const storming = Promise.all(
    names.map(async (login) => {
      await signIn(bench.gateway.port, login, state)
      signIns.add(performance.now() - begun, 0, 0)
    }),
  ).finally(() => {
    state.over = true
  })
  await Promise.all([
    storming,
    ...signedIn.map((device) => keepWorking(bench, device, { state, syncs })),
  ])
  const servedMs = performance.now() - begun
  const cpu = await used()
  return { ...cpu, users, servedMs, refusals: state.refusals, signIns, syncs }
}

type Work = { state: { over: boolean }; syncs: Tally }

async function keepWorking(bench: Bench, device: BenchDevice, { state, syncs }: Work) {
  const request = syncBytes(device, ['Tasks'])
  const connection = new Connection('127.0.0.1', bench.gateway.port, ANOTHER_ADDRESS)
  while (!state.over) {
    const begun = performance.now()
    const { status, body } = await connection.send(request)
    if (status !== 200) throw new Error(`Who was signed in got ${status}`)
    syncs.add(performance.now() - begun, bodyBytes(request), body.length)
    await sleep(20)
  }
  connection.close()
}

/** As a phone does: told to come again, it does. */
async function signIn(port: number, login: string, state: { refusals: number }): Promise<void> {
  const request = optionsBytes(login)
  for (let retry = 0; retry < MOST_RETRIES; retry++) {
    const { status } = await askOnce(port, request).catch(() => ({ status: 503 }))
    if (status === 200) return
    if (status !== 503) throw new Error(`${login} got ${status}`)
    state.refusals++
    await sleep(PAUSE_MS)
  }
  throw new Error(`${login} never got in`)
}

function resultOf(starts: readonly number[], measured: Storm): CaseResult {
  const { users, servedMs, refusals, signIns, syncs, ...cpu } = measured
  const start = shown(median(starts))
  const seconds = servedMs / 1_000
  const served = shown(seconds)
  const working = syncs.result(seconds)
  const signedIn = { ...signIns.result(seconds), ...perTurn(cpu, users) }
  return {
    loads: [
      loadFigure(`sign-in of ${users} at once (with the CPU of all)`, [signedIn]),
      loadFigure('meanwhile, Sync of who is signed in', [working], { paced: true }),
    ],
    figures: [
      { name: 'start to first answer, median', value: start, unit: 'ms' },
      { name: 'start to first answer, longest', value: shown(Math.max(...starts)), unit: 'ms' },
      { name: `${users} users signed in after`, value: served, unit: 's' },
      { name: 'sign-ins told to come again', value: refusals, unit: '' },
    ],
    targets: [
      {
        demand: `a start until the first answer: at most ${DEMANDED.startMs / 1_000} s`,
        measured: `${start} ms`,
        met: start <= DEMANDED.startMs,
      },
      {
        demand: `${users} users at once: all signed in within ${DEMANDED.stormMs / 1_000} s`,
        measured: `${served} s`,
        met: servedMs <= DEMANDED.stormMs,
      },
      {
        demand: `meanwhile a Sync of who is signed in: p99 at most ${DEMANDED.syncMs} ms`,
        measured: `${shown(working.p99)} ms`,
        met: working.p99 <= DEMANDED.syncMs,
      },
    ],
  }
}
