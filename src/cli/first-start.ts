import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { listAccounts } from '../store/accounts.js'
import type { Database } from '../store/database.js'
import { listTenants } from '../store/tenants.js'
import { makeDemo } from './make-demo.js'
import { generatePassword } from './passwords.js'
import { demoDomain, demoLines, missingLines, phoneLines } from './set-up-hints.js'
import type { Terminal } from './terminal.js'

type Parts = { database: Database; config: Config; log: Logger }
type Demo = NonNullable<Awaited<ReturnType<typeof demoWhenEmpty>>>

/** What a person is told at the start. */
export type Greeting = {
  demo: Demo | null
  /** An example of what people type; null: there is nobody yet. */
  address: string | null
}

/** Fills an empty database with the demo if that is wanted. */
export async function greetingFor(parts: Parts, wantsDemo: boolean): Promise<Greeting> {
  const demo = wantsDemo ? await demoWhenEmpty(parts) : null
  const address = demo?.users[0]?.address ?? (await anyAddress(parts))
  return { demo, address }
}

export function greet(
  terminal: Terminal,
  { demo, address }: Greeting,
  { url, port, config, json }: { url: string; port: number; config: Config; json: boolean },
): void {
  if (json) {
    terminal.stdout(`${JSON.stringify({ url, port, pid: process.pid, address, demo })}\n`)
    return
  }
  terminal.stdout(`Termingate listens on ${url}\n`)
  const lines = [
    ...(demo ? demoLines(demo) : []),
    ...phoneLines(config, url, address),
    ...missingLines(config),
  ]
  terminal.stderr(`${lines.join('\n')}\n`)
}

async function demoWhenEmpty({ database, config, log }: Parts) {
  if ((await listTenants(database)).length > 0) return null
  const password = generatePassword()
  const passwordCost = config.login.bcryptCost
  const made = { domain: demoDomain(config), password, passwordCost, now: new Date() }
  try {
    return { ...(await makeDemo(database, made, 'serve')), password }
  } catch (error) {
    // Another gateway that started at the same moment was quicker.
    if ((await listTenants(database)).length === 0) throw error
    log.info('another gateway made the demo')
    return null
  }
}

async function anyAddress({ database, config }: Parts): Promise<string | null> {
  for (const { name, domains, users } of await listTenants(database)) {
    const domain = domains[0] ?? config.easDomains[0]
    if (users === 0 || domain === undefined) continue
    const [account] = await listAccounts(database, name)
    if (account) return `${account.login}@${domain}`
  }
  return null
}
