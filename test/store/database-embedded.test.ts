import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { EVERY_TYPE, EVERY_TYPE_ROWS } from '../support/every-type.js'
import { copyTemplate, ensureBuilt, runDirectory } from '../support/prepare.js'

// Builds, and makes an embedded database, when these are out of date.
jest.setTimeout(180_000)

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

  test('uses the room of rows again that upkeep forgot: it has no autovacuum', async () => {
    const child = join(__dirname, '../support/children/upkeep-embedded.js')
    const sizes: number[] = JSON.parse((await run(process.execPath, [child, dataDir])).stdout)
    const [first = 0] = sizes
    expect(sizes.filter((bytes) => bytes > first * 1.5)).toEqual([])
  })

  test('ends rather than hangs when a write of its log fails, and loses nothing', async () => {
    await expect(probe(dataDir, 'panic')).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/start termingate again.*No space left/),
    })
    expect(readFileSync(join(dataDir, 'acknowledged'), 'utf8')).toBe('2')
    // What was acknowledged is there at the next start: the name of its tenant is taken.
    await expect(probe(dataDir, '')).rejects.toMatchObject({
      stderr: expect.stringContaining('tenant_name_key'),
    })
  })
})
