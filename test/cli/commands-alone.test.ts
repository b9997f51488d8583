import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyTemplate, ensureBuilt } from '../support/prepare.js'
import { CALENDAR } from './small-files.js'
import { termingate } from './termingate.js'

// Each command opens the embedded database in a process of its own.
jest.setTimeout(240_000)

const cwd = mkdtempSync(join(tmpdir(), 'termingate-alone-'))
const DATA_DIR = join(cwd, 'data')

beforeAll(async () => {
  await ensureBuilt()
  await copyTemplate(DATA_DIR)
  writeFileSync(join(cwd, 'one.ics'), CALENDAR)
})
afterAll(() => rmSync(cwd, { recursive: true, force: true }))

/** In this order; what `--json` answers has these fields. */
const STEPS: [args: string, answer: object | object[]][] = [
  ['migrate', { applied: [] }],
  ['tenant add Amt --domain example.com', { name: 'Amt', domains: ['example.com'] }],
  ['tenant set Amt --language en', { language: 'en' }],
  ['tenant set Amt --max-version 14.1', { versionCeiling: '14.1' }],
  ['tenant set Amt --no-max-version', { versionCeiling: null }],
  ['user add Amt a --enable tasks', { login: 'a_Amt', enabled: ['tasks'] }],
  ['user enable Amt a calendar', { enabled: ['calendar', 'tasks'] }],
  ['user disable Amt a tasks', { enabled: ['calendar'] }],
  ['user deactivate Amt a', { active: false }],
  ['user activate Amt a', { active: true }],
  ['user password Amt a --password neu-8-Wal', { login: 'a_Amt' }],
  ['user unlock Amt a', { wasLocked: false }],
  ['user list Amt', [{ name: 'a', active: true }]],
  ['import --user a_Amt one.ics', { files: [{ created: 2 }], problems: [] }],
  ['export --user a_Amt --kind tasks', { ics: expect.stringContaining('Anrufen') }],
  ['user remove Amt a --export a', { removed: { appointments: 1, tasks: 1, contacts: 0 } }],
  ['tenant list', [{ name: 'Amt', users: 0 }]],
  ['tenant remove Amt --yes', { removed: { name: 'Amt' } }],
  ['demo', { tenant: 'MeinMandant', items: { contacts: 200 } }],
]

test('every command works while nothing runs, and leaves no socket behind', async () => {
  for (const [line, answer] of STEPS) {
    const args = [...line.split(' '), '--json']
    const { code, stdout, stderr } = await termingate(args, { env: { DATA_DIR }, cwd })
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' })
    expect(JSON.parse(stdout)).toMatchObject(answer)
  }
  expect(readdirSync(DATA_DIR)).toEqual(['pglite'])
})
