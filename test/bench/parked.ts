import { setTimeout as sleep } from 'node:timers/promises'
import { decode } from '../../src/activesync/wbxml/decode.js'
import { readPing } from '../../src/client/answers.js'
import { pingElement } from '../../src/client/requests.js'
import type { TenantFixture } from '../support/tenant.js'
import type { Bench } from './bench.js'
import { FOLDER_KINDS } from './bench-phone.js'
import { askOnce, bodyBytes, Connection, type RawAnswer } from './connection.js'
import { type BenchDevice, inTurns, optionsBytes, requestBytes } from './devices.js'
import { Tally } from './tally.js'

export type Parked = {
  device: BenchDevice
  connection: Connection
  sentBytes: number
  /** The answer and when it came. */
  answer: Promise<Answered>
  isAnswered: boolean
}
type Answered = { answer: RawAnswer; at: number }

/** The system lets some hundred connections wait to be accepted; more are lost. */
const CONNECTED_AT_ONCE = 100
/** A gateway takes on a thousand requests at once from one address; a parked one counts no more. */
const BEGUN_AT_ONCE = 800
const PARK_TIMEOUT_MS = 60_000
const LOOK_MS = 100
const CHANGES_FOUND = 2

/** Parks a Ping of each, until the gateway counts all of them besides those parked already. */
export async function park(
  bench: Bench,
  devices: readonly BenchDevice[],
  { already = 0, connections = [] as readonly Connection[] } = {},
): Promise<Parked[]> {
  const parked: Parked[] = []
  for (let from = 0; from < devices.length; from += CONNECTED_AT_ONCE) {
    for (const [index, device] of devices.slice(from, from + CONNECTED_AT_ONCE).entries()) {
      const open = connections[from + index]
      parked.push(parkOne(device, open ?? new Connection('127.0.0.1', bench.gateway.port)))
    }
    // Who comes behind them is served when they were accepted.
    const [first] = devices
    if (first) await askOnce(bench.gateway.port, optionsBytes(first.account.login))
    if (parked.length % BEGUN_AT_ONCE > 0) continue
    await untilParked(bench, already + parked.length, parked.slice(-BEGUN_AT_ONCE))
  }
  await untilParked(bench, already + parked.length, parked)
  return parked
}

function parkOne(device: BenchDevice, connection: Connection): Parked {
  const folders = FOLDER_KINDS.map((kind) => {
    return { serverId: device.phone.replica(kind).collectionId, className: kind }
  })
  const request = requestBytes(device, 'Ping', pingElement({ heartbeatSeconds: 900, folders }))
  const answer = connection.send(request).then((answer) => ({ answer, at: performance.now() }))
  const sentBytes = bodyBytes(request)
  const parked: Parked = { device, connection, sentBytes, answer, isAnswered: false }
  const note = () => {
    parked.isAnswered = true
  }
  // A connection that breaks is told where the answer is awaited.
  answer.then(note, note)
  return parked
}

/** @throws Error when one was answered instead, or after a minute */
async function untilParked(bench: Bench, count: number, latest: readonly Parked[]): Promise<void> {
  const until = Date.now() + PARK_TIMEOUT_MS
  for (;;) {
    const found = await parkedCount(bench)
    if (found >= count) return
    const early = latest.find(({ isAnswered }) => isAnswered)
    if (early) {
      const { status, body } = (await early.answer).answer
      throw new Error(`A Ping was answered at once: HTTP ${status}, ${body.toString('hex')}`)
    }
    if (Date.now() > until) throw new Error(`${found} of ${count} Pings are parked after a minute.`)
    await sleep(LOOK_MS)
  }
}

/** As the gateway tells the database every other second: asking it would take of its memory. */
async function parkedCount({ database, gateway }: Bench): Promise<number> {
  const [row] = await database.sql(
    `select state ->> 'parked' as parked from gateway where pid = $1 order by seen_at desc limit 1`,
    [gateway.pid],
  )
  return Number(row?.parked ?? 0)
}

/** One after the other; from just before the commit until the answer is there. */
export async function wakeEach(
  bench: Bench,
  tenant: TenantFixture,
  parked: readonly Parked[],
): Promise<Tally> {
  const tally = new Tally()
  for (const one of parked) {
    const committing = await changeAppointments(bench, tenant, [one])
    noteWoken(tally, one, { committing, answered: await one.answer })
    await sleep(5)
  }
  return tally
}

/** All by one transaction, until the last has its answer. */
export async function wakeTogether(
  bench: Bench,
  tenant: TenantFixture,
  parked: readonly Parked[],
): Promise<Tally> {
  const tally = new Tally()
  const committing = await changeAppointments(bench, tenant, parked)
  for (const one of parked) noteWoken(tally, one, { committing, answered: await one.answer })
  return tally
}

type Woken = { committing: number; answered: Answered }

function noteWoken(tally: Tally, { sentBytes }: Parked, { committing, answered }: Woken): void {
  const { answer, at } = answered
  const { status } = readPing(answer.status === 200 ? decode(answer.body) : null)
  if (status !== CHANGES_FOUND) {
    throw new Error(`A Ping was answered with HTTP ${answer.status}, status ${status}`)
  }
  tally.add(at - committing, sentBytes, answer.body.length)
}

/** Gives the moment just before the commit, whose own work (journal, notification) is counted. */
async function changeAppointments(
  { database }: Bench,
  tenant: TenantFixture,
  parked: readonly Parked[],
): Promise<number> {
  const update = `update appointment set title = title || '.'
    where tenant_id = $1 and owner_id = any($2::bigint[])`
  const values = [tenant.id, parked.map(({ device }) => device.account.id)]
  if (!database.url) {
    const before = performance.now()
    await database.sql(update, values)
    return before
  }
  await database.sql('begin')
  await database.sql(update, values)
  const before = performance.now()
  await database.sql('commit')
  return before
}

/** Those that were woken fetch what they were told of and wait again, all behind the others. */
export async function parkAgain(bench: Bench, parked: readonly Parked[]): Promise<Parked[]> {
  const waiting = parked.filter(({ isAnswered }) => !isAnswered)
  const woken = parked.filter(({ isAnswered }) => isAnswered)
  await inTurns(woken, async ({ device: { phone } }) => {
    await phone.sync('Calendar')
    phone.close()
  })
  const devices = woken.map(({ device }) => device)
  const connections = woken.map(({ connection }) => connection)
  const again = await park(bench, devices, { already: waiting.length, connections })
  return [...waiting, ...again]
}
