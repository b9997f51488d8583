import { type Gateway, startGateway } from '../support/gateway.js'
import { type Attacker, attack, releaseAll, unfinished } from './attacker.js'
import { basic, type Someone, send, someone } from './raw.js'
import { pause, until } from './surely.js'

jest.setTimeout(90_000)

/** Time to receive a request, plus a look a second, plus a machine that has other work. */
const PATIENCE_MS = 20_000
const IDLE = 2_000

let gateway: Gateway
let who: Someone
beforeAll(async () => {
  gateway = await startGateway({ env: { RECEIVE_SECONDS: '2' } })
  who = await someone(gateway)
})
afterEach(releaseAll)
afterAll(() => gateway.stop())
afterEach(() => expect(gateway.logs).not.toContain('unexpected error'))

const HEAD = 'OPTIONS /Microsoft-Server-ActiveSync HTTP/1.1\r\nHost: x\r\n'
const options = async () =>
  (await send(gateway, { method: 'OPTIONS', headers: basic(who.account.login) })).status

/** Sends a little again and again, until the connection ends. */
async function drip({ socket }: Attacker, text: string): Promise<void> {
  while (!socket.destroyed && !socket.readableEnded) {
    socket.write(text)
    await pause(100)
  }
}

test('a connection on which nothing comes is ended', async () => {
  expect(await (await attack(gateway.baseUrl, '')).ended(PATIENCE_MS)).not.toBeNull()
  expect(await options()).toBe(200)
})

test('headers that come byte by byte end with 408', async () => {
  const slow = await attack(gateway.baseUrl, `${HEAD}X-Slow: `)
  const [answer] = await Promise.all([slow.ended(PATIENCE_MS), drip(slow, 'a')])
  expect(answer).toMatch(/^HTTP\/1\.1 408 /)
})

test('a body that comes byte by byte ends with 408, with and without its length told', async () => {
  const told = unfinished(who.account.login).replace('Length: 100', 'Length: 100000')
  const untold = told.replace('Content-Length: 100000', 'Transfer-Encoding: chunked')
  for (const [text, piece] of [
    [told, 'a'],
    [untold.replace('\u0003', ''), '1\r\na\r\n'],
  ] as const) {
    const slow = await attack(gateway.baseUrl, text)
    const [answer] = await Promise.all([slow.ended(PATIENCE_MS), drip(slow, piece)])
    expect(answer).toMatch(/^HTTP\/1\.1 408 /)
  }
})

test('a client that never closes its half is cut off all the same', async () => {
  const rude = await attack(gateway.baseUrl, 'no HTTP at all\r\n\r\n')
  expect(await rude.ended(PATIENCE_MS)).toMatch(/^HTTP\/1\.1 400 /)
  // The system answers with a reset what is sent to a connection that is gone.
  await until('it is reset', () => {
    rude.socket.write('more')
    return rude.socket.destroyed
  })
})

test.each([
  ['one header of 100 KB', `X: ${'y'.repeat(100_000)}\r\n`],
  ['10,000 headers', 'X: y\r\n'.repeat(10_000)],
])('refused with 431: %s', async (_, headers) => {
  const flood = await attack(gateway.baseUrl, `${HEAD}${headers}\r\n`)
  expect(await flood.ended(PATIENCE_MS)).toMatch(/^HTTP\/1\.1 431 /)
  expect(await options()).toBe(200)
})

test('10,000 requests sent at once on one connection harm nobody else', async () => {
  const one = 'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'
  const flood = await attack(gateway.baseUrl, one.repeat(10_000))
  expect(await options()).toBe(200)
  await until('all are answered', () => flood.answer.split('HTTP/1.1 200').length > 10_000)
})

test(`${IDLE} connections on which nothing comes leave room for others, and end`, async () => {
  const idle = await Promise.all(Array.from({ length: IDLE }, () => attack(gateway.baseUrl, '')))
  expect(await options()).toBe(200)
  const ends = await Promise.all(idle.map((one) => one.ended(PATIENCE_MS)))
  expect(ends.filter((end) => end === null)).toEqual([])
  expect(await options()).toBe(200)
})
