import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ENDPOINT } from '../../src/client/check-report.js'
import { discover } from '../../src/client/discover.js'
import { inProcess, type Result } from '../cli/termingate.js'
import { type Gateway, type GatewayOptions, startGateway } from '../support/gateway.js'
import { Phone, type PhoneOptions } from '../support/phone.js'
import { copyTemplate } from '../support/prepare.js'

export const PASSWORD = 'Grün-7-Tiger'
const KINDS = 'calendar,tasks,contacts'

/** A user as a person knows it: what is typed into a phone. */
export type Person = { tenant: string; name: string; login: string; address: string }

/** An office on a gateway of its own, run by nothing but `termingate …` and phones. */
export type Office = {
  gateway: Gateway
  tenant: string
  /** The domain behind the @ of its logins. */
  domain: string
  /** Runs `termingate …` (its code here, its work in the gateway), which must work; its output. */
  run(args: string[], stdin?: string): Promise<string>
  /** Runs `termingate …`, however it ends. */
  attempt(args: string[], stdin?: string): Promise<Result>
  /** A user with PASSWORD and all three switches on. */
  person(name: string, options?: string[]): Promise<Person>
  /** Sets a phone up by e-mail address and password alone. */
  phone(person: Person, options?: Partial<PhoneOptions>): Promise<Phone>
  /** A phone that knows server, user name and password; not set up yet. */
  manual(user: string, options?: Partial<PhoneOptions>): Phone
  /** Writes a file that can be imported; its path. */
  file(name: string, text: string): string
  /** Ends the gateway and starts it again on the same data. */
  restart(signal: NodeJS.Signals): Promise<void>
  close(): Promise<void>
}

let counter = 0

export async function openOffice(options: GatewayOptions = {}): Promise<Office> {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-office-'))
  const env = { LOGIN_BCRYPT_COST: '4', ...options.env }
  const dataDir = options.dataDir ?? join(directory, 'data')
  if (!options.dataDir && !process.env.TEST_DATABASE_URL) await copyTemplate(dataDir)
  let gateway = await startGateway({ ...options, dataDir, env })
  const phones: Phone[] = []
  const tenant = `Büro${process.pid}x${Date.now().toString(36)}x${counter++}`
  const domain = `t${tenant.slice(4).toLowerCase()}.test`

  // Not a process for each command, which takes longer than all that these do.
  const attempt = (args: string[], stdin = '') => inProcess(args, { env: gateway.env, stdin })
  const run = async (args: string[], stdin = '') => {
    const { code, stdout, stderr } = await attempt(args, stdin)
    if (code !== 0) throw new Error(`termingate ${args.join(' ')} ended with ${code}: ${stderr}`)
    return stdout
  }
  const keep = (phone: Phone) => {
    phones.push(phone)
    return phone
  }
  const manual = (user: string, more: Partial<PhoneOptions> = {}) =>
    keep(new Phone({ baseUrl: gateway.baseUrl, user, password: PASSWORD, ...more }))
  const zone = ['--time-zone', 'Europe/Berlin']
  await run(['tenant', 'add', tenant, '--domain', domain, ...zone])
  return {
    get gateway() {
      return gateway
    },
    tenant,
    domain,
    run,
    attempt,
    async person(name, more = ['--enable', KINDS]) {
      await run(['user', 'add', tenant, name, '--password-stdin', ...more], `${PASSWORD}\n`)
      const login = `${name}_${tenant}`
      return { tenant, name, login, address: `${login}@${domain}` }
    },
    async phone({ address }, more = {}) {
      const password = more.password ?? PASSWORD
      const { url, attempts } = await discover(address, password, { servers: [gateway.baseUrl] })
      if (!url?.endsWith(ENDPOINT)) throw new Error(`Not found: ${JSON.stringify(attempts)}`)
      const baseUrl = url.slice(0, -ENDPOINT.length)
      return await manual(address, { ...more, baseUrl, password }).setUp()
    },
    manual,
    file(name, text) {
      const path = join(directory, name)
      writeFileSync(path, text)
      return path
    },
    async restart(signal) {
      await gateway.kill(signal)
      await gateway.stop()
      // The same port, so that phones find it again.
      const again = { ...env, PORT: new URL(gateway.baseUrl).port }
      gateway = await startGateway({ ...options, dataDir, env: again })
    },
    async close() {
      for (const phone of phones) phone.close()
      await gateway.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
