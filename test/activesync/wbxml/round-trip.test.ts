import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { decode } from '../../../src/activesync/wbxml/decode.js'
import { type Element, element } from '../../../src/activesync/wbxml/element.js'
import { encode } from '../../../src/activesync/wbxml/encode.js'
import { codePages, type KnownTag } from '../../../src/activesync/wbxml/pages/index.js'
import { WbxmlError } from '../../../src/activesync/wbxml/wbxml-error.js'

const tags = codePages.flatMap(({ namespace, tokens }) =>
  Object.keys(tokens).map((name) => `${namespace}:${name}` as KnownTag),
)

/** Text as it survives: nothing that XML 1.0 has not. */
const text = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .map((value) => value.replace(/[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu, ''))
  .filter((value) => value !== '')

const tag = fc.constantFrom(...tags)
const opaque = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((bytes) => Buffer.from(bytes))
const content = { tag, text: fc.option(text), opaque: fc.option(opaque) }

const { tree } = fc.letrec<{ tree: Element; leaf: Element; branch: Element }>((tie) => ({
  tree: fc.oneof({ maxDepth: 8, depthSize: 'small' }, tie('leaf'), tie('branch')),
  leaf: fc.record({ ...content, children: fc.constant([]) }),
  branch: fc.record({ ...content, children: fc.array(tie('tree'), { maxLength: 5 }) }),
}))

const folder = join(__dirname, '../../fixtures/wire')
const documents = readdirSync(folder)
  .filter((name) => name.endsWith('.wbxml'))
  .map((name) => readFileSync(join(folder, name)))
  .filter((bytes) => bytes.length < 4000)

test('every tree of known tags reads as it was written', () => {
  fc.assert(
    fc.property(tree, (written) => {
      expect(decode(encode(written))).toEqual(written)
    }),
    { numRuns: 300 },
  )
})

test('every tag reads as it was written, after every other page', () => {
  const root = element(
    'AirSync:Sync',
    tags.map((tag) => element(tag)),
  )
  expect(decode(encode(root))).toEqual(root)
})

test('any text comes back as well-formed text that writes the same again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
      (value) => {
        const bytes = encode(element('AirSync:SyncKey', value))
        expect(encode(decode(bytes)).equals(bytes)).toBe(true)
      },
    ),
  )
})

test('any bytes are read or refused with a WbxmlError inside them', () => {
  const random = fc.uint8Array({ maxLength: 400 })
  const body = random.map((bytes) => Buffer.concat([Buffer.from('03016a00', 'hex'), bytes]))
  fc.assert(fc.property(fc.oneof(random, body), readOrRefuse), { numRuns: 5000 })
})

test('any damage to a real document is read or refused with a WbxmlError inside it', () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(0xff)), { minLength: 1, maxLength: 8 })
  const damaged = fc.tuple(fc.constantFrom(...documents), damage, fc.nat()).map(spoil)
  fc.assert(fc.property(damaged, readOrRefuse), { numRuns: 2000 })
})

/** Some bytes changed, and perhaps the end cut off. */
function spoil([document, changes, cut]: [Buffer, [number, number][], number]): Uint8Array {
  const bytes = Uint8Array.from(document)
  for (const [at, value] of changes) bytes[at % bytes.length] = value
  return cut % 2 ? bytes : bytes.subarray(0, cut % bytes.length)
}

/** True as fast-check wants it; not `expect`, which would take most of the time here. */
function readOrRefuse(bytes: Uint8Array): boolean {
  try {
    decode(bytes)
    return true
  } catch (error) {
    if (!(error instanceof WbxmlError)) throw error
    const { offset, message } = error
    return offset >= 0 && offset <= bytes.length && message.endsWith(` at byte ${offset}`)
  }
}
