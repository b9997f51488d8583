// A process of idle-connections.js: opens COUNT connections to PORT from ADDRESS, sends nothing on them,
// and tells again and again how many are open, first when all are.
import { connect } from 'node:net'

const [port, count, localAddress] = [...process.argv.slice(2, 4).map(Number), process.argv[4]]
const AT_ONCE = 500
const TELL_MS = 250

process.once('disconnect', () => process.exit())
const sockets = []
while (sockets.length < count) {
  const some = Array.from({ length: Math.min(AT_ONCE, count - sockets.length) }, open)
  sockets.push(...(await Promise.all(some)))
}
tell()
setInterval(tell, TELL_MS)

function open() {
  const socket = connect({ port, host: '127.0.0.1', localAddress })
  return new Promise((resolve, reject) => {
    socket.once('error', reject).once('connect', () => {
      // Those that are cut off are counted, not told.
      resolve(socket.on('error', () => {}).resume())
    })
  })
}

function tell() {
  process.send(sockets.filter((socket) => !socket.closed).length)
}
