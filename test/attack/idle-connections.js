// Opens thousands of connections to a gateway of its own and asks it something meanwhile:
//   npm run build && node test/attack/idle-connections.js [COUNT]
// COUNT (20000) at most 49000. One process of the gateway has them all, on an embedded database; with
// DATABASE_URL, an empty database in PostgreSQL, two share them (CLUSTER=2), so that each needs fewer files.
// Prints what it cost, and ends with 1 if the gateway did not stand it.
import { fork } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { filesAllowed, startGateway, timesOf } from './gateway.js'

const HOLDER = fileURLToPath(new URL('hold-connections.js', import.meta.url))
const COUNT = Math.min(Number(process.argv[2] ?? 20_000) || 20_000, 49_000)
/** By a process with an address of its own, since an address has only so many ports. */
const MOST_HELD = Math.min(9_000, filesAllowed() - 100)
const ASKED = 200
/** The 20 seconds that headers may take, and some more. */
const ENDED_WITHIN_MS = 60_000
/** What a process of the gateway opens besides. */
const OTHER_FILES = 600

const { DATABASE_URL } = process.env
/** Of two processes, the one that has more of them. */
const share = DATABASE_URL ? 0.6 : 1
const filesNeeded = Math.ceil(COUNT * share) + OTHER_FILES
if (filesNeeded > filesAllowed()) {
  const hint = DATABASE_URL ? '' : ', set DATABASE_URL for two processes'
  console.error(
    `A process may open ${filesAllowed()} files here, and one of the gateway needs ${filesNeeded}: ` +
      `raise ulimit -n${hint}, or choose a smaller COUNT.`,
  )
  process.exitCode = 1
} else {
  await attack()
}

async function attack() {
  const two = DATABASE_URL ? { DATABASE_URL, CLUSTER: '2' } : {}
  // Few addresses hold them all.
  const gateway = await startGateway({ ADDRESS_SHARE: '100', ...two })
  const holders = []
  try {
    const before = gateway.rssMegabytes()
    await hold(gateway.port, holders)
    const asked = await ask(gateway.port)
    const during = gateway.rssMegabytes()
    const result = {
      connections: COUNT,
      ...asked,
      openMeanwhile: open(holders),
      filesOfEachProcess: gateway.files(),
      megabytesBefore: before,
      megabytesDuring: during,
      kilobytesEach: Math.round((((during - before) * 1_024) / COUNT) * 10) / 10,
      secondsUntilEnded: await secondsUntilEnded(holders),
      leftOpen: open(holders),
    }
    console.log(JSON.stringify(result, null, 2))
    const stood = asked.wrongAnswers === 0 && result.openMeanwhile === COUNT && gateway.lives
    process.exitCode = stood && result.leftOpen === 0 ? 0 : 1
  } finally {
    for (const { child } of holders) if (child.connected) child.disconnect()
    await gateway.stop()
  }
}

/** Until all are open. */
async function hold(port, holders) {
  for (let held = 0; held < COUNT; held += MOST_HELD) {
    const count = Math.min(MOST_HELD, COUNT - held)
    const child = fork(HOLDER, [port, count, `127.0.0.${2 + holders.length}`])
    const holder = { child, open: 0 }
    child.on('message', (told) => Object.assign(holder, { open: told }))
    holders.push(holder)
  }
  const allOpen = holders.map(({ child }) => {
    return new Promise((resolve, reject) => {
      child.once('message', resolve)
      child.once('exit', () => reject(new Error('The connections could not be opened.')))
    })
  })
  await Promise.all(allOpen)
}

function open(holders) {
  return holders.reduce((sum, holder) => sum + holder.open, 0)
}

async function secondsUntilEnded(holders) {
  const begun = Date.now()
  while (open(holders) > 0 && Date.now() < begun + ENDED_WITHIN_MS) await sleep(500)
  return Math.round((Date.now() - begun) / 1_000)
}

/** Requests as a phone begins: without a password, one after the other, each on a connection of its own. */
async function ask(port) {
  const times = []
  let wrongAnswers = 0
  for (let n = 0; n < ASKED; n++) {
    const begun = performance.now()
    const url = `http://127.0.0.1:${port}/Microsoft-Server-ActiveSync`
    const { status } = await fetch(url, { method: 'OPTIONS', headers: { connection: 'close' } })
    if (status !== 401) wrongAnswers++
    times.push(performance.now() - begun)
  }
  return { asked: ASKED, wrongAnswers, ...timesOf(times) }
}
