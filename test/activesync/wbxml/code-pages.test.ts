import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codePage } from '../../../src/activesync/wbxml/code-page.js'
import { codePages } from '../../../src/activesync/wbxml/pages/index.js'
import { codeOf, isKnownTag, tagOf } from '../../../src/activesync/wbxml/tokens.js'

type Reference = {
  namespace: string
  tags: Record<string, { token: number }>
  notInSpec?: Record<string, { names: Record<string, string[]> }>
}

const shared = process.env.TERMINGATE_SHARED ?? join(__dirname, '../../../../shared')
const reference = join(shared, 'eas/codepages.json')
const pages: Record<string, Reference> = existsSync(reference)
  ? JSON.parse(readFileSync(reference, 'utf8')).pages
  : {}
const skipped = existsSync(reference) ? '' : ' (skipped: no reference data beside the project)'

describe(`the code pages agree with the reference data${skipped}`, () => {
  const withReference = skipped ? test.skip : test

  withReference('they are the same pages', () => {
    expect(codePages.map(({ page }) => page)).toEqual(Object.keys(pages).map(Number))
  })

  withReference.each(codePages.map((page) => [page.page, page.namespace, page] as const))(
    'page %i, %s',
    (number, namespace, { tokens }) => {
      const expected = pages[number]
      expect(namespace).toBe(expected?.namespace)
      const specified = Object.entries(expected?.tags ?? {}).map(([name, { token }]) => [
        name,
        token,
      ])
      const legacy = Object.entries(expected?.notInSpec ?? {})
      expect(Object.entries(tokens)).toHaveLength(specified.length + legacy.length)
      expect(Object.entries(tokens)).toEqual(expect.arrayContaining(specified))
      for (const [token, { names }] of legacy) {
        const name = Object.entries(tokens).find(([, ours]) => ours === Number(token))?.[0]
        expect(Object.keys(names)).toContain(name)
      }
    },
  )
})

test('tags stand in the order of their tokens', () => {
  for (const { tokens } of codePages) {
    const order = Object.values<number>(tokens)
    expect(order).toEqual([...order].sort((a, b) => a - b))
  }
})

test('a tag is found by page and token, and the other way round', () => {
  expect(tagOf(4, 0x26)).toBe('Calendar:Subject')
  expect(codeOf('Calendar:Subject')).toBe(4 * 64 + 0x26)
  expect(tagOf(0, 0x2a)).toBeUndefined()
  expect(tagOf(0xff, 0x3f)).toBeUndefined()
  expect(codeOf('Calendar:Sbuject')).toBeUndefined()
  expect(isKnownTag('Calendar:Subject')).toBe(true)
  expect(isKnownTag('constructor')).toBe(false)
})

describe('a code page is refused at load', () => {
  test.each<[string, number, Record<string, number>, string]>([
    ['with two names of one token', 1, { A: 5, B: 5 }, 'X:B has the token of X:A'],
    ['with a global token', 1, { A: 4 }, 'X:A has the token 4, not 0x05 to 0x3F'],
    ['with a token beyond the tag space', 1, { A: 0x40 }, 'X:A has the token 64, not 0x05 to 0x3F'],
    ['with half a token', 1, { A: 5.5 }, 'X:A has the token 5.5, not 0x05 to 0x3F'],
    ['with a number that is no byte', 256, { A: 5 }, 'Code page 256 (X) is not a byte'],
  ])('%s', (_what, page, tokens, message) => {
    expect(() => codePage(page, 'X', tokens)).toThrow(new RangeError(message))
  })
})
