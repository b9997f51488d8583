import { setTimeout as sleep } from 'node:timers/promises'
import { decode } from '../../../src/activesync/wbxml/decode.js'
import { pingElement } from '../../../src/client/requests.js'
import type { TenantFixture } from '../../support/tenant.js'
import { type Bench, type BenchCase, type CaseResult, shown } from '../bench.js'
import { Connection, type RawAnswer } from '../connection.js'
import { residentBytes } from '../cpu.js'
import { type CpuUsed, cpuClock } from '../cpu-clock.js'
import { type BenchDevice, inTurns, makeDevices, requestBytes, syncBytes } from '../devices.js'
import { median, percentile } from '../statistics.js'

type Parked = {
  device: BenchDevice
  tenant: TenantFixture
  connection: Connection
  /** The answer and when it came. */
  answer: Promise<{ answer: RawAnswer; at: number }>
}
type WokenAll = CpuUsed & { elapsedMs: number }
type Waiter = { device: BenchDevice; tenant: TenantFixture }

const DEMANDED = { bytes: 40 * 1024, oneMs: 100, allMs: 1_500 }
const SETTLE_MS = 2_000
const CHANGES_FOUND = '2'

/** Many phones wait: what each costs, and how soon they hear of a change. */
export const parkedPings: BenchCase = {
  name: 'parked-pings',

  async run(bench) {
    const { smoke, rounds } = bench.options
    const waiters = await makeWaiters(bench, smoke ? 10 : 1_000)
    const memories: Memory[] = []
    for (let round = 0; round < rounds; round++) {
      bench.say(`parking ${waiters.length} Pings, round ${round + 1}`)
      memories.push(await measureMemory(bench, waiters))
    }
    const memory = lastOf(memories)
    const one = await wakeOne(bench, memory.parked, smoke ? 3 : 300)
    const all: WokenAll[] = []
    let parked = memory.parked
    for (let round = 0; round < rounds; round++) {
      bench.say(`waking ${waiters.length} at once, round ${round + 1}`)
      parked = await parkAgain(bench, parked)
      all.push(await wakeAll(bench, parked))
    }
    for (const { connection } of parked) connection.close()
    return resultOf({ count: waiters.length, memory, one, all })
  },
}

async function makeWaiters(bench: Bench, count: number): Promise<Waiter[]> {
  bench.say(`setting ${count} devices up`)
  const tenants = new Map<BenchDevice['account'], TenantFixture>()
  const devices = await makeDevices(bench, count, async ({ phone, account }, tenant) => {
    tenants.set(account, tenant)
    await tenant.insert('appointment', {
      ...{ owner_id: account.id, title: 'Besichtigung', uid: `ping-${account.id}` },
      starts_at: new Date(Date.now() + 86_400_000),
      ends_at: new Date(Date.now() + 90_000_000),
    })
    for (const kind of ['Calendar', 'Tasks', 'Contacts'] as const) await phone.sync(kind)
  })
  return devices.flatMap((device) => {
    const tenant = tenants.get(device.account)
    return tenant ? [{ device, tenant }] : []
  })
}

/** On a fresh process, so that no memory left over from the set-up hides what the Pings take. */
async function measureMemory(bench: Bench, waiters: readonly Waiter[]): Promise<Memory> {
  await bench.restart()
  const requests = waiters.slice(0, 64).map(({ device }) => syncBytes(device, ['Calendar']))
  await bench.generator.run({
    ...{ host: '127.0.0.1', port: bench.gateway.port, clients: 8, bodyLength: 0 },
    // Much garbage of the warm-up would be taken up again by what the Pings need.
    seconds: 0.3,
    requests: requests.map((request) => request.toString('base64')),
  })
  await sleep(bench.options.smoke ? 200 : SETTLE_MS)
  const connectionsBefore = (await bench.database.backends('termingate')).length
  const before = residentBytes(bench.gateway.pid)
  const parked = await inTurns(waiters, async (waiter) => park(bench, waiter))
  await sleep(bench.options.smoke ? 200 : SETTLE_MS)
  const after = residentBytes(bench.gateway.pid)
  const connections = (await bench.database.backends('termingate')).length
  return { parked, connectionsBefore, connections, bytesEach: (after - before) / waiters.length }
}

function park(bench: Bench, { device, tenant }: Waiter, open?: Connection): Parked {
  const folders = (['Calendar', 'Tasks', 'Contacts'] as const).map((kind) => {
    return { serverId: device.phone.replica(kind).collectionId, className: kind }
  })
  const connection = open ?? new Connection('127.0.0.1', bench.gateway.port)
  const body = pingElement({ heartbeatSeconds: 900, folders })
  const answer = connection
    .send(requestBytes(device, 'Ping', body))
    .then((answer) => ({ answer, at: performance.now() }))
  return { device, tenant, connection, answer }
}

