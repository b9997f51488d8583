import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { UserError } from '../../src/errors.js'
import { lockDataDir } from '../../src/store/pglite-lock.js'
import { EVERY_TYPE, EVERY_TYPE_ROWS } from '../support/every-type.js'
import { copyTemplate, ensureBuilt, runDirectory } from '../support/prepare.js'

const run = promisify(execFile)
const CHILD = join(__dirname, '../support/children/embedded.js')

async function probe(dataDir: string, mode: string): Promise<Record<string, unknown>> {
  const args = [CHILD, dataDir, JSON.stringify(EVERY_TYPE), mode]
  return JSON.parse((await run(process.execPath, args)).stdout)
}

describe('the embedded database', () => {
  let dataDir: string

  beforeEach(async () => {
    await ensureBuilt()
    dataDir = mkdtempSync(join(runDirectory(), 'embedded-'))
    await copyTemplate(dataDir)
  })

  test('works like a server: values, one connection, notifications, a full disk', async () => {
    const seen = await probe(dataDir, '')
    expect(seen).toEqual({
      rows: EVERY_TYPE_ROWS,
      secondProcess: 'UserError',
      secondConnection: expect.stringContaining('second connection'),
      afterwards: [{ one: 1 }],
      wokenByCommit: true,
      wokenByRollback: false,
      wokenWhenReopened: true,
      wokenAfterReopening: true,
      before: 2,
      whileFull: 'DatabaseUnavailable',
      after: 3,
    })
  })

  test('ends rather than hangs when a write of its log fails, and loses nothing', async () => {
    await expect(probe(dataDir, 'panic')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/start termingate again.*No space left/),
    })
    expect(readFileSync(join(dataDir, 'acknowledged'), 'utf8')).toBe('2')
    // Its lock is stale, and its tenant's name is taken: the next start says so.
    await expect(probe(dataDir, '')).rejects.toMatchObject({
      stderr: expect.stringContaining('tenant_name_key'),
    })
  })
})

describe('the lock of a data directory', () => {
  let dataDir: string
  const file = () => join(dataDir, 'termingate.lock')
  const held = (holder: object, ageSeconds = 0) => {
    mkdirSync(dataDir, { recursive: true })
    writeFileSync(file(), JSON.stringify({ id: 'other', started: null, ...holder }))
    const time = Date.now() / 1000 - ageSeconds
    utimesSync(file(), time, time)
  }
  beforeEach(() => {
    dataDir = join(mkdtempSync(join(tmpdir(), 'termingate-')), 'data')
  })
  afterEach(() => {
    rmSync(join(dataDir, '..'), { recursive: true, force: true })
  })

  test('is held by one, named to the second, and free after it', () => {
    const unlock = lockDataDir(dataDir)
    expect(() => lockDataDir(dataDir)).toThrow(UserError)
    expect(() => lockDataDir(dataDir)).toThrow(`process ${process.pid} on ${hostname()}`)
    unlock()
    lockDataDir(dataDir)()
  })

  test('of a process that is gone is taken over', () => {
    held({ host: hostname(), pid: 2 ** 30 })
    lockDataDir(dataDir)()
  })

  test('of a former process with the same id is taken over', () => {
    held({ host: hostname(), pid: process.pid, started: 'before' })
    lockDataDir(dataDir)()
  })

  test('of another host holds while it is fresh', () => {
    held({ host: 'elsewhere', pid: 1 })
    expect(() => lockDataDir(dataDir)).toThrow('process 1 on elsewhere')
    held({ host: 'elsewhere', pid: 1 }, 60)
    lockDataDir(dataDir)()
  })

  test('with unreadable contents is taken over', () => {
    held({})
    writeFileSync(file(), '')
    lockDataDir(dataDir)()
  })
})
