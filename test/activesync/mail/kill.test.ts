import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../../support/free-port.js'
import { type Gateway, startGateway } from '../../support/gateway.js'
import { copyTemplate } from '../../support/prepare.js'
import { type SmtpServer, startSmtpServer } from '../../support/smtp-server.js'
import { attendees, withElements } from '../sync/elements.js'
import { appointmentData, inDays } from '../sync/support.js'
import { mailOffice } from './support.js'

/** Each costs a start of the gateway; KILL_ROUNDS=50 for a longer look. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 4)
const GUESTS = 4

let dataDir: string
let gateway: Gateway | null = null
let smtp: SmtpServer

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'termingate-'))
  await copyTemplate(dataDir)
  smtp = await startSmtpServer()
})
afterAll(async () => {
  await gateway?.stop()
  await smtp.close()
  rmSync(dataDir, { recursive: true, force: true })
})

test(
  `${ROUNDS} kills (SIGKILL) while invitations go out: none is lost, and one that goes twice is the same mail`,
  async () => {
    const env = { PORT: String(await freePort()), SMTP_URL: smtp.url }
    const start = () => startGateway({ dataDir, databaseUrl: null, env })
    gateway = await start()
    const office = await mailOffice(gateway)
    const phone = await office.phone()
    await phone.sync('Calendar')
    smtp.onData = async () => void (await sleep(60))
    for (let round = 0; round < ROUNDS; round++) {
      const guests = Array.from({ length: GUESTS }, (_, guest): [string, string] => [
        `guest${round}x${guest}@example.test`,
        'Guest',
      ])
      const data = withElements(appointmentData(`R${round}`, inDays(3)), attendees(...guests))
      await phone.add('Calendar', data)
      // From before the first mail to amid the last.
      await sleep((round / ROUNDS) * GUESTS * 80)
      await gateway.kill('SIGKILL')
      await gateway.stop()
      gateway = await start()
      await everyGuest((round + 1) * GUESTS)
    }
    const ids = new Set(smtp.received.map(({ id }) => id))
    expect(ids.size).toBe(ROUNDS * GUESTS)
    // Only the one that was under way at a kill.
    expect(smtp.received.length).toBeLessThanOrEqual(ROUNDS * GUESTS + ROUNDS)
    const open = await gateway.sql('select id from mail_outbox where message is not null')
    expect(open).toEqual([])
  },
  60_000 + ROUNDS * 30_000,
)

/** Waits until so many guests have mail, and the outbox knows it. */
async function everyGuest(count: number): Promise<void> {
  const end = Date.now() + 20_000
  for (;;) {
    const guests = new Set(smtp.received.map(({ to }) => to.join()))
    const open = await gateway?.sql('select id from mail_outbox where message is not null')
    if (guests.size === count && open?.length === 0) return
    if (Date.now() > end) throw new Error(`${guests.size} of ${count} guests have mail`)
    await sleep(50)
  }
}
