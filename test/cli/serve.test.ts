import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyTemplate, ensureBuilt, ROOT } from '../support/prepare.js'
import { termingate } from './termingate.js'

const directories: string[] = []
const processes: ChildProcess[] = []

beforeAll(ensureBuilt)
afterEach(async () => {
  for (const child of processes.splice(0)) await end(child, 'SIGKILL')
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

async function newDataDir(): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-serve-'))
  directories.push(directory)
  const dataDir = join(directory, 'data')
  await copyTemplate(dataDir)
  return dataDir
}

type Server = { child: ChildProcess; stdout(): string; stderr(): string }

function start(env: Record<string, string>, args: string[] = []): Server {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [join(ROOT, 'bin/termingate.js'), 'serve', ...args], {
    env: { PATH, HOME, TZ: 'UTC', PORT: '0', LOGIN_BCRYPT_COST: '4', ...env },
  })
  processes.push(child)
  const text = { stdout: '', stderr: '' }
  child.stdout.on('data', (data) => {
    text.stdout += data
  })
  child.stderr.on('data', (data) => {
    text.stderr += data
  })
  return { child, stdout: () => text.stdout, stderr: () => text.stderr }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill(signal)
  return await ended
}

/** Waits until the text is there, or the process has ended without it. */
async function says(server: Server, words: RegExp): Promise<boolean> {
  for (;;) {
    if (words.test(server.stdout() + server.stderr())) return true
    const { exitCode, signalCode } = server.child
    if (exitCode !== null || signalCode !== null) {
      await new Promise((resolve) => setTimeout(resolve, 100))
      return words.test(server.stdout() + server.stderr())
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const LISTENS = /^Termingate listens on (http:\/\/127\.0\.0\.1:\d+)$/m

test('of five gateways started at once on one directory exactly one serves', async () => {
  const DATA_DIR = await newDataDir()
  const servers = Array.from({ length: 5 }, () => start({ DATA_DIR }, ['--no-demo']))
  const serving = await Promise.all(servers.map((server) => says(server, LISTENS)))
  expect(serving.filter(Boolean)).toHaveLength(1)
  const winner = servers[serving.indexOf(true)]
  for (const loser of servers.filter((server) => server !== winner)) {
    expect(loser.child.exitCode).toBe(1)
    expect(loser.stderr()).toContain(
      `already in use by a running gateway (pid ${winner?.child.pid}). Stop that one`,
    )
  }
})

test('what was acknowledged is there after kill -9, and SIGTERM ends with 0', async () => {
  const DATA_DIR = await newDataDir()
  const first = start({ DATA_DIR }, ['--no-demo'])
  expect(await says(first, LISTENS)).toBe(true)
  expect((await termingate(['tenant', 'add', 'Fest'], { env: { DATA_DIR } })).code).toBe(0)
  await end(first.child, 'SIGKILL')

  const second = start({ DATA_DIR }, ['--no-demo'])
  expect(await says(second, LISTENS)).toBe(true)
  const { stdout } = await termingate(['tenant', 'list', '--json'], { env: { DATA_DIR } })
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'Fest' }])
  expect(await end(second.child, 'SIGTERM')).toBe(0)
  expect(existsSync(join(DATA_DIR, 'control.sock'))).toBe(false)
})

test('an empty database gets the demo, whose password is shown once', async () => {
  const DATA_DIR = await newDataDir()
  const first = start({ DATA_DIR })
  expect(await says(first, /A real phone still needs/)).toBe(true)
  expect(first.stderr()).toMatch(/password +[a-z2-9]{4}(-[a-z2-9]{4}){3} /)
  expect(first.stderr()).toContain('theobald.tiger_MeinMandant@localhost')
  for (const words of ['HOST is 127.0.0.1', 'TLS_CERT and TLS_KEY', 'PUBLIC_URL=https://']) {
    expect(first.stderr()).toContain(words)
  }
  const url = LISTENS.exec(first.stdout())?.[1]
  expect((await fetch(`${url}/health`)).status).toBe(200)
  expect(await end(first.child, 'SIGINT')).toBe(0)

  const second = start({ DATA_DIR })
  expect(await says(second, /A real phone still needs/)).toBe(true)
  expect(second.stderr()).not.toContain('shown only now')
  expect(second.stderr()).toContain('e-mail     theobald.tiger_MeinMandant@localhost')
})

test('--no-demo leaves the database empty, and says how to add a user', async () => {
  const DATA_DIR = await newDataDir()
  const server = start({ DATA_DIR }, ['--no-demo'])
  expect(await says(server, /A real phone still needs/)).toBe(true)
  expect(server.stderr()).toContain('There is no user yet.')
})

test('--json tells where it listens in one line', async () => {
  const DATA_DIR = await newDataDir()
  const server = start({ DATA_DIR, LOG_LEVEL: 'silent' }, ['--no-demo', '--json'])
  expect(await says(server, /\n/)).toBe(true)
  expect(JSON.parse(server.stdout())).toMatchObject({ pid: server.child.pid, demo: null })
})

test('with everything set nothing is missing for a phone', async () => {
  const DATA_DIR = await newDataDir()
  const PUBLIC_URL = 'https://eas.example.com'
  const server = start({ DATA_DIR, PUBLIC_URL })
  expect(await says(server, /Try it from here/)).toBe(true)
  expect(server.stderr()).toContain('theobald.tiger_MeinMandant@eas.example.com')
  expect(server.stderr()).toContain('server     eas.example.com')
  expect(server.stderr()).not.toContain('A real phone still needs')
})

test('a port in use is told in words', async () => {
  const first = start({ DATA_DIR: await newDataDir() }, ['--no-demo'])
  expect(await says(first, LISTENS)).toBe(true)
  const PORT = new URL(LISTENS.exec(first.stdout())?.[1] ?? '').port
  const second = start({ DATA_DIR: await newDataDir(), PORT }, ['--no-demo'])
  expect(await says(second, LISTENS)).toBe(false)
  expect(second.child.exitCode).toBe(1)
  expect(second.stderr()).toContain(`127.0.0.1:${PORT} is in use by another program`)
})

test('a database that is down is waited for, and given up when told to stop', async () => {
  const DATABASE_URL = 'postgres://anna:geheim@127.0.0.1:1/termine'
  const server = start({ DATABASE_URL })
  expect(await says(server, /Waiting for the database 127\.0\.0\.1:1\/termine/)).toBe(true)
  expect(await end(server.child, 'SIGTERM')).toBe(1)
  expect(server.stderr()).toContain("can't be reached")
  expect(server.stderr()).not.toContain('geheim')
})

test('commands that come together wait for each other', async () => {
  const DATA_DIR = await newDataDir()
  const results = await Promise.all(
    ['Eins', 'Zwei', 'Drei'].map((name) =>
      termingate(['tenant', 'add', name], { env: { DATA_DIR } }),
    ),
  )
  expect(results.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
    Array.from({ length: 3 }, () => ({ code: 0, stderr: '' })),
  )
  const { stdout } = await termingate(['tenant', 'list', '--json'], { env: { DATA_DIR } })
  expect(JSON.parse(stdout)).toHaveLength(3)
})
