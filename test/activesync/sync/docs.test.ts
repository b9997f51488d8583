import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const document = readFileSync(join(process.cwd(), 'docs/sync.md'), 'utf8')
const [, table = ''] = document.split('## Guarantees')
const rows = [...table.matchAll(/^\| .* \| ([a-z-]+): (.+) \|$/gm)].map(([, file, title]) => {
  return { file: file ?? '', title: title ?? '' }
})

test('docs/sync.md names a test for each guarantee', () => {
  expect(rows.length).toBeGreaterThan(30)
})

test.each(rows)('docs/sync.md: $file has the test "$title"', ({ file, title }) => {
  const paths = [
    `${file}.test.ts`,
    `../${file}.test.ts`,
    `../../cli/${file}.test.ts`,
    `../../model/${file}.test.ts`,
    `../../bad-input/${file}.test.ts`,
  ].map((name) => join(__dirname, name))
  const path = paths.find((one) => existsSync(one)) ?? ''
  const source = readFileSync(path, 'utf8').replace(/\\'/g, "'")
  expect(source).toContain(title)
})
