import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../support/prepare.js'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

test('docs/security.md names tests that there are', () => {
  const cited = [...read('docs/security.md').matchAll(/`(test\/[^`]+\.test\.ts)`: (.+?) \|$/gm)]
  expect(cited.length).toBeGreaterThan(25)
  const missing = cited.filter(([, path = '', title = '']) => !read(path).includes(title))
  expect(missing.map(([line]) => line)).toEqual([])
})
