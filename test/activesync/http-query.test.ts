import fc from 'fast-check'
import { parseQuery, RefusedQuery } from '../../src/activesync/query.js'
import { HttpError } from '../../src/errors.js'

const PLAIN = '/Microsoft-Server-ActiveSync?Cmd=Sync&User=u&DeviceId=D1&DeviceType=iPhone'
const HEADERS = { 'ms-asprotocolversion': '16.1' }

function base64(...parts: (number[] | string)[]): string {
  const bytes = parts.map((part) => Buffer.from(part as string, 'latin1'))
  return `/Microsoft-Server-ActiveSync?${Buffer.concat(bytes).toString('base64')}`
}

/** MS-ASHTTP, Base64 Encoded Query Value: version, command, locale, device id, policy key, type. */
const head = (version: number, command: number) =>
  base64([version, command, 0x09, 0x04, 2], 'D1', [0], [4], 'Nine')

describe('the plain form', () => {
  test('is read with its headers', () => {
    const headers = { ...HEADERS, 'x-ms-policykey': '3942919513' }
    expect(parseQuery(`${PLAIN}&CollectionId=7&SaveInSent=T`, headers)).toEqual({
      command: 'Sync',
      version: '16.1',
      deviceId: 'D1',
      deviceType: 'iPhone',
      user: 'u',
      policyKey: 3942919513,
      parameters: { collectionId: '7', saveInSent: true },
    })
  })

  test.each([
    ['parameter names in another case', '?cmd=Sync&USER=u&deviceid=D1&devicetype=iPhone'],
    ['the command in another case', '?Cmd=sync&User=u&DeviceId=D1&DeviceType=iPhone'],
    ['Samsung’s underscore', '?Cmd=_Sync&User=u&DeviceId=D1&DeviceType=iPhone'],
    ['percent signs', '?Cmd=Sync&User=u&DeviceId=%441&DeviceType=i%50hone'],
    ['another order and doubles', '?DeviceType=iPhone&DeviceId=D1&Cmd=Sync&Cmd=Ping'],
    ['no User', '?Cmd=Sync&DeviceId=D1&DeviceType=iPhone'],
  ])('may have %s', (_what, query) => {
    expect(parseQuery(query, HEADERS)).toMatchObject({
      command: 'Sync',
      deviceId: 'D1',
      deviceType: 'iPhone',
    })
  })

  test('leaves an unknown command to the caller', () => {
    expect(parseQuery(PLAIN.replace('Cmd=Sync', 'Cmd=Brew'), HEADERS).command).toBe('Brew')
  })

  test.each([['2.5'], ['12.0'], ['12.1'], ['14.0'], ['14.1'], ['16.0'], ['16.1']])(
    'is read in version %s',
    (version) => {
      expect(parseQuery(PLAIN, { 'ms-asprotocolversion': version }).version).toBe(version)
    },
  )
})

describe('the base64 form', () => {
  test('is read as Nine sends it', () => {
    // mailcow issue 1063: version 0x8D, Ping 0x12, locale 0x0409, a device id of 16 characters
    const url = base64(
      [0x8d, 0x12, 0x09, 0x04, 16],
      'Nine0123456789ab',
      [4, 1, 2, 3, 4, 7],
      'Android',
    )
    expect(parseQuery(url, {})).toEqual({
      command: 'Ping',
      version: '14.1',
      deviceId: 'Nine0123456789ab',
      deviceType: 'Android',
      user: '',
      policyKey: 0x04030201,
      parameters: {},
    })
  })

  test('makes hex of a binary device id', () => {
    const id = [0x00, 0xff, 0x10, 0x80]
    const url = base64([161, 0, 0, 0, 4], id, [0, 1], 'x')
    expect(parseQuery(url, {}).deviceId).toBe('00ff1080')
  })

  test('carries command parameters', () => {
    const url = base64(
      [161, 19, 0, 0, 1],
      'D',
      [0, 1],
      'x',
      [1, 2],
      '12',
      [3, 3],
      '1:2',
      [7, 1, 3],
      [8, 1],
      'u',
    )
    expect(parseQuery(url, {})).toMatchObject({
      command: 'ItemOperations',
      user: 'u',
      parameters: { collectionId: '12', itemId: '1:2', saveInSent: true, acceptMultiPart: true },
    })
  })

  test.each([
    [25, '2.5'],
    [120, '12.0'],
    [121, '12.1'],
    [140, '14.0'],
    [141, '14.1'],
    [160, '16.0'],
    [161, '16.1'],
  ])('has version byte %d for %s', (byte, version) => {
    expect(parseQuery(head(byte, 0), {}).version).toBe(version)
  })

  test.each([
    [0, 'Sync'],
    [5, 'GetHierarchy'],
    [9, 'FolderSync'],
    [14, 'GetItemEstimate'],
    [17, 'Settings'],
    [18, 'Ping'],
    [20, 'Provision'],
    [22, 'ValidateCert'],
    [99, 'Command 99'],
  ])('has command code %d for %s', (code, command) => {
    expect(parseQuery(head(161, code), {}).command).toBe(command)
  })

  test('may be percent-encoded', () => {
    const url = base64([161, 0, 0, 0, 2], 'D1', [0, 1], 'x').replaceAll('=', '%3D')
    expect(parseQuery(url, {}).deviceId).toBe('D1')
  })
})

