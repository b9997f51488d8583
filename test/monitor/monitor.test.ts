import { newOffice } from '../activesync/sync/support.js'
import { startGateway } from '../support/gateway.js'
import { parkedIn, statesIn } from './support.js'

test('a gateway tells what it does, and is off the list when it ends', async () => {
  const gateway = await startGateway({ databaseUrl: null })
  const office = await newOffice(gateway, gateway.baseUrl)
  const phone = await office.phone({ deviceId: 'WARTET' })
  await phone.sync('Tasks')
  const stop = new AbortController()
  const ping = phone.ping(['Tasks'], { seconds: 900, signal: stop.signal }).catch(() => null)
  const [state] = await parkedIn(gateway, 1)
  expect(state?.parkedRequests).toMatchObject([
    {
      ...{ tenantId: office.tenant.id, user: office.account.login, device: 'WARTET' },
      ...{ command: 'Ping', seconds: 900 },
    },
  ])
  expect(state?.recent.map(({ command }) => command)).toEqual(
    expect.arrayContaining(['OPTIONS', 'FolderSync', 'Sync']),
  )
  expect(state?.traffic.requests).toBeGreaterThan(4)
  expect(state?.tenants).toMatchObject([{ tenantId: office.tenant.id, parked: 1, failed: 0 }])
  stop.abort()
  await ping
  await parkedIn(gateway, 0)
  await gateway.sql(`insert into gateway (id, host, pid, version, state, seen_at)
    values ('tot', 'h', 1, '0', '{}', now() - interval '1 hour')`)
  await phone.sync('Tasks')
  while ((await statesIn(gateway)).length > 1) await new Promise((done) => setTimeout(done, 100))
  const { dataDir } = gateway
  const [before] = await gateway.sql('select id from gateway')
  await gateway.kill('SIGTERM')
  const again = await startGateway({ databaseUrl: null, dataDir })
  expect(await again.sql('select id from gateway where id = $1', [before?.id])).toEqual([])
  await again.stop()
  await gateway.stop()
}, 60_000)
