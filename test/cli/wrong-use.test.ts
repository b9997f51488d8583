import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBuilt } from '../support/prepare.js'
import { inProcess, termingate } from './termingate.js'

const directory = mkdtempSync(join(tmpdir(), 'termingate-use-'))
const DATA_DIR = join(directory, 'data')

beforeAll(ensureBuilt)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const run = (args: string[], env: Record<string, string> = {}) =>
  inProcess(args, { env: { DATA_DIR, ...env } })

/** Arguments, and what standard error must say. Nothing of these reaches a database. */
const WRONG: [args: string[], words: string][] = [
  [[], 'Usage: termingate'],
  [['tenant'], 'Usage: termingate tenant'],
  [['user'], 'Usage: termingate user'],
  [['nonsense'], "unknown command 'nonsense'"],
  [['tenant', 'lst'], "unknown command 'lst'\n(Did you mean list?)"],
  [['tenant', 'add'], "missing required argument 'name'"],
  [['tenant', 'add', 'A', 'B'], 'too many arguments'],
  [['tenant', 'add', 'A', '--rules', 'outlook'], 'Allowed choices are business, exchange.'],
  [['tenant', 'set', 'A', '--module', 'yes'], 'Allowed choices are on, off.'],
  [['tenant', 'add', 'A', '--language', 'fr'], 'Allowed choices are de, en.'],
  [['tenant', 'list', '--yaml'], "unknown option '--yaml'"],
  [['user', 'add', 'A'], "missing required argument 'name'"],
  [
    ['user', 'add', 'A', 'b', '--enable', 'mail'],
    '"mail" is none of calendar, tasks, contacts, notes.',
  ],
  [['user', 'enable', 'A', 'b'], "missing required argument 'kinds'"],
  [['user', 'enable', 'A', 'b', ''], '"" is none of calendar, tasks, contacts, notes.'],
  [
    ['user', 'password', 'A', 'b', '--password', 'x', '--password-stdin'],
    "option '--password-stdin' cannot be used with option '--password <password>'",
  ],
  [['import', 'file.ics'], "required option '--user <login>' not specified"],
  [['import', '--user', 'a_B'], "missing required argument 'files'"],
  [['export'], 'Say whose: either --user USER_TENANT or --all.'],
  [['export', '--all'], '--all needs --output DIRECTORY'],
  [['export', '--all', '--user', 'a_B'], "'--all' cannot be used with option '--user <login>'"],
  [['export', '--user', 'a_B', '--tenant', 'B'], '--tenant goes with --all only.'],
  [
    ['export', '--user', 'a_B', '--kind', 'mail'],
    '"mail" is none of calendar, tasks, contacts, notes.',
  ],
  [['check'], "missing required argument 'address'"],
  [['check', 'a_B@example.com'], 'No password: use --password-stdin'],
  [['check', 'a_B@example.com', '--password', ''], '--password is empty'],
  [['check', 'a_B@example.com', '--password-stdin'], 'The first line of standard input is empty'],
]

test.each(WRONG)('%j ends with 2 and says what is wrong', async (args, words) => {
  const { code, stdout, stderr } = await run(args)
  expect(stderr).toContain(words)
  expect(stderr).not.toMatch(/^ +at /m)
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(existsSync(DATA_DIR)).toBe(false)
})

test.each([
  [{ PORT: 'eighty' }, 'PORT is "eighty": allowed is 0 to 65535.'],
  [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL is "mysql://x"'],
  [{ TLS_CERT: 'cert.pem' }, 'TLS_KEY is missing'],
])('with %j every command ends with 2 and names the variable', async (env, words) => {
  for (const args of [['serve'], ['tenant', 'list']]) {
    const { code, stderr } = await run(args, env)
    expect(stderr).toContain(words)
    expect(code).toBe(2)
  }
})

const COMMANDS = [
  'serve',
  'migrate',
  'demo',
  'import',
  'export',
  'check',
  'tenant add',
  'tenant set',
  'tenant list',
  'tenant remove',
  'user add',
  'user list',
  'user password',
  'user enable',
  'user disable',
  'user deactivate',
  'user activate',
  'user unlock',
  'user remove',
]

test.each(COMMANDS)('%s --help explains itself and knows --json', async (name) => {
  const { code, stdout, stderr } = await run([...name.split(' '), '--help'])
  expect(stdout).toContain(`Usage: termingate ${name}`)
  expect(stdout).toContain('--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})

test('with --json wrong use is told in JSON as well', async () => {
  const { code, stdout } = await run(['user', 'enable', 'A', 'b', 'mail', '--json'])
  expect(JSON.parse(stdout).error).toContain('"mail" is none of calendar, tasks, contacts, notes.')
  expect(code).toBe(2)
})

test('a database that is down is told without its password, and without waiting', async () => {
  const DATABASE_URL = 'postgres://anna:geheim@127.0.0.1:1/termine'
  const { code, stderr } = await run(['tenant', 'list'], { DATABASE_URL })
  expect(stderr).toContain("The database 127.0.0.1:1/termine can't be reached")
  expect(stderr).toContain('ECONNREFUSED')
  expect(stderr).not.toContain('geheim')
  expect(code).toBe(1)
})

test('a data directory that can not be made is told in words', async () => {
  const { code, stderr } = await run(['tenant', 'list'], { DATA_DIR: '/dev/null/data' })
  expect(stderr).toMatch(/The data directory \/dev\/null\/data can't be made .* Set DATA_DIR/)
  expect(code).toBe(1)
})

test('as a process it keeps what is asked for, wrong use and its exit code apart', async () => {
  const help = await termingate(['--help'])
  expect(help.stdout).toContain('Exit codes: 0 done, 1 failed, 2 wrong use')
  expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' })
  const wrong = await termingate(['nonsense'])
  expect(wrong.stderr).toContain("unknown command 'nonsense'")
  expect({ code: wrong.code, stdout: wrong.stdout }).toEqual({ code: 2, stdout: '' })
})

test('--version says which version this is', async () => {
  const { stdout, code } = await inProcess(['--version'], { env: { DATA_DIR } })
  expect({ stdout: stdout.trim(), code }).toEqual({ stdout: '0.1.0', code: 0 })
})
