import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import pino from 'pino'
import { runInGateway } from '../../src/control/control-client.js'
import { type ControlOptions, controlServer } from '../../src/control/control-server.js'
import { type DataDirectoryLock, lockDataDirectory } from '../../src/control/lock.js'
import { testDatabase } from '../support/database.js'

const log = pino({ level: 'silent' })
const directory = mkdtempSync(join(tmpdir(), 'termingate-control-'))
let lock: DataDirectoryLock | null = null
afterEach(async () => {
  await lock?.release()
  lock = null
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

async function serve(options: Partial<ControlOptions>): Promise<string> {
  const server = controlServer({
    role: 'gateway',
    database: () => Promise.reject(new Error('not here')),
    log,
    ...options,
  })
  lock = await lockDataDirectory(directory, server)
  return lock.path
}

/** Everything the socket answers to these bytes. */
async function ask(path: string, bytes: string | Uint8Array): Promise<string> {
  const socket = connect(path)
  socket.end(bytes)
  let text = ''
  socket.on('data', (data) => {
    text += data
  })
  await new Promise((resolve) => socket.once('close', resolve))
  return text
}

const terminal = (cwd = '/') => {
  const seen: string[] = []
  return {
    seen,
    cwd,
    stdout: (text: string) => void seen.push(`out ${text}`),
    stderr: (text: string) => void seen.push(`err ${text}`),
    readLine: async () => 'a line',
    ask: async (question: string, { hidden = false } = {}) => `${question}${hidden ? '*' : ''}!`,
  }
}

test('ping names the process and its role', async () => {
  const path = await serve({ role: 'command' })
  expect(JSON.parse(await ask(path, '{"op":"ping"}\n'))).toEqual({
    pid: process.pid,
    role: 'command',
  })
})

test('sql gives rows, and errors with their code; several on one connection', async () => {
  const database = await testDatabase()
  const path = await serve({ database: async () => database })
  const answers = await ask(
    path,
    '{"op":"sql","text":"select $1::int + 1 as two","values":[1]}\n{"op":"sql","text":"selec"}\n',
  )
  const [rows, error] = answers
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows).toEqual({ rows: [{ two: 2 }] })
  expect(error.error).toMatchObject({ code: '42601' })
})

test('a request waits until the database is open', async () => {
  const database = await testDatabase()
  let open: (opened: typeof database) => void = () => {}
  const opening = new Promise<typeof database>((resolve) => {
    open = resolve
  })
  const path = await serve({ database: () => opening })
  const answer = ask(path, '{"op":"sql","text":"select 1 as one"}\n')
  expect(await ask(path, '{"op":"ping"}\n')).toContain('gateway')
  open(database)
  expect(await answer).toContain('{"rows":[{"one":1}]}')
})

test('what is not here is refused in words', async () => {
  const path = await serve({})
  expect(await ask(path, '{"op":"sql","text":"select 1"}\n')).toContain('not here')
  expect(await ask(path, '{"op":"dance"}\n')).toContain('There is no operation')
  await expect(runInGateway(path, ['x'], terminal())).rejects.toThrow('no operation')
})

test('a command line gets its arguments, directory, line and answers, and gives its code', async () => {
  const database = await testDatabase()
  const path = await serve({
    database: async () => database,
    async runCli(argv, remote) {
      remote.stdout(`${argv.join(' ')} in ${remote.cwd}\n`)
      remote.stderr(await remote.readLine())
      remote.stdout((await remote.ask('sure? ', { hidden: true })) ?? 'nobody')
      return 7
    },
  })
  const here = terminal('/somewhere')
  expect(await runInGateway(path, ['user', 'list'], here)).toBe(7)
  expect(here.seen).toEqual(['out user list in /somewhere\n', 'err a line', 'out sure? *!'])
})

test('a gateway that ends in the middle is told as such', async () => {
  const database = await testDatabase()
  const path = await serve({
    database: async () => database,
    runCli: () => new Promise(() => {}),
  })
  const running = runInGateway(path, [], terminal())
  setTimeout(() => void lock?.release(), 50)
  await expect(running).rejects.toThrow('not known whether the command was carried out')
  lock = null
})

test('a large output arrives whole', async () => {
  const database = await testDatabase()
  const text = 'x'.repeat(3_000_000)
  const path = await serve({
    database: async () => database,
    async runCli(_argv, remote) {
      remote.stdout(text)
      remote.stdout('end')
      return 0
    },
  })
  const here = terminal()
  expect(await runInGateway(path, [], here)).toBe(0)
  expect(here.seen).toEqual([`out ${text}`, 'out end'])
})

test('bytes that are no request never stop the socket from serving', async () => {
  const path = await serve({})
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), fc.json()), async (bytes) => {
      await ask(path, bytes).catch(() => {})
      return (await ask(path, '{"op":"ping"}\n')).includes('"role":"gateway"')
    }),
    { numRuns: 50 },
  )
})
