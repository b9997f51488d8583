import { setTimeout as sleep } from 'node:timers/promises'
import { hashSync } from 'bcrypt'
import { PASSWORD } from '../../support/tenant.js'
import { type Bench, type BenchCase, type CaseResult, shown } from '../bench.js'
import { Connection } from '../connection.js'
import { makeDevices, makeTenant, syncBytes } from '../devices.js'
import { median, percentile } from '../statistics.js'

const DEMANDED = { startMs: 2_000, stormMs: 90_000, syncMs: 200 }
/** What a company's passwords cost to check. */
const COST = 10
const MOST_RETRIES = 200
const PAUSE_MS = 1_000

/** A start until the first answer, and then everybody at once, while some are signed in already. */
export const starting: BenchCase = {
  name: 'starting',

  async run(bench) {
    const { smoke, rounds } = bench.options
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

type Storm = { users: number; servedMs: number; refusals: number; syncs: number[] }

async function storm(bench: Bench, users: number): Promise<Storm> {
  const tenant = await makeTenant(bench)
  await tenant.sql(
    `insert into account (tenant_id, name, password_hash, calendar_enabled)
     select $1, 'storm' || n, $3, true from generate_series(1, $2::int) n`,
    [tenant.id, users, hashSync(PASSWORD, COST)],
  )
  const signedIn = await makeDevices(
    bench,
    8,
    async ({ phone }) => void (await phone.sync('Tasks')),
  )
  const requests = signedIn.map((device) => syncBytes(device, ['Tasks']))
  const state = { over: false, refusals: 0 }
  const syncs: number[] = []
  const working = requests.map(async (request) => {
    const connection = new Connection('127.0.0.1', bench.gateway.port)
    while (!state.over) {
      const begun = performance.now()
      const { status } = await connection.send(request)
      if (status !== 200) throw new Error(`Who was signed in got ${status}`)
      syncs.push(performance.now() - begun)
      await sleep(20)
    }
    connection.close()
  })
  bench.say(`${users} users sign in at once`)
  const begun = performance.now()
  const names = Array.from({ length: users }, (_, index) => `storm${index + 1}_${tenant.name}`)
  await Promise.all(names.map((login) => signIn(bench.gateway.port, login, state)))
  const servedMs = performance.now() - begun
  state.over = true
  await Promise.all(working)
  return { users, servedMs, refusals: state.refusals, syncs }
}

/** As a phone does: told to come again, it does. */
async function signIn(port: number, login: string, state: { refusals: number }): Promise<void> {
  const authorization = Buffer.from(`${login}:${PASSWORD}`).toString('base64')
  const request = Buffer.from(
    'OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: 127.0.0.1\r\n' +
      `Authorization: Basic ${authorization}\r\nContent-Length: 0\r\n\r\n`,
  )
  for (let retry = 0; retry < MOST_RETRIES; retry++) {
    const { status } = await askOnce(port, request).catch(() => ({ status: 503 }))
    if (status === 200) return
    if (status !== 503) throw new Error(`${login} got ${status}`)
    state.refusals++
    await sleep(PAUSE_MS)
  }
  throw new Error(`${login} never got in`)
}

async function askOnce(port: number, request: Buffer) {
  const connection = new Connection('127.0.0.1', port)
  try {
    return await connection.send(request)
  } finally {
    connection.close()
  }
}

function resultOf(
  starts: readonly number[],
  { users, servedMs, refusals, syncs }: Storm,
): CaseResult {
  const start = shown(median(starts))
  const served = shown(servedMs / 1_000)
  const p99 = shown(percentile(syncs, 0.99))
  return {
    name: 'starting',
    figures: [
      { name: 'start to first answer, median', value: start, unit: 'ms' },
      { name: `${users} users signed in after`, value: served, unit: 's' },
      { name: 'sign-ins told to come again', value: refusals, unit: '' },
      { name: 'Syncs of who was signed in: median', value: shown(median(syncs)), unit: 'ms' },
      { name: 'Syncs of who was signed in: p99', value: p99, unit: 'ms' },
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
        measured: `${p99} ms`,
        met: p99 <= DEMANDED.syncMs,
      },
    ],
  }
}