/** One after the other; from just before the commit until the answer is there. */
async function wakeOne(bench: Bench, parked: readonly Parked[], times: number): Promise<number[]> {
  bench.say(`waking one of ${parked.length}, ${times} times`)
  const latencies: number[] = []
  for (const { device, answer, tenant } of parked.slice(0, times)) {
    const update = `update appointment set title = title || '.' where tenant_id = ${tenant.id}
      and uid = 'ping-${device.account.id}'`
    const committing = await commit(bench, update)
    latencies.push(expectChange(await answer) - committing)
    await sleep(5)
  }
  return latencies
}

/** Until the last of all has its answer. */
async function wakeAll(bench: Bench, parked: readonly Parked[]): Promise<WokenAll> {
  const used = await cpuClock(bench)
  const tenantId = parked[0]?.tenant.id
  const update = `update appointment set title = title || '.' where tenant_id = ${tenantId}
    and uid like 'ping-%'`
  const committing = await commit(bench, update)
  const answers = await Promise.all(parked.map(({ answer }) => answer))
  const elapsedMs = Math.max(...answers.map(expectChange)) - committing
  return { elapsedMs, ...(await used()) }
}

/** The moment just before the commit, whose own work (journal, notification) is counted too. */
async function commit({ database }: Bench, update: string): Promise<number> {
  if (!database.url) {
    const before = performance.now()
    await database.sql(update)
    return before
  }
  await database.sql('begin')
  await database.sql(update)
  const before = performance.now()
  await database.sql('commit')
  return before
}

function expectChange({ answer, at }: { answer: RawAnswer; at: number }): number {
  const [status] = answer.status === 200 ? decode(answer.body).children : []
  if (status?.text !== CHANGES_FOUND) throw new Error(`A Ping was answered ${answer.status}`)
  return at
}

/** Those that were woken fetch what they were told of; then all wait. */
async function parkAgain(bench: Bench, parked: readonly Parked[]): Promise<Parked[]> {
  const again = await inTurns(parked, async (one) => {
    const { phone } = one.device
    const woken = await Promise.race([one.answer.then(() => true), sleep(0).then(() => false)])
    if (!woken) return one
    await phone.sync('Calendar')
    phone.close()
    return park(bench, one, one.connection)
  })
  await sleep(bench.options.smoke ? 200 : SETTLE_MS)
  return again
}

type Memory = {
  parked: Parked[]
  connectionsBefore: number
  connections: number
  bytesEach: number
}

/** The last with what is parked, and the median of what a Ping takes. */
function lastOf(memories: readonly Memory[]): Memory {
  const last = memories.at(-1)
  if (!last) throw new Error('At least one round is needed.')
  return { ...last, bytesEach: median(memories.map(({ bytesEach }) => bytesEach)) }
}

type Measured = {
  count: number
  memory: Memory
  one: readonly number[]
  all: readonly WokenAll[]
}

function resultOf({ count, memory, one, all }: Measured): CaseResult {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => shown(percentile(one, share)))
  const { connectionsBefore, connections, bytesEach } = memory
  const kilobytes = shown(bytesEach / 1024)
  const of = (key: keyof WokenAll) => all.map((round) => round[key])
  const allMs = shown(median(of('elapsedMs')))
  return {
    name: 'parked-pings',
    figures: [
      { name: `memory per Ping of ${count}`, value: kilobytes, unit: 'KB' },
      { name: 'database connections before', value: connectionsBefore, unit: '' },
      { name: `database connections with ${count} Pings`, value: connections, unit: '' },
      { name: 'one woken, p50 / p95 / p99', value: `${p50} / ${p95} / ${p99}`, unit: 'ms' },
      { name: `${count} woken at once: median`, value: allMs, unit: 'ms' },
      {
        name: `${count} woken at once: longest round`,
        value: shown(Math.max(...of('elapsedMs'))),
        unit: 'ms',
      },
      {
        name: `${count} woken at once: CPU, gateway`,
        value: shown(median(of('gatewayMs'))),
        unit: 'ms',
      },
      {
        name: `${count} woken at once: CPU, PostgreSQL`,
        value: shown(median(of('databaseMs'))),
        unit: 'ms',
      },
    ],
    targets: [
      {
        demand: `${count} parked Pings: at most 40 KB each`,
        measured: `${kilobytes} KB`,
        met: bytesEach <= DEMANDED.bytes,
      },
      {
        demand: 'no database connection per Ping',
        measured: `${connectionsBefore} before, ${connections} then`,
        met: connectionsBefore === 0 ? null : connections <= connectionsBefore,
      },
      {
        demand: 'one waiter woken within 100 ms of the commit (p99)',
        measured: `${p99} ms`,
        met: (p99 ?? 0) <= DEMANDED.oneMs,
      },
      {
        demand: `${count} woken at once within 1.5 s`,
        measured: `${allMs} ms`,
        met: allMs <= DEMANDED.allMs,
      },
    ],
  }
}
