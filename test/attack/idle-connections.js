// Opens thousands of connections to a gateway of its own and asks it something meanwhile:
//   npm run build && node test/attack/idle-connections.js [COUNT]
// COUNT (20000) at most 50000, and less than the files a process may open (ulimit -n). Prints what it cost, and ends with 1 if the gateway did not stand it.
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startGateway, timesOf } from './gateway.js'

const COUNT = Math.min(Number(process.argv[2] ?? 20_000) || 20_000, 50_000)
const AT_ONCE = 500
const PER_ADDRESS = 10_000
const ASKED = 200
/** The 20 seconds that headers may take, and some more. */
const ENDED_WITHIN_MS = 60_000

const gateway = await startGateway()
try {
  const { port } = gateway
  const before = gateway.rssMegabytes()
  const sockets = await open(port)
  const asked = await ask(port)
  const during = gateway.rssMegabytes()
  const begun = Date.now()
  while (left(sockets) > 0 && Date.now() < begun + ENDED_WITHIN_MS) await sleep(500)
  const result = {
    connections: sockets.length,
    ...asked,
    megabytesBefore: before,
    megabytesDuring: during,
    kilobytesEach: Math.round((((during - before) * 1_024) / sockets.length) * 10) / 10,
    leftOpen: left(sockets),
    secondsUntilEnded: Math.round((Date.now() - begun) / 1_000),
  }
  console.log(JSON.stringify(result, null, 2))
  const stood = asked.wrongAnswers === 0 && result.leftOpen === 0 && gateway.lives
  process.exitCode = stood ? 0 : 1
} finally {
  await gateway.stop()
}

/** From several addresses of this machine, since each has only so many ports. */
async function open(port) {
  const sockets = []
  while (sockets.length < COUNT) {
    const some = Array.from({ length: Math.min(AT_ONCE, COUNT - sockets.length) }, (_, n) => {
      const localAddress = `127.0.0.${2 + Math.floor((sockets.length + n) / PER_ADDRESS)}`
      const socket = connect({ port, host: '127.0.0.1', localAddress })
      return new Promise((resolve, reject) => {
        socket.once('connect', () => resolve(socket)).once('error', reject)
      })
    })
    sockets.push(...(await Promise.all(some)))
  }
  for (const socket of sockets) socket.on('error', () => {}).resume()
  return sockets
}

/** Requests as a phone begins: without a password, one after the other. */
async function ask(port) {
  const times = []
  let wrongAnswers = 0
  for (let n = 0; n < ASKED; n++) {
    const begun = performance.now()
    const url = `http://127.0.0.1:${port}/Microsoft-Server-ActiveSync`
    const { status } = await fetch(url, { method: 'OPTIONS' })
    if (status !== 401) wrongAnswers++
    times.push(performance.now() - begun)
  }
  return { asked: ASKED, wrongAnswers, ...timesOf(times) }
}

function left(sockets) {
  return sockets.filter((socket) => !socket.closed).length
}
