import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gateway, startGateway } from '../support/gateway.js'
import { copyTemplate, ensureBuilt } from '../support/prepare.js'
import { CALENDAR, CARD } from './small-files.js'
import { inProcess, type Result, termingate } from './termingate.js'

const FAILING: [args: string[], code: number, words: string][] = [
  [['tenant', 'add', 'Löwen'], 1, 'There is a tenant "Löwen" already.'],
  [['tenant', 'set', 'löwen', '--module', 'on'], 1, 'Did you mean "Löwen"?'],
  [['tenant', 'set', 'Löwen'], 2, 'Nothing to set'],
  [['tenant', 'add', 'a b'], 2, 'names are without spaces'],
  [['tenant', 'add', 'X', '--domain', 'https://x.de'], 2, 'is not a domain'],
  [['tenant', 'add', 'X', '--time-zone', 'Berlin'], 2, 'Did you mean "Europe/Berlin"?'],
  [['tenant', 'remove', 'Löwen'], 2, 'To remove the tenant Löwen, add --yes.'],
  [['tenant', 'remove', 'Tiger', '--yes'], 1, 'There is no tenant "Tiger"'],
  [['user', 'add', 'Löwen', 'Leo'], 1, 'has a user "Leo" already.'],
  [['user', 'add', 'Löwen', 'Lu', '--password', 'x'.repeat(73)], 1, 'at most 72'],
  [['user', 'enable', 'Löwen', 'leo', 'tasks'], 1, 'Did you mean "Leo"?'],
  [['user', 'password', 'Löwen', 'Leo', '--password-stdin'], 2, 'standard input is empty'],
  [['import', '--user', 'Leo_Lowen', 'x.ics'], 1, 'Did you mean "Leo_Löwen"?'],
  [['export', '--user', 'nobody'], 1, 'There is no user "nobody"'],
]

