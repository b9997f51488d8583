// Tries one password on thousands of users from as many addresses, while a phone that is signed in asks:
//   npm run build && node test/attack/spray-passwords.js [COUNT]
// COUNT (10000) at most 100000. Prints what became of it, and ends with 1 if the phone was not served.
import { setTimeout as sleep } from 'node:timers/promises'
import { startGateway, timesOf } from './gateway.js'

const COUNT = Math.min(Number(process.argv[2] ?? 10_000) || 10_000, 100_000)
const AT_ONCE = 100
const PAUSE_MS = 50
const PASSWORD = 'Ein-Wort-2026'

const env = { TRUST_PROXY: 'loopback', MAX_WAITING_LOGINS: '50' }
const gateway = await startGateway(env)
try {
  await gateway.cli('tenant', 'add', 'Attacked')
  await gateway.cli(
    'user',
    'add',
    'Attacked',
    'anna',
    '--password',
    PASSWORD,
    '--enable',
    'calendar',
  )
  await login('anna_Attacked', PASSWORD, '192.0.2.1')
  const begun = performance.now()
  const state = { next: 0, over: false, statuses: {} }
  const phone = signedIn(state)
  await Promise.all(Array.from({ length: AT_ONCE }, () => spray(state)))
  state.over = true
  const seconds = (performance.now() - begun) / 1_000
  const { times, wrongAnswers } = await phone
  const result = {
    guesses: COUNT,
    seconds: Math.round(seconds),
    answers: state.statuses,
    ...{ phoneAsked: times.length, wrongAnswers, ...timesOf(times) },
  }
  console.log(JSON.stringify(result, null, 2))
  const refused = (state.statuses[401] ?? 0) + (state.statuses[503] ?? 0)
  process.exitCode = wrongAnswers === 0 && refused === COUNT && gateway.lives ? 0 : 1
} finally {
  await gateway.stop()
}

async function login(user, password, from) {
  const basic = Buffer.from(`${user}:${password}`).toString('base64')
  const headers = { Authorization: `Basic ${basic}`, 'X-Forwarded-For': from }
  const url = `http://127.0.0.1:${gateway.port}/Microsoft-Server-ActiveSync`
  const answer = await fetch(url, { method: 'OPTIONS', headers })
  await answer.arrayBuffer()
  return answer.status
}

/** Each guess for another user from another address, some of them waiting at once. */
async function spray(state) {
  while (state.next < COUNT) {
    const n = state.next++
    const from = `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`
    const status = await login(`user${n}_Attacked`, 'Sommer2026', from)
    state.statuses[status] = (state.statuses[status] ?? 0) + 1
  }
}

async function signedIn(state) {
  const times = []
  let wrongAnswers = 0
  while (!state.over) {
    const begun = performance.now()
    if ((await login('anna_Attacked', PASSWORD, '192.0.2.1')) !== 200) wrongAnswers++
    times.push(performance.now() - begun)
    await sleep(PAUSE_MS)
  }
  return { times, wrongAnswers }
}
