import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import { EasClient } from '../../src/client/eas-client.js'
import { faultsOf } from './answer-rules.js'
import { elementVersions } from './element-versions.js'
import { readXml } from './read-xml.js'
import { readRecorded } from './recorded.js'
import { firstInvalid, testWithSchemas } from './schema.js'

// The checks of every answer (answers-checked.ts) must be able to fail.

const PREFIXES = 'xmlns:a="AirSync" xmlns:b="AirSyncBase" xmlns:c="Calendar"'
const collection = (inside: string) =>
  readXml(`<Sync xmlns="AirSync" ${PREFIXES}><Collections><Collection><SyncKey>2</SyncKey>
    <CollectionId>cal-1</CollectionId><Status>1</Status>${inside}</Collection></Collections></Sync>`)
const item = (data: string) =>
  collection(`<Commands><Add><ServerId>7</ServerId><ApplicationData>${data}</ApplicationData></Add>
    </Commands>`)
const request = readXml(`<Sync xmlns="AirSync"><Collections><Collection><SyncKey>1</SyncKey>
  <CollectionId>cal-1</CollectionId></Collection></Collections></Sync>`)
const TIMES = `<c:StartTime>20261121T090000Z</c:StartTime><c:EndTime>20261121T100000Z</c:EndTime>`

const faults = (answer: Element, version = '14.1') => faultsOf({ answer, request, version })

test.each<[string, Element, string]>([
  ['an empty Responses', collection('<Responses/>'), 'AirSync:Responses is empty'],
  ['an empty Body', item('<b:Body/>'), 'AirSyncBase:Body is empty'],
  ['an empty ApplicationData', item(''), 'AirSync:ApplicationData is empty'],
  [
    'Truncated 0',
    item('<b:Body><b:Type>1</b:Type><b:Truncated>0</b:Truncated></b:Body>'),
    'AirSyncBase:Truncated 0',
  ],
  [
    'a second Subject',
    item('<c:Subject>a</c:Subject><c:Subject>a</c:Subject>'),
    'AirSync:ApplicationData has Calendar:Subject more than once',
  ],
  [
    'AllDayEvent before StartTime',
    item(`<c:AllDayEvent>1</c:AllDayEvent>${TIMES}`),
    'Calendar:AllDayEvent stands before Calendar:StartTime',
  ],
  [
    'Exceptions before Attendees',
    item(
      `<c:Exceptions><c:Exception><c:Deleted>1</c:Deleted></c:Exception></c:Exceptions><c:Attendees><c:Attendee><c:Name>x</c:Name></c:Attendee></c:Attendees>`,
    ),
    'Calendar:Exceptions stands before Calendar:Attendees',
  ],
  [
    'Attendees behind DtStamp',
    item(
      '<c:DtStamp>20261121T090000Z</c:DtStamp><c:Attendees><c:Attendee><c:Name>x</c:Name></c:Attendee></c:Attendees>',
    ),
    'DtStamp, then Attendees',
  ],
])('%s is a fault', (_, answer, fault) => {
  expect(faults(answer)).toEqual([fault])
})

test('MoreAvailable is a fault with the key of the request only', () => {
  const answer = collection('<MoreAvailable/>')
  expect(faults(answer)).toEqual([])
  expect(faultsOf({ answer, request: answer, version: '14.1' })).toEqual([
    'MoreAvailable of cal-1 with the same key',
  ])
})

test('what a client needs is no fault', () => {
  expect(
    faults(
      item(`<c:DtStamp>20261121T090000Z</c:DtStamp>${TIMES}<c:Subject>a</c:Subject>
        <c:AllDayEvent>0</c:AllDayEvent><c:Exceptions><c:Exception><c:Subject/>
        <c:ExceptionStartTime>20261121T090000Z</c:ExceptionStartTime><b:Body/></c:Exception>
        </c:Exceptions>`),
    ),
  ).toEqual([])
})

const testWithVersions = elementVersions ? test : test.skip
testWithVersions('an element that the version has not is a fault (needs ../shared/eas)', () => {
  const answer = item(
    `${TIMES}<c:ResponseType>1</c:ResponseType><b:Location><b:City>A</b:City></b:Location>`,
  )
  expect(faults(answer, '16.1')).toEqual([])
  expect(faults(answer, '14.0')).toEqual([
    'AirSyncBase:Location is not in version 14.0',
    'AirSyncBase:City is not in version 14.0',
  ])
  expect(faults(answer, '12.1')).toContain('Calendar:ResponseType is not in version 12.1')
  const body = item('<b:Body><b:Type>1</b:Type></b:Body>')
  expect(faults(body, '2.5')).toContain('AirSyncBase:Body is not in version 2.5')
})

/** What a gateway would answer, recorded as those of gateways are. */
async function recordedAnswer(answer: Element, version = '14.1') {
  const { recordAnswers } = require('./record-answers.cjs') as typeof import('./record-answers.cjs')
  const before = process.env.TERMINGATE_ANSWERS ?? null
  const directory = mkdtempSync(join(tmpdir(), 'termingate-answers-'))
  const server = createServer((asked, response) => {
    asked.resume().on('end', () => {
      const headers = {
        'MS-Server-ActiveSync': '16.1',
        'Content-Type': 'application/vnd.ms-sync.wbxml',
      }
      response.writeHead(200, headers).end(encode(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/Microsoft-Server-ActiveSync`
  const client = new EasClient({
    url,
    user: 'a',
    password: 'b',
    deviceId: 'd',
    deviceType: 't',
    version,
  })
  recordAnswers(directory)
  try {
    await client.command('Sync', request)
    return readRecorded(directory)
  } finally {
    recordAnswers(before)
    client.close()
    server.close()
    rmSync(directory, { recursive: true })
  }
}

test('an answer is recorded with its request, command and version', async () => {
  const answer = collection('<Responses/>')
  expect(await recordedAnswer(answer, '12.1')).toEqual([
    { at: expect.any(Number), command: 'Sync', version: '12.1', request, answer },
  ])
})

testWithSchemas('an answer that the schemas do not allow is found among others', async () => {
  const good = await recordedAnswer(item(`${TIMES}<c:Subject>a</c:Subject>`))
  const bad = await recordedAnswer(item('<c:BusyStatus>many</c:BusyStatus>'))
  expect(firstInvalid(good)).toBeNull()
  const found = firstInvalid([...good, ...bad])
  expect(found?.one).toEqual(bad[0])
  expect(found?.errors).toContain('BusyStatus')
})

testWithSchemas('up to 12.1 a collection has its class, from 14.0 on that is invalid', async () => {
  const answer = collection('<Class>Calendar</Class>')
  expect(firstInvalid(await recordedAnswer(answer, '12.1'))).toBeNull()
  expect(firstInvalid(await recordedAnswer(answer, '14.0'))?.errors).toContain('Class')
})