describe('while a gateway serves', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'termingate-cli-'))
  const DATA_DIR = join(cwd, 'data')
  let gateway: Gateway | null = null

  beforeAll(async () => {
    await ensureBuilt()
    await copyTemplate(DATA_DIR)
    gateway = await startGateway({ databaseUrl: null, dataDir: DATA_DIR })
  })
  afterAll(async () => {
    await gateway?.stop()
    rmSync(cwd, { recursive: true, force: true })
  })

  // The client's side of the control socket works in this process too, and faster.
  const run = (args: string[], stdin = ''): Promise<Result> =>
    inProcess(args, { env: { DATA_DIR }, cwd, stdin })

  async function json(args: string[], stdin = '') {
    const { code, stdout, stderr } = await run([...args, '--json'], stdin)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return JSON.parse(stdout)
  }

  test('an empty installation lists nothing and says how to go on', async () => {
    expect((await run(['tenant', 'list'])).stdout).toBe(
      'There is no tenant yet: termingate tenant add NAME\n',
    )
    expect(await json(['user', 'list'])).toEqual([])
    expect(await json(['migrate'])).toEqual({ applied: [] })
  })

  test('tenants are added, changed and listed', async () => {
    const args = [
      'tenant',
      'add',
      'Löwen',
      '--domain',
      'eas.example.com',
      '--domain',
      'example.com',
    ]
    expect((await run(args)).stdout).toContain('Added the tenant Löwen.')
    expect(
      await json(['tenant', 'set', 'Löwen', '--module', 'off', '--language', 'en']),
    ).toMatchObject({
      moduleEnabled: false,
      language: 'en',
      domains: ['eas.example.com', 'example.com'],
    })
    expect(await json(['tenant', 'set', 'Löwen', '--module', 'on'])).toMatchObject({
      moduleEnabled: true,
    })
    expect(await json(['tenant', 'list'])).toMatchObject([{ name: 'Löwen', users: 0 }])
  })

  test('a user gets a generated password, shown once', async () => {
    const { stdout, code } = await run(['user', 'add', 'Löwen', 'Leo', '--enable', 'calendar'])
    expect(stdout).toMatch(/password +[a-z2-9]{4}(-[a-z2-9]{4}){3} +\(shown only now\)/)
    expect(stdout).toContain('Leo_Löwen@eas.example.com')
    expect(code).toBe(0)
    expect(JSON.stringify(await json(['user', 'list']))).not.toMatch(/\$2|password"/)
  })

  test('a password is taken from the first line of standard input', async () => {
    const added = await json(
      ['user', 'add', 'Löwen', 'Lea', '--password-stdin', '--admin'],
      'Grün-7-Tiger\r\nmore\n',
    )
    expect(added).toMatchObject({ login: 'Lea_Löwen', admin: true, enabled: [] })
    expect(added).not.toHaveProperty('password')
  })

  test('users are switched, locked out and let in again', async () => {
    expect(await json(['user', 'enable', 'Löwen', 'Lea', 'tasks,contacts'])).toMatchObject({
      enabled: ['tasks', 'contacts'],
    })
    expect(await json(['user', 'disable', 'Löwen', 'Lea', 'tasks'])).toMatchObject({
      enabled: ['contacts'],
    })
    expect(await json(['user', 'deactivate', 'Löwen', 'Lea'])).toMatchObject({ active: false })
    expect((await run(['user', 'list', 'Löwen'])).stdout).toMatch(/Lea .*inactive/)
    expect(await json(['user', 'activate', 'Löwen', 'Lea'])).toMatchObject({ active: true })
    expect(
      await json(['user', 'password', 'Löwen', 'Lea', '--password', 'neu-8-Wal']),
    ).toMatchObject({ login: 'Lea_Löwen' })
  })

  test('R-ONO-54 unlocking who is not locked does no harm and says so', async () => {
    const { stdout, code } = await run(['user', 'unlock', 'Löwen', 'Lea'])
    expect(stdout).toContain('was not locked, so something else keeps its devices out')
    expect(code).toBe(0)
  })

  test.each(FAILING)('%j ends with %i and says why', async (args, expected, words) => {
    const { code, stdout, stderr } = await run(args)
    expect(stderr).toContain(words)
    expect(stderr).not.toMatch(/^ +at /m)
    expect({ code, stdout }).toEqual({ code: expected, stdout: '' })
  })

  test('with --json a failure is told in JSON as well', async () => {
    const { code, stdout } = await run(['user', 'unlock', 'Löwen', 'Lex', '--json'])
    expect(JSON.parse(stdout).error).toContain('has no user "Lex"')
    expect(code).toBe(1)
  })

  test('an import is found in the export, and a second one changes nothing', async () => {
    writeFileSync(join(cwd, 'one.ics'), CALENDAR)
    writeFileSync(join(cwd, 'one.vcf'), CARD)
    const first = await json(['import', '--user', 'Leo_Löwen', 'one.ics', 'one.vcf'])
    expect(first.files).toMatchObject([
      { created: 2, updated: 0, unchanged: 0 },
      { created: 1, updated: 0, unchanged: 0 },
    ])
    const second = await json(['import', '--user', 'Leo_Löwen', 'one.ics', 'one.vcf'])
    expect(second.files).toMatchObject([
      { created: 0, updated: 0, unchanged: 2 },
      { created: 0, updated: 0, unchanged: 1 },
    ])
    const calendar = await run(['export', '--user', 'Leo_Löwen', '--kind', 'calendar,tasks'])
    expect(calendar.stdout).toContain('SUMMARY:Besichtigung')
    expect(calendar.stdout).toContain('SUMMARY:Anrufen')
    const contacts = await run(['export', '--user', 'Leo_Löwen', '--kind', 'contacts'])
    expect(contacts.stdout).toContain('Zeisig')
    expect(contacts.stdout).not.toContain('VCALENDAR')
  })

  test('a removed user is written to files first, which are not overwritten', async () => {
    writeFileSync(join(cwd, 'taken.ics'), 'mine')
    const refused = await run(['user', 'remove', 'Löwen', 'Leo', '--export', 'taken.json'])
    expect(refused.stderr).toContain('there is such a file already')
    expect(readFileSync(join(cwd, 'taken.ics'), 'utf8')).toBe('mine')

    const { files, removed } = await json([
      'user',
      'remove',
      'Löwen',
      'Leo',
      '--export',
      'leo.json',
    ])
    expect(files).toEqual(['json', 'ics', 'vcf'].map((kind) => join(cwd, `leo.${kind}`)))
    expect(removed).toEqual({ appointments: 1, tasks: 1, contacts: 1, notes: 0 })
    for (const file of files) expect(statSync(file).mode & 0o777).toBe(0o600)
    const person = JSON.parse(readFileSync(join(cwd, 'leo.json'), 'utf8'))
    expect(person).toMatchObject({ login: 'Leo_Löwen', appointments: [{ title: 'Besichtigung' }] })
    expect(JSON.stringify(person)).not.toContain('$2')
    expect(readFileSync(join(cwd, 'leo.ics'), 'utf8')).toContain('SUMMARY:Besichtigung')
    expect(readFileSync(join(cwd, 'leo.vcf'), 'utf8')).toContain('Zeisig')
    expect((await json(['user', 'list'])).map((one: { name: string }) => one.name)).toEqual(['Lea'])
  })

  test('the demo is made once', async () => {
    const demo = await json(['demo'])
    expect(demo.tenant).toBe('MeinMandant')
    expect(demo.users[0].address).toBe('theobald.tiger_MeinMandant@localhost')
    expect(demo.items.contacts).toBe(200)
    const again = await run(['demo'])
    expect(again.stderr).toContain('There is a tenant "MeinMandant" already, so no demo was made.')
    expect(again.code).toBe(1)
  })

  test('a removed tenant is gone', async () => {
    expect(await json(['tenant', 'remove', 'Löwen', '--yes'])).toMatchObject({
      removed: { name: 'Löwen', users: 1 },
    })
    expect((await run(['user', 'list', 'Löwen'])).code).toBe(1)
  })

  test('as a process of its own a command does the same', async () => {
    const { code, stdout } = await termingate(['tenant', 'list'], { env: { DATA_DIR } })
    expect({ code, stdout }).toEqual({ code: 0, stdout: (await run(['tenant', 'list'])).stdout })
  })
})
