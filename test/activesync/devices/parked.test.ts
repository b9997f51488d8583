import { setTimeout as sleep } from 'node:timers/promises'
import { type Gateway, startGateway } from '../../support/gateway.js'
import type { Phone } from '../../support/phone.js'
import { newOffice } from '../sync/support.js'
import { isOld, VERSIONS } from './support.js'

let gateway: Gateway

beforeAll(async () => {
  gateway = await startGateway({ env: { POLL_SECONDS: '0' } })
})
afterAll(() => gateway.stop())

const folder = (phone: Phone) => ({
  serverId: phone.folderId('Calendar'),
  className: 'Calendar',
})

function statusOf(answer: Promise<{ status: number }>): Promise<number | string> {
  return answer.then(
    ({ status }) => status,
    (error: { status: number }) => `HTTP ${error.status}`,
  )
}

// Before 12.1 no Sync waits.
test.each(VERSIONS.slice(2))(
  'in version %s a parked Ping and a hanging Sync of a device that gets blocked end at once',
  async (version) => {
    const office = await newOffice(gateway, gateway.baseUrl)
    await office.appointment()
    const phone = await office.phone({ version, deviceId: 'PARKED' })
    await phone.sync('Calendar')
    const parked = { heartbeatSeconds: 3000, folders: [folder(phone)] }
    const ping = statusOf(phone.client.ping(parked))
    const { syncKey } = phone.replica('Calendar')
    const collections = [{ collectionId: phone.folderId('Calendar'), syncKey, getChanges: true }]
    const hanging = statusOf(phone.client.sync({ collections, wait: 50 }))
    await sleep(300)
    const begun = Date.now()
    const sql = 'update device set status = $2 where tenant_id = $1'
    await office.tenant.sql(sql, [office.tenant.id, 'blocked'])
    const refused = isOld(version) ? 'HTTP 403' : 129
    expect([await ping, await hanging]).toEqual([refused, refused])
    expect(Date.now() - begun).toBeLessThan(5_000)
  },
)
