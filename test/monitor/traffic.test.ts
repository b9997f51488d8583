import { fairly } from '../../src/monitor/fairly.js'
import { createTrafficCounter } from '../../src/monitor/traffic.js'
import { activityOf, type GatewayState, type RunningGateway } from '../../src/store/activity.js'

const request = {
  ...{ tenantId: 1, user: 'anna_T', device: 'D', deviceId: 1, command: 'Sync' },
  ...{
    version: '16.1',
    http: 200,
    failed: false,
    refused: false,
    ms: 4,
    bytesIn: 10,
    bytesOut: 20,
    waited: false,
  },
}

function gatewayWith(state: Partial<GatewayState>, id: string): RunningGateway {
  const counter = createTrafficCounter()
  const whole = {
    ...{ traffic: counter.traffic(), parked: 0, parkedRequests: [], recent: [], tenants: [] },
    ...{ databaseDownAt: null, ...state },
  }
  const since = new Date(0)
  return { id, host: 'h', pid: 1, version: '1', startedAt: since, seenAt: since, state: whole }
}

test('a minute is counted by what became of each request, and then forgotten', () => {
  let now = 1_000_000
  const counter = createTrafficCounter(() => now)
  counter.count(request)
  counter.count({ ...request, http: 401, failed: true, refused: true, tenantId: null })
  counter.count({ ...request, http: 401, failed: true, tenantId: null })
  counter.count({ ...request, http: 503, failed: true })
  counter.count({ ...request, http: 449, failed: true })
  counter.count({ ...request, failed: true, waited: true, ms: 60_000 })
  expect(counter.traffic()).toMatchObject({
    ...{ requests: 6, refused: 1, serverErrors: 1, clientErrors: 1, failed: 1 },
    ...{ bytesIn: 50, bytesOut: 100 },
  })
  expect(counter.tenants()).toEqual([{ tenantId: 1, requests: 4, failed: 3 }])
  now += 61_000
  expect(counter.traffic().requests).toBe(0)
  expect(counter.recent()).toHaveLength(1)
  now += 15 * 60_000
  expect(counter.recent()).toEqual([])
})

test('the figures of several gateways are put together, of all or of one tenant', () => {
  const [a, b] = [createTrafficCounter(), createTrafficCounter()]
  for (let n = 0; n < 90; n++) a.count({ ...request, ms: 2 })
  for (let n = 0; n < 10; n++) b.count({ ...request, ms: 100, tenantId: 2, failed: true })
  const gateways = [a, b].map((counter, index) =>
    gatewayWith(
      {
        traffic: counter.traffic(),
        recent: counter.recent().flat(),
        tenants: counter.tenants().map((one) => ({ ...one, parked: 1 })),
        parked: 1,
      },
      `${index}`,
    ),
  )
  const all = activityOf(gateways, null)
  expect(all).toMatchObject({ parked: 2, p50: 2, traffic: { requests: 100, failed: 10 } })
  expect(all.p95).toBeGreaterThanOrEqual(100)
  expect(all.p95).toBeLessThan(150)
  const one = activityOf(gateways, 2)
  expect(one).toMatchObject({ parked: 1, p50: null, traffic: { requests: 10, failed: 10 } })
  expect(one.recent.every(({ tenantId }) => tenantId === 2)).toBe(true)
  expect(activityOf(gateways, 3)).toMatchObject({ parked: 0, recent: [], perSecond: 0 })
})

test('one busy tenant does not push the others out', () => {
  const busy = Array.from({ length: 500 }, (_, index) => `a${index}`)
  expect(fairly([busy, ['b0'], ['c0', 'c1']], 6)).toEqual(['a0', 'b0', 'c0', 'a1', 'c1', 'a2'])
  expect(fairly([], 6)).toEqual([])
})
