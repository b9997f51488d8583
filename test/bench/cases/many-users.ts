import type { TenantFixture } from '../../support/tenant.js'
import { Visitor } from '../../support/visitor.js'
import { type Bench, type BenchCase, type LoadFigure, shown } from '../bench.js'
import { cpuClock } from '../cpu-clock.js'
import { makeTenant } from '../devices.js'
import { loadFigure, type MeasuredLoad, perTurn } from '../load.js'
import { sum } from '../statistics.js'
import { Tally } from '../tally.js'

const DEMANDED_MS = 200

/** The administration's pages for a tenant with a great many users. */
export const manyUsers: BenchCase = {
  name: 'many-users',
  rounds: 20,

  async run(bench) {
    const users = bench.options.smoke ? 100 : 100_000
    const tenant = await makeTenant(bench)
    await fill(bench, tenant, users)
    const admin = await tenant.account({ name: 'chefin', is_admin: true })
    const visitor = new Visitor(`http://127.0.0.1:${bench.gateway.port}`)
    await visitor.signIn(admin.login)
    const loads: LoadFigure[] = []
    const searches: number[] = []
    for (const { name, path, isSearch } of pagesOf(tenant, users)) {
      bench.say(`${users} users: ${name}`)
      const viewed = await view(bench, visitor, path)
      if (isSearch) searches.push(viewed.p50)
      loads.push(loadFigure(name, [viewed], { paced: true }))
    }
    visitor.close()
    const slowest = Math.max(...searches)
    return {
      loads,
      figures: [],
      targets: [
        {
          demand: `a search among ${users} users: at most ${DEMANDED_MS} ms`,
          measured: `slowest kind ${shown(slowest)} ms`,
          met: slowest <= DEMANDED_MS,
        },
      ],
    }
  },
}

function pagesOf({ name: tenant }: TenantFixture, users: number) {
  const list = `/admin/tenants/${tenant}/users`
  const search = (words: string) => `${list}?q=${encodeURIComponent(words)}`
  const devices = `/admin/tenants/${tenant}/devices`
  const one = `user${Math.trunc(users / 2)}`
  return [
    { name: 'first page of the list', path: list, isSearch: false },
    { name: 'page 1,000 of the list', path: `${list}?page=1000`, isSearch: false },
    { name: 'search for what begins every name', path: search('nach'), isSearch: true },
    { name: 'search for two words', path: search('vorn nachname1'), isSearch: true },
    { name: 'search for two that all have', path: search('vor nach'), isSearch: true },
    { name: 'search for a login', path: search(`${one}_${tenant}`), isSearch: true },
    { name: 'search for an address', path: search(`${one}@haus.example`), isSearch: true },
    { name: 'search for nobody', path: search('vorname nachname niemand'), isSearch: true },
    { name: 'first page of the devices', path: devices, isSearch: false },
    { name: 'devices in quarantine', path: `${devices}?status=quarantined`, isSearch: false },
    { name: 'search for a device', path: `${devices}?q=D${Math.trunc(users / 3)}`, isSearch: true },
    { name: 'search for a model', path: `${devices}?q=iphone`, isSearch: true },
    { name: 'search for no device', path: `${devices}?q=nirgends`, isSearch: true },
    { name: 'sign-ins', path: `/admin/tenants/${tenant}/sign-ins`, isSearch: false },
    { name: 'activity', path: '/admin/activity', isSearch: false },
    { name: 'explain', path: `/admin/explain?user=${one}_${tenant}&item=Termin`, isSearch: true },
    { name: 'a user', path: `/admin/users/${one}_${tenant}`, isSearch: false },
    { name: 'status', path: '/admin/status', isSearch: false },
    { name: 'log of changes', path: '/admin/audit', isSearch: false },
  ]
}

async function view(bench: Bench, visitor: Visitor, path: string): Promise<MeasuredLoad> {
  const tally = new Tally()
  await viewOnce(visitor, path)
  const used = await cpuClock(bench)
  for (let done = 0; done < bench.rounds; done++) {
    const begun = performance.now()
    const received = await viewOnce(visitor, path)
    tally.add(performance.now() - begun, 0, received)
  }
  const seconds = sum(tally.latencies) / 1_000
  return { ...tally.result(seconds), ...perTurn(await used(), bench.rounds) }
}

async function viewOnce(visitor: Visitor, path: string): Promise<number> {
  const { status, headers } = await visitor.get(path)
  if (status !== 200) throw new Error(`${path} answered ${status}`)
  return Number(headers['content-length'] ?? 0)
}

const PART = 5_000

/** Users with a device each, and a log of what was done to them. */
async function fill(bench: Bench, tenant: TenantFixture, users: number): Promise<void> {
  for (let from = 1; from <= users; from += PART) {
    bench.say(`${from - 1} of ${users} users made`)
    const to = Math.min(from + PART - 1, users)
    await tenant.sql(
      `insert into account (tenant_id, name, display_name, email, password_hash, calendar_enabled,
         tasks_enabled, contacts_enabled)
       select $1, 'user' || n, 'Vorname' || n % 1000 || ' Nachname' || n,
         'user' || n || '@haus.example', 'x', true, true, n % 2 = 0
       from generate_series($2::int, $3::int) n`,
      [tenant.id, from, to],
    )
  }
  await tenant.sql(
    `insert into device (tenant_id, account_id, device_id, device_type, user_agent, last_seen_at)
     select tenant_id, id, 'D' || id, 'iPhone', 'Apple-iPhone14C2/1901.346', now()
     from account where tenant_id = $1`,
    [tenant.id],
  )
  await tenant.sql(
    `insert into audit (tenant_id, at, actor, action, subject, details)
     select tenant_id, now() - id * interval '1 second', 'web chefin', 'account.switches', name, '{}'
     from account where tenant_id = $1`,
    [tenant.id],
  )
  await bench.database.sql('vacuum analyze')
}
