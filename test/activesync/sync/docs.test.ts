import { readFileSync } from 'node:fs'
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
  const source = readFileSync(join(__dirname, `${file}.test.ts`), 'utf8').replace(/\\'/g, "'")
  expect(source).toContain(title)
})
