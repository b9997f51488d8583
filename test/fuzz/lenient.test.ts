import fc from 'fast-check'
import { decode } from '../../src/activesync/wbxml/decode.js'
import { type Element, element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import { type Gateway, startGateway } from '../support/gateway.js'
import { readXml } from '../support/read-xml.js'
import { newTenant } from '../support/tenant.js'
import { FuzzDevice } from './device.js'
import { plainCase } from './fuzz-case.js'
import { HAND_MADE, type HandMade } from './hand-made.js'
import { Line } from './line.js'

jest.setTimeout(300_000)

let gateway: Gateway
let line: Line

beforeAll(async () => {
  gateway = await startGateway({ env: { LOG_LEVEL: 'warn' } })
  const tenant = await newTenant(gateway, { rule_set: 'exchange' })
  const { login } = await tenant.account()
  const device = new FuzzDevice(login, 'TestPhone')
  line = new Line({ port: Number(new URL(gateway.baseUrl).port), device })
})
afterAll(async () => {
  line.close()
  await gateway.stop()
})

/** They wait for changes, or are told something else when they are sent a second time. */
const ONCE =
  /^(waits|heartbeat|empty|partial|two folders|cached|one|name|acknowledge|delete.*|wiped.*)$/
const ASKED = HAND_MADE.filter(
  ([, name, xml, versions]) =>
    xml !== null && !ONCE.test(name) && (versions ?? ['16.1']).includes('16.1'),
)

/** Which way the children of each element stand, and where an element stands that nobody knows. */
type Disorder = { ranks: number[]; stranger: 'none' | 'first' | 'last' }

const disorders = fc.record<Disorder>({
  ranks: fc.array(fc.nat(1_000), { minLength: 12, maxLength: 12 }),
  stranger: fc.constantFrom('none', 'first', 'last'),
})

/** What counts in its order: commands, and the preferences of bodies (MS-ASAIRS_R348: status 4). */
const ORDERED = new Set([
  'AirSync:Commands',
  'AirSync:Options',
  'ItemOperations:Options',
  'AirSyncBase:BodyPreference',
])

function disordered(node: Element, disorder: Disorder, depth = 0): Element {
  const { ranks } = disorder
  const children = node.children
    .map((child, index) => ({ child, rank: ranks[(index + depth) % ranks.length] ?? 0 }))
    .sort((a, b) => (ORDERED.has(node.tag) ? 0 : a.rank - b.rank))
    .map(({ child }) => disordered(child, disorder, depth + 1))
  return { ...node, children }
}

/** An element of another command in the root, which says nothing there. */
function withStranger(root: Element, { stranger }: Disorder): Element {
  const node = element('ValidateCert:CheckCrl', '1')
  if (stranger === 'none') return root
  const children = stranger === 'first' ? [node, ...root.children] : [...root.children, node]
  return { ...root, children }
}

function statusesIn(node: Element): string[] {
  const own = node.tag.endsWith(':Status') ? [`${node.tag} ${node.text}`] : []
  return [...own, ...node.children.flatMap(statusesIn)]
}

/** All that an answer says of how it went, in any order. */
async function told([command]: HandMade, root: Element): Promise<unknown> {
  expect(await line.prime()).toEqual([])
  const outcome = await line.send(plainCase(command, '16.1', encode(root)))
  if (!('answer' in outcome)) return outcome.failure
  const { status, body } = outcome.answer
  const statuses = body.length > 0 && status === 200 ? statusesIn(decode(body)) : []
  return { status, statuses: [...new Set(statuses)].sort() }
}

// MS-ASCMD's request schemas fix no order for most; clients have always mixed it.
test.each(ASKED.map((row) => [`${row[0]}: ${row[1]}`, row] as const))(
  '%s is understood in any order of its elements',
  async (_, row) => {
    const root = readXml(row[2] ?? '')
    const usual = await told(row, root)
    await fc.assert(
      fc.asyncProperty(disorders, async (disorder) => {
        const mixed = disordered(root, disorder)
        const strange = row[0] === 'Settings' ? mixed : withStranger(mixed, disorder)
        expect(await told(row, strange)).toEqual(usual)
      }),
      { numRuns: 4, seed: 20_261_121, endOnFailure: true },
    )
  },
)
