import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Gateway, startGateway } from '../support/gateway.js'
import { ROOT } from '../support/prepare.js'
import { newTenant, type TenantFixture } from '../support/tenant.js'
import { AnswerCheck } from './answer-check.js'
import type { Finding } from './campaign.js'
import type { HttpAnswer } from './connection.js'
import { FuzzDevice } from './device.js'
import type { FuzzCase } from './fuzz-case.js'
import { judge } from './judge.js'
import { Line } from './line.js'

const FIXTURES = join(ROOT, 'test/fixtures/fuzz')
const single = process.env.FUZZ_FILE
const files = single
  ? [join(ROOT, single)]
  : readdirSync(FIXTURES)
      .filter((name) => name.endsWith('.json'))
      .map((name) => join(FIXTURES, name))

let gateway: Gateway
let tenant: TenantFixture

beforeAll(async () => {
  gateway = await startGateway({ env: { LOG_LEVEL: 'warn' } })
  tenant = await newTenant(gateway, { rule_set: 'exchange' })
})
afterAll(() => gateway.stop())

// What once was answered wrongly, each by a device of its own.
test.each(files.map((file) => [file.slice(ROOT.length + 1), file]))('%s', async (_, file) => {
  const { before, one } = JSON.parse(readFileSync(file, 'utf8')) as Finding
  const { login } = await tenant.account()
  const device = new FuzzDevice(login, 'TestPhone')
  const faults: string[] = []
  const answers = new AnswerCheck((_, what) => faults.push(what))
  const onAnswer = (sent: FuzzCase, answer: HttpAnswer) => answers.take(sent, answer)
  const line = new Line({ port: Number(new URL(gateway.baseUrl).port), device, onAnswer })
  try {
    for (const each of [...before, one]) {
      expect(await line.prime()).toEqual([])
      const outcome = await line.send(each)
      expect(judge(each, outcome)).toBeNull()
    }
    answers.finish()
    expect(faults).toEqual([])
    expect(gateway.logs).not.toContain('unexpected error')
  } finally {
    line.close()
  }
})
