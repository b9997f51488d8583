import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { lockDataDirectory } from '../../src/control/lock.js'
import { probe } from '../../src/control/probe.js'
import { socketPath } from '../../src/control/socket-path.js'
import { ensureBuilt } from '../support/prepare.js'

const CHILD = join(__dirname, 'children/hold-directory.js')
const directories: string[] = []
const children: ChildProcess[] = []

beforeAll(ensureBuilt)
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill))
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true })
})

function newDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-lock-'))
  directories.push(directory)
  return directory
}

type Holder = { child: ChildProcess; says: string }

async function hold(directory: string): Promise<Holder> {
  const child = spawn(process.execPath, [CHILD, directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const says = await new Promise<string>((resolve) => {
    child.stdout?.once('data', (data) => resolve(String(data).trim()))
  })
  return { child, says }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}

const isRefusal = ({ says }: Holder) => /already in use by a running gateway \(pid \d+\)/.test(says)

test('the second process is told who holds the directory and what to do', async () => {
  const directory = newDirectory()
  const first = await hold(directory)
  const second = await hold(directory)
  expect(first.says).toBe('locked')
  expect(second.says).toBe(
    `The data directory ${directory} is already in use by a running gateway (pid ` +
      `${first.child.pid}). Stop that one, or set DATA_DIR to another directory.`,
  )
})

test('of five processes started at once exactly one wins', async () => {
  const directory = newDirectory()
  const holders = await Promise.all(Array.from({ length: 5 }, () => hold(directory)))
  expect(holders.filter(({ says }) => says === 'locked')).toHaveLength(1)
  expect(holders.filter(isRefusal)).toHaveLength(4)
})

test('after kill -9 of the holder exactly one of five wins, three times over', async () => {
  const directory = newDirectory()
  let holder = await hold(directory)
  for (let round = 0; round < 3; round++) {
    await kill(holder.child)
    expect((await probe(socketPath(directory))).state).toBe('refused')
    const holders = await Promise.all(Array.from({ length: 5 }, () => hold(directory)))
    const winners = holders.filter(({ says }) => says === 'locked')
    expect(winners).toHaveLength(1)
    expect(holders.filter(isRefusal)).toHaveLength(4)
    holder = winners[0] ?? holder
  }
  expect(readdirSync(directory)).toEqual(['control.sock'])
})

test('a holder that is stopped and says nothing still holds', async () => {
  const directory = newDirectory()
  const first = await hold(directory)
  first.child.kill('SIGSTOP')
  const second = await hold(directory)
  first.child.kill('SIGCONT')
  expect(second.says).toMatch(/already in use by a running gateway \(pid unknown\)/)
  expect((await probe(socketPath(directory))).pid).toBe(first.child.pid)
})

test('what a process left that was killed while it cleaned up is removed', async () => {
  const directory = newDirectory()
  const dead = await hold(directory)
  await kill(dead.child)
  const { renameSync } = await import('node:fs')
  renameSync(join(directory, 'control.sock'), join(directory, 'control.sock.0a1b2c'))
  expect((await hold(directory)).says).toBe('locked')
  expect(readdirSync(directory)).toEqual(['control.sock'])
})

test('the socket is for its user alone, and gone when the directory is given free', async () => {
  const directory = newDirectory()
  const lock = await lockDataDirectory(directory, () => {})
  expect(statSync(lock.path).mode & 0o777).toBe(0o600)
  await lock.release()
  expect(existsSync(lock.path)).toBe(false)
  const again = await lockDataDirectory(directory, () => {})
  await again.release()
})

test('giving free closes the connections that are open', async () => {
  const lock = await lockDataDirectory(newDirectory(), () => {})
  const socket = connect(lock.path)
  await new Promise((resolve) => socket.once('connect', resolve))
  const closed = new Promise((resolve) => socket.once('close', resolve))
  socket.resume()
  await lock.release()
  await closed
})

test('a path too long for a socket gets one in a private directory elsewhere', async () => {
  const directory = join(newDirectory(), 'x'.repeat(100))
  const path = socketPath(directory)
  directories.push(join(path, '..'))
  expect(Buffer.byteLength(path)).toBeLessThanOrEqual(95)
  expect(path.startsWith(tmpdir())).toBe(true)
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
  expect((await hold(directory)).says).toBe('locked')
  expect(isRefusal(await hold(directory))).toBe(true)
})
