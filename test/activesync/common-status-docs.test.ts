import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CommonStatus, httpOfCommonStatus } from '../../src/activesync/common-status.js'

const root = join(__dirname, '../..')

type Row = { status: number; name: string; http: number; where: string }

const ROW = /^\| (\d+) \| (\w+) \| (\d+) \| (.+) \|$/gm

const rows: Row[] = [
  ...readFileSync(join(root, 'docs/common-status.md'), 'utf8').matchAll(ROW),
].map(([, status, name = '', http, where = '']) => ({
  ...{ status: Number(status), name, http: Number(http), where },
}))

/** All that the gateway does, but the table of statuses itself. */
const code = readdirSync(join(root, 'src/activesync'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('common-status.ts'))
  .map((name) => readFileSync(join(root, 'src/activesync', name), 'utf8'))
  .join('\n')

test('docs/common-status.md has each of them, in order', () => {
  expect(rows.map(({ status, name }) => [name, status])).toEqual(Object.entries(CommonStatus))
})

test.each(rows)('$status is HTTP $http up to 12.1', ({ status, http }) => {
  expect(httpOfCommonStatus(status as CommonStatus)).toBe(http)
})

test.each(rows)('$status is answered where the page says so, or never', ({ name, where }) => {
  const answered = new RegExp(`CommonStatus\\.${name}\\b`).test(code)
  expect(answered).toBe(!where.startsWith('never: '))
})

/** MS-ASCMD, Common Status Codes, where the requirements name the HTTP status up to 12.1. */
test.each([
  ['R7545', 101, [400]],
  ['R7547', 103, [400]],
  ['R7548', 106, [400]],
  ['R7551', 111, [503]],
  ['R7552', 112, [403]],
  ['R7553', 113, [507]],
  ['R7554', 125, [403]],
  ['R7555', 126, [403]],
  ['R7556', 132, [403]],
  ['R7558', 137, [501]],
  ['R7559', 138, [400]],
  ['R7562', 140, [449]],
  ['R7563', 141, [449]],
  ['R7564', 142, [449]],
  ['R7565', 143, [449]],
  ['R7566', 144, [449]],
  ['R7567', 147, [400, 501]],
])('MS-ASCMD_%s %d', (_, status, http) => {
  expect(http).toContain(httpOfCommonStatus(status as CommonStatus))
})

test('MS-ASCMD_R7550 would be HTTP 500, which no answer is', () => {
  expect(httpOfCommonStatus(CommonStatus.ServerError)).toBe(503)
})
