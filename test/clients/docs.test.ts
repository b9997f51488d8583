import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { clientTables } from '../support/client-tables.js'

const PAGE = join(process.cwd(), 'docs/protocol-support.md')
const START = '<!-- clients: written by npm run docs:clients -->\n'
const END = '\n<!-- end of clients -->'

test('docs/protocol-support.md has the clients as their profiles are', () => {
  const page = readFileSync(PAGE, 'utf8')
  const from = page.indexOf(START) + START.length
  const to = page.indexOf(END)
  expect(from).toBeGreaterThan(START.length)
  const tables = clientTables()
  if (process.env.WRITE_DOCS === '1') {
    writeFileSync(PAGE, page.slice(0, from) + tables + page.slice(to))
  } else expect(page.slice(from, to)).toBe(tables)
})
