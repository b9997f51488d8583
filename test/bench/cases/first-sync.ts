import { setTimeout as sleep } from 'node:timers/promises'
import type { TenantFixture } from '../../support/tenant.js'
import { type Bench, type BenchCase, type Figure, shown } from '../bench.js'
import { type CpuUsed, cpuClock } from '../cpu-clock.js'
import { makeDevice, makeTenant } from '../devices.js'
import { median } from '../statistics.js'

type Sample = CpuUsed & { elapsedMs: number }

const DEMANDED_MS = 100
/** What a start does in the background is over by then. */
const STARTED_MS = 1_500

/** A device's first Sync (key 0 and the request for everything) of 500 ordinary appointments. */
export const firstSync: BenchCase = {
  name: 'first-sync',

  async run(bench) {
    const count = bench.options.smoke ? 50 : 500
    const tenant = await makeTenant(bench)
    const account = await tenant.account()
    await fill(tenant, account.id, count)
    await bench.database.sql('analyze')

    const cold: Sample[] = []
    for (let round = 0; round < bench.options.rounds; round++) {
      bench.say(`first Sync after a start, round ${round + 1}`)
      await bench.restart()
      await sleep(bench.options.smoke ? 0 : STARTED_MS)
      cold.push(await measure(bench, account, count))
    }
    // As in a gateway that has run for some minutes: the compiler has seen the code often enough.
    const warm: Sample[] = []
    const [before, measured] = bench.options.smoke ? [0, 1] : [25, bench.options.rounds * 8]
    bench.say(`first Sync, ${measured} times`)
    for (let turn = -before; turn < measured; turn++) {
      const sample = await measure(bench, account, count)
      if (turn >= 0) warm.push(sample)
    }
    const total = (samples: Sample[]) =>
      median(samples.map((sample) => sample.gatewayMs + sample.databaseMs))
    return {
      name: 'first-sync',
      figures: [...figures('warm', warm), ...figures('the first after a start', cold)],
      targets: [
        {
          demand: `first Sync of ${count} appointments: at most ${DEMANDED_MS} ms of CPU`,
          measured: `warm ${shown(total(warm))} ms, first after a start ${shown(total(cold))} ms`,
          met: total(warm) <= DEMANDED_MS,
        },
      ],
    }
  },
}

/** One in ten is a series, one in three has a note, one in five has people, one in ten is all-day. */
async function fill(tenant: TenantFixture, ownerId: number, count: number): Promise<void> {
  await tenant.sql(
    `insert into appointment (tenant_id, owner_id, title, location, note, starts_at, ends_at,
       all_day, start_date, end_date, time_zone, rrule, reminder_minutes)
     select $1, $2, 'Besichtigung Nr. ' || n, 'Musterstraße ' || n,
       case when n % 3 = 0 then repeat('Der Kunde bringt Unterlagen mit. ', 8) else '' end,
       case when n % 10 <> 1 then start end,
       case when n % 10 <> 1 then start + interval '45 minutes' end,
       n % 10 = 1, case when n % 10 = 1 then start::date end,
       case when n % 10 = 1 then start::date + 1 end, 'Europe/Berlin',
       case when n % 10 = 0 then 'FREQ=WEEKLY;COUNT=20' end, 60 * (n % 3)
     from generate_series(1, $3::int) n
     cross join lateral (
       select date_trunc('hour', now()) - interval '20 days' + n * interval '6 hours') s (start)`,
    [tenant.id, ownerId, count],
  )
  await tenant.sql(
    `insert into appointment_participant (tenant_id, appointment_id, name, email)
     select tenant_id, id, 'Gast ' || n, 'gast' || n || '@example.org'
     from appointment cross join generate_series(1, 2) n
     where tenant_id = $1 and owner_id = $2 and id % 5 = 0`,
    [tenant.id, ownerId],
  )
}

async function measure(
  bench: Bench,
  account: Awaited<ReturnType<TenantFixture['account']>>,
  count: number,
): Promise<Sample> {
  const { phone } = await makeDevice(bench, account)
  const used = await cpuClock(bench)
  const started = performance.now()
  const came = await phone.sync('Calendar')
  const elapsedMs = performance.now() - started
  const cpu = await used()
  phone.close()
  if (came !== count) throw new Error(`${came} of ${count} appointments came`)
  return { ...cpu, elapsedMs }
}

function figures(when: string, samples: readonly Sample[]): Figure[] {
  const of = (key: keyof Sample) => shown(median(samples.map((sample) => sample[key])))
  return [
    { name: `${when}: CPU, gateway`, value: of('gatewayMs'), unit: 'ms' },
    { name: `${when}: CPU, PostgreSQL`, value: of('databaseMs'), unit: 'ms' },
    { name: `${when}: time to the answer`, value: of('elapsedMs'), unit: 'ms' },
  ]
}
