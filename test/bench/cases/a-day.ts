import type { AccountFixture, TenantFixture } from '../../support/tenant.js'
import { addAppointments } from '../appointments.js'
import { type Bench, type BenchCase, type CaseResult, shown } from '../bench.js'
import { startDayPhones } from '../children.js'
import { type CpuUsed, cpuClock } from '../cpu-clock.js'
import { DayClock } from '../day/clock.js'
import type { Held } from '../day/day-phone.js'
import { deskOf, fillDesk, workInOffice } from '../day/office.js'
import type { DayResult } from '../day/phones.js'
import { DAY_HOURS } from '../day/plan.js'
import { makeTenant } from '../devices.js'
import { loadFigure, perTurn } from '../load.js'

const APPOINTMENTS = 60
const SHOWN_WRONG = 3

type Day = { phones: number; seconds: number }
type Measured = { result: DayResult; cpu: CpuUsed; changes: number }

/** Ten hours of all that phones of several makes do, in a minute; the same in every run. */
export const aDay: BenchCase = {
  name: 'a-day',
  rounds: 1,

  async run(bench) {
    const day = bench.options.smoke ? { phones: 2, seconds: 1 } : { phones: 100, seconds: 60 }
    if (!bench.options.smoke) await bench.restart()
    const tenant = await makeTenant(bench)
    const accounts: AccountFixture[] = []
    for (let made = 0; made < day.phones; made++) accounts.push(await newUser(tenant))
    await bench.database.sql('vacuum analyze')
    const measured = await live(bench, { tenant, accounts, day })
    const wrong = [...measured.result.wrong]
    for (const [index, account] of accounts.entries()) {
      const held = measured.result.held[index] ?? []
      wrong.push(...differences(account, held, await deskOf(tenant, account)))
    }
    return resultOf(day, measured, wrong)
  },
}

async function newUser(tenant: TenantFixture): Promise<AccountFixture> {
  const account = await tenant.account()
  await addAppointments(tenant, account, APPOINTMENTS)
  await fillDesk(tenant, account)
  return account
}

type Office = { tenant: TenantFixture; accounts: readonly AccountFixture[]; day: Day }

async function live(bench: Bench, { tenant, accounts, day }: Office): Promise<Measured> {
  const phones = startDayPhones()
  try {
    const { seconds } = day
    bench.say(`setting ${day.phones} phones up`)
    const logins = accounts.map(({ login }) => login)
    await phones.setUp({ port: bench.gateway.port, seconds, logins })
    bench.say(`${DAY_HOURS} hours of ${day.phones} phones in ${seconds} s`)
    const used = await cpuClock(bench)
    const [changes] = await Promise.all([
      workInOffice(tenant, accounts, new DayClock(seconds)),
      phones.live(),
    ])
    const cpu = await used()
    return { changes, cpu, result: await phones.lastLook() }
  } finally {
    await phones.stop()
  }
}

/** What a phone holds has to be what the database says, when the day is over. */
function differences(
  { login }: AccountFixture,
  held: readonly Held[],
  desk: readonly Held[],
): string[] {
  const name = ({ kind, id }: Held) => `${kind} ${id}`
  const onPhone = new Map(held.map((one) => [name(one), one.title]))
  const wrong = desk
    .filter((one) => onPhone.get(name(one)) !== one.title)
    .map((one) => `${login}: ${name(one)} is "${onPhone.get(name(one))}", not "${one.title}"`)
  const inOffice = new Set(desk.map(name))
  const gone = held.filter((one) => !inOffice.has(name(one)))
  return [...wrong, ...gone.map((one) => `${login}: ${name(one)} is still on the phone`)]
}

function resultOf(day: Day, measured: Measured, wrong: readonly string[]): CaseResult {
  const { result, cpu, changes } = measured
  const all = result.commands.map(([, { requests }]) => requests)
  const requests = all.reduce((total, count) => total + count, 0)
  const each = perTurn(cpu, requests)
  const name = `${day.phones} phones, all but Pings (with the CPU of all)`
  const unit = ''
  return {
    loads: [
      loadFigure(name, [{ ...result.asked, ...each }]),
      ...result.commands.map(([command, load]) => {
        return loadFigure(command === 'Ping' ? 'Ping, with its waiting' : command, [load])
      }),
      loadFigure('from a change until the Ping is answered', [result.woken], { paced: true }),
      loadFigure('from a change until it is on the phone', [result.fetched], { paced: true }),
    ],
    figures: [
      { name: `requests in ${shown(result.seconds)} s`, value: requests, unit },
      { name: 'all requests', value: shown(requests / result.seconds), unit: '/s' },
      { name: 'changes by the application', value: changes, unit },
      { name: 'wrong answers', value: wrong.length, unit },
    ],
    targets: [
      {
        demand: `a day of ${day.phones} phones: no wrong answer`,
        measured: [`${wrong.length} of ${requests}`, ...wrong.slice(0, SHOWN_WRONG)].join('; '),
        met: wrong.length === 0,
      },
    ],
  }
}
