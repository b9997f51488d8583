import { connect, type Socket } from 'node:net'
import { eventually } from '../support/eventually.js'
import { startGateway } from '../support/gateway.js'
import { pidOf } from '../support/pid-of.js'

const PHONES = 1_000

test('phones that come at once are connected, however busy it is', async () => {
  const gateway = await startGateway({ args: ['--json'] })
  const pid = await pidOf(gateway)
  process.kill(pid, 'SIGSTOP')
  const phones = Array.from({ length: PHONES }, () => {
    return connect(Number(new URL(gateway.baseUrl).port), '127.0.0.1').on('error', () => {})
  })
  try {
    await eventually(async () => phones.filter(isConnected).length, PHONES)
  } finally {
    for (const phone of phones) phone.destroy()
    process.kill(pid, 'SIGCONT')
    await gateway.stop()
  }
})

const isConnected = (phone: Socket) => phone.readyState === 'open'
