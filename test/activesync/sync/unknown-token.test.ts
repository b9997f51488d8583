import { PROTOCOL_VERSIONS } from '../../../src/activesync/protocol-version.js'
import { encode } from '../../../src/activesync/wbxml/encode.js'
import { readSync } from '../../../src/client/answers.js'
import { syncElement } from '../../../src/client/requests.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import { contactData, newOffice, type Office } from './support.js'

let database: Database
let gateway: ClockGateway
let office: Office

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startClockGateway(database)
})
beforeEach(async () => {
  office = await newOffice(database, gateway.baseUrl)
})

test.each(PROTOCOL_VERSIONS)(
  'R-ONO-63 in %s a token of no code page is Status 6 for its item, the rest goes through',
  async (version) => {
    const phone = await office.phone({ version })
    await phone.sync('Contacts')
    const add = (clientId: string, data: ReturnType<typeof contactData>) =>
      ({ kind: 'add', clientId, data }) as const
    const request = syncElement(
      {
        collections: [
          {
            collectionId: phone.folderId('Contacts'),
            syncKey: phone.replica('Contacts').syncKey,
            commands: [
              add('c1', contactData('Fremd', { 'Contacts:Alias': 'what is this' })),
              add('c2', contactData('Bekannt')),
            ],
          },
        ],
      },
      version,
    )
    const bytes = Buffer.from(encode(request))
    // MS-ASWBXML, Code Page 1: Alias is 0x3D, and 0x3F is nothing; 0x40 says that content follows.
    const at = bytes.indexOf(Buffer.from('\u007d\u0003what is this', 'latin1'))
    expect(at).toBeGreaterThan(0)
    bytes[at] = 0x7f
    const answer = readSync((await phone.client.bytes('Sync', bytes)).body)
    expect(answer.status).toBe(1)
    const results = answer.collections[0]?.results.map(({ clientId, status }) => [clientId, status])
    expect(results).toEqual([
      ['c1', 6],
      ['c2', 1],
    ])
    const names = await office.tenant.sql('select last_name from contact where tenant_id = $1', [
      office.tenant.id,
    ])
    expect(names).toEqual([{ last_name: 'Bekannt' }])
  },
)
