import type { Gateway } from '../support/gateway.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'
import type { HttpAnswer, Outcome } from './connection.js'
import { corpus } from './corpus.js'
import { FuzzDevice } from './device.js'
import type { FuzzCase } from './fuzz-case.js'
import { generator } from './generate.js'
import { judge } from './judge.js'
import { Line } from './line.js'
import { cpuMsOf } from './memory.js'
import { minimise } from './minimise.js'
import { primeCase } from './prime.js'
import { Quiet } from './quiet.js'

export type CampaignOptions = {
  gateway: Gateway
  seed: number
  /** Number of the first case, and how many. */
  from: number
  count: number
  connections: number
  /** Told each answer beside the verdict, such as to hold it against schemas. */
  onAnswer?: (one: FuzzCase, answer: HttpAnswer) => void
  onFinding: (finding: Finding) => void
  /** Told how many are done, after each; nothing is sent while it works. */
  onProgress?: (done: number) => Promise<void> | void
}

/** `before`: what the same device sent before it, oldest first. */
export type Finding = { what: string; one: FuzzCase; before: FuzzCase[] }
export type Tally = { outcomes: Record<string, number>; slowestMs: number }

/** A request may take this long; a longer one is asked again alone before it counts as slow. */
const SLOW_MS = 1_000
/** Cases for which one account is used: what they add must not make everything slow. */
const LIFE = 400
const SHARING = 3
const MOST_BEFORE = 4
/** Minimising asks many more times; after some findings their number says enough. */
const MOST_MINIMISED = 20
const DEVICE_TYPES = ['iPhone', 'Android', 'SAMSUNG', 'Outlook', 'TestPhone']

/** Sends the cases over several connections; findings are told, not thrown. */
export async function runCampaign(options: CampaignOptions): Promise<Tally> {
  const campaign = new Campaign(options)
  await Promise.all(Array.from({ length: options.connections }, () => campaign.work()))
  return campaign.tally
}

class Campaign {
  readonly tally: Tally = { outcomes: {}, slowestMs: 0 }
  readonly #options: CampaignOptions
  readonly #generate = generator(corpus())
  readonly #quiet = new Quiet()
  #next: number
  readonly #tenants = new Map<number, Promise<TenantFixture>>()
  #accounts = 0
  #found = 0

  constructor(options: CampaignOptions) {
    this.#options = options
    this.#next = options.from
  }

  async work(): Promise<void> {
    const { from, count } = this.#options
    while (this.#next < from + count) {
      const line = await this.#newLine()
      await this.#live(line)
      line.close()
    }
  }

  /** One account's life: some hundred cases after each other. */
  async #live(line: Line): Promise<void> {
    const { from, count, seed, onProgress } = this.#options
    let before: FuzzCase[] = []
    for (let lived = 0; lived < LIFE && this.#next < from + count; lived++) {
      const index = this.#next++
      const one = this.#generate(seed, index)
      await this.#prime(line)
      await this.#try(line, { one, before })
      before = [...before.slice(-MOST_BEFORE), one]
      await onProgress?.(index - from + 1)
    }
  }

  async #prime(line: Line): Promise<void> {
    for (const { one, got } of await this.#quiet.beside(() => line.prime())) {
      this.#tell({ one, before: [], what: `a good ${one.command} is answered with ${got}` })
    }
  }

  async #try(line: Line, found: Omit<Finding, 'what'>): Promise<void> {
    const { one } = found
    const outcome = await this.#quiet.beside(() => line.send(one))
    this.#count(outcome)
    const wrong = judge(one, outcome)
    if (wrong && this.#found < MOST_MINIMISED) {
      const least = await this.#quiet.alone(() => minimise(line, one, wrong))
      this.#tell({ ...found, one: least, what: wrong })
    } else if (wrong) this.#tell({ ...found, what: wrong })
    else if (outcome.ms > SLOW_MS && 'answer' in outcome) await this.#askAgain(line, found)
  }

  /** Slow is what costs too much three times more while nothing else is asked. */
  async #askAgain(line: Line, found: Omit<Finding, 'what'>): Promise<void> {
    await this.#quiet.alone(async () => {
      const times: number[] = []
      for (let again = 0; again < 3; again++) {
        // A Sync that succeeds: who asks for the same failure again and again is held back.
        await line.send(primeCase('Calendar'))
        const before = cpuMsOf(this.#options.gateway)
        const { ms } = await line.send(found.one)
        const after = cpuMsOf(this.#options.gateway)
        const cost = before === null || after === null ? ms : Math.min(ms, after - before)
        if (cost <= SLOW_MS) return
        times.push(Math.round(cost))
      }
      this.#tell({ ...found, what: `slow: ${times.join(', ')} ms` })
    })
  }

  #count(outcome: Outcome): void {
    const key = 'failure' in outcome ? outcome.failure : String(outcome.answer.status)
    this.tally.outcomes[key] = (this.tally.outcomes[key] ?? 0) + 1
    if ('answer' in outcome) this.tally.slowestMs = Math.max(this.tally.slowestMs, outcome.ms)
  }

  #tell(finding: Finding): void {
    this.#found++
    this.#options.onFinding(finding)
  }

  async #newLine(): Promise<Line> {
    const { gateway, onAnswer } = this.#options
    const number = this.#accounts++
    const tenant = await this.#tenantOf(number)
    const { login } = await tenant.account()
    const type = DEVICE_TYPES[number % DEVICE_TYPES.length] ?? 'TestPhone'
    const device = new FuzzDevice(login, type)
    return new Line({ port: Number(new URL(gateway.baseUrl).port), device, onAnswer })
  }

  /** Some accounts share one; thousands of equal contacts would make all their Adds slow. */
  #tenantOf(account: number): Promise<TenantFixture> {
    const number = Math.floor(account / SHARING)
    const rule_set = number % 2 === 0 ? 'exchange' : 'business'
    const known = this.#tenants.get(number)
    const tenant = known ?? newTenant(this.#options.gateway, { rule_set })
    this.#tenants.set(number, tenant)
    return tenant
  }
}