test.each([
  ['no query', '/Microsoft-Server-ActiveSync'],
  ['no command', '?User=u&DeviceId=D1&DeviceType=x'],
  ['a broken percent sign', '?Cmd=Sync&DeviceId=%zz&DeviceType=x'],
  ['a query beyond 4 KB', `?Cmd=Sync&User=${'u'.repeat(5_000)}`],
  ['base64 of the wrong length', '?AAAAA'],
  ['base64 that ends too early', base64([161, 0, 0, 0, 9], 'D1')],
  ['a policy key of 3 bytes', base64([161, 0, 0, 0, 1], 'D', [3, 1, 2, 3, 1], 'x')],
  ['a parameter that ends too early', base64([161, 0, 0, 0, 1], 'D', [0, 1], 'x', [1, 5], 'ab')],
  ['version byte 0', head(0, 0)],
  ['version byte 20, which is 2.0', head(20, 0)],
  ['version byte 122, which there never was', head(122, 0)],
  ['version byte 255', head(255, 0)],
])('%s is 400', (_what, url) => {
  const status = statusOf(url, HEADERS)
  expect(status).toBe(400)
})

test.each([
  ['no DeviceId', '?Cmd=Sync&User=u&DeviceType=x'],
  ['an empty DeviceId', '?Cmd=Sync&DeviceId=&DeviceType=x'],
  ['a DeviceId of 65 characters', `?Cmd=Sync&DeviceId=${'D'.repeat(65)}&DeviceType=x`],
  ['a DeviceId with a quote', "?Cmd=Sync&DeviceId=a'b&DeviceType=x"],
  ['a DeviceId with a NUL', '?Cmd=Sync&DeviceId=a%00b&DeviceType=x'],
  ['an empty device id in base64', base64([161, 0, 0, 0, 0, 0, 1], 'x')],
])('%s is status 108', (_what, url) => {
  expect(statusOf(url, HEADERS)).toBe(108)
})

test('no DeviceType is status 109', () => {
  expect(statusOf('?Cmd=Sync&DeviceId=D1', HEADERS)).toBe(109)
})

test.each([
  [undefined],
  [''],
  ['1.0'],
  ['2.0'],
  ['2.1'],
  ['12.2'],
  ['17.0'],
  ['16.1, 14.1'],
  ['x'.repeat(1_000)],
])('the version header %j is 400', (version) => {
  expect(statusOf(PLAIN, { 'ms-asprotocolversion': version })).toBe(400)
})

test('whatever the query, it is read or refused', () => {
  const queries = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.webQueryParameters(),
    fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    fc
      .uint8Array({ maxLength: 80 })
      .map((bytes) => Buffer.from([161, 0, 9, 4, ...bytes]).toString('base64')),
  )
  fc.assert(
    fc.property(queries, (query) => {
      expect([200, 400, 108, 109]).toContain(statusOf(`?${query}`, HEADERS))
    }),
  )
})

function statusOf(url: string, headers: Record<string, string | undefined>): number {
  try {
    parseQuery(url, headers)
    return 200
  } catch (error) {
    if (error instanceof HttpError || error instanceof RefusedQuery) return error.status
    throw error
  }
}
