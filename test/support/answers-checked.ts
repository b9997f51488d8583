import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { faultsOf } from './answer-rules.js'
import { runDirectory } from './prepare.js'
import type { recordAnswers as RecordAnswers } from './record-answers.cjs'
import { type RecordedAnswer, readRecorded, takeAdded } from './recorded.js'
import { firstInvalid, xmlOf } from './schema.js'

// Runs in every file of tests (jest.config.mjs): what the gateways that it starts answer, here or
// in a process of their own, is held against Microsoft's schemas and the rules beyond them.

const { recordAnswers } = require('./record-answers.cjs') as { recordAnswers: typeof RecordAnswers }
const { testPath = '' } = expect.getState()
const name = testPath.replace(/\W+/g, '-').slice(-100)
const directory = join(runDirectory(), 'answers', name)
const started: { at: number; test: string }[] = []

recordAnswers(directory)
process.env.TERMINGATE_ANSWERS = directory

beforeEach(() => {
  started.push({ at: Date.now(), test: expect.getState().currentTestName ?? '' })
})

afterAll(() => {
  recordAnswers(null)
  const recorded = [...readRecorded(directory), ...takeAdded()]
  rmSync(directory, { recursive: true, force: true })
  const failed = recorded
    .map((one) => ({ one, faults: faultsOf(one) }))
    .find(({ faults }) => faults.length > 0)
  if (failed) throw new Error(told(failed.one, failed.faults.join('\n')))
  const invalid = firstInvalid(recorded)
  if (invalid) throw new Error(told(invalid.one, invalid.errors))
})

function told(one: RecordedAnswer, what: string): string {
  const test = started.findLast(({ at }) => at <= one.at)?.test ?? 'before the first test'
  const request = one.request ? `to\n${xmlOf(one.request)}` : ''
  return `An answer to ${one.command} (${one.version}) is wrong, in "${test}":\n${what}\n${xmlOf(one.answer)}${request}`
}
