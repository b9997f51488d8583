import { loadConfig } from '../../src/config.js'
import { createAddressLimit, networkOf } from '../../src/login/address-limit.js'
import { limiterInMemory } from '../../src/store/limiter.js'
import { noMetrics } from '../support/no-metrics.js'

const config = loadConfig({ ADDRESS_LIMIT_FAILURES: '6', ADDRESS_LIMIT_USERS: '3' })
const MINUTE = 60_000

function limit() {
  const paused = { times: 0 }
  const app = { config, database: { limiter: limiterInMemory() }, metrics: noMetrics() }
  const addresses = createAddressLimit(app, async () => {
    paused.times++
  })
  return { addresses, paused }
}

test('an office with two forgetful users is never slowed', async () => {
  const { addresses, paused } = limit()
  for (let n = 0; n < 50; n++) await addresses.failed('192.0.2.1', `user${n % 2}_M`, 0)
  expect(paused.times).toBe(0)
})

test('guessing across users is slowed from the limit on, until the time is over', async () => {
  const { addresses, paused } = limit()
  for (let n = 0; n < 5; n++) await addresses.failed('192.0.2.1', `user${n}_M`, 0)
  expect(paused.times).toBe(0)
  await addresses.failed('192.0.2.1', 'user5_M', 0)
  expect(paused.times).toBe(1)
  await addresses.failed('192.0.2.2', 'user6_M', 0)
  expect(paused.times).toBe(1)
  await addresses.failed('192.0.2.1', 'user7_M', 15 * MINUTE)
  expect(paused.times).toBe(1)
})

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::6', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['::1', '0:0:0:0'],
  ['', ''],
])('%s is counted as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
