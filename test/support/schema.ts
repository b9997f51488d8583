import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Element, Tag } from '../../src/activesync/wbxml/element.js'
import { toXml } from '../../src/activesync/wbxml/to-xml.js'
import { lacksElement } from './element-versions.js'
import { withNewBodies } from './old-versions.js'
import { SHARED } from './prepare.js'
import type { RecordedAnswer } from './recorded.js'

const SCHEMAS = join(SHARED, 'eas/xsd-response')
/** Whether answers can be held against Microsoft's schemas here. */
export const canValidate = existsSync(SCHEMAS)

/** `test`, or a skipped test that says what it lacks. */
export function testWithSchemas(title: string, body: () => Promise<void>): void {
  if (canValidate) test(title, body)
  else test.skip(`${title} (skipped: needs ../shared/eas)`, body)
}

/**
 * Throws unless the answer fits Microsoft's response schemas (null, the empty body, always does).
 * Does nothing where the schemas are missing.
 */
export function expectValid(answer: Element | null): void {
  if (!canValidate || answer === null) return
  const xml = xmlOf(answer)
  const found = invalidIn([xml])
  if (found) throw new Error(`An answer is not valid:\n${found.errors}\n${xml}`)
}

/** The first of them that does not fit, with what is wrong; null: all do, or none can be held. */
export function firstInvalid(
  recorded: readonly RecordedAnswer[],
): { one: RecordedAnswer; errors: string } | null {
  if (!canValidate || recorded.length === 0) return null
  const byXml = new Map(recorded.filter(hasSchema).map((one) => [xmlOf(asToday(one)), one]))
  const chosen = byXml.size <= MOST_CHECKED ? [...byXml] : oneOfEachShape(byXml)
  const found = invalidIn(chosen.map(([xml]) => xml))
  const one = chosen[found?.index ?? -1]?.[1]
  return found && one ? { one, errors: found.errors } : null
}

/** A long run gives more than is worth the time, and more than a command line can name. */
const MOST_CHECKED = 1_500

function oneOfEachShape(byXml: ReadonlyMap<string, RecordedAnswer>): [string, RecordedAnswer][] {
  const shapes = new Map<string, [string, RecordedAnswer]>()
  for (const [xml, one] of byXml) {
    // Texts of equal kind are equal here: letters, digits, and how long about.
    const shape = xml.replace(/[a-zäöüß]+(?=[^<>]*<\/)/gi, 'a').replace(/\d+/g, '9')
    shapes.set(shape, [xml, one])
  }
  return [...shapes.values()].slice(0, MOST_CHECKED * 2)
}

/** Up to 12.1 the answers name the class (ASWBXML_R825). */
const OLD_TAGS: ReadonlySet<Tag> = new Set<Tag>(['AirSync:Class', 'GetItemEstimate:Class'])

/** In the words of the schemas, which know 12.1 and later. */
function asToday({ answer, version }: RecordedAnswer): Element {
  if (lacksElement(version, answer.tag)) return answer
  const words = Number(version) < 12 ? withNewBodies(answer) : answer
  return Number(version) < 14 ? withoutClass(words) : words
}

function withoutClass(node: Element): Element {
  const kept = node.children.filter(({ tag }) => !OLD_TAGS.has(tag))
  return { ...node, children: kept.map(withoutClass) }
}

/** Before 12.0 a policy is XML in a text. */
function hasSchema({ command, version }: RecordedAnswer): boolean {
  return Number(version) >= 12 || command !== 'Provision'
}

const VALIDATOR = join(process.cwd(), 'test/support/children/validate.mjs')

/** Reading the schemas takes its time: all documents are held against them at once. */
function invalidIn(documents: readonly string[]): { index: number; errors: string } | null {
  master ??= writeMaster()
  const run = spawnSync(process.execPath, [VALIDATOR, master], {
    input: JSON.stringify(documents),
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  })
  if (run.status !== 0) throw new Error(`The schemas can't be used:\n${run.stderr}`)
  const faults = JSON.parse(run.stdout) as (string | null)[]
  const index = faults.findIndex((fault) => fault !== null)
  return index < 0 ? null : { index, errors: faults[index] ?? '' }
}

let master: string | undefined

/**
 * The schemas refer to each other without saying where the others are. This makes copies that do:
 * one file per namespace that includes its schemas, and one above that imports them all.
 */
function writeMaster(): string {
  const directory = mkdtempSync(join(tmpdir(), 'termingate-xsd-'))
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
  const files = readdirSync(SCHEMAS).filter((file) => !file.startsWith('Autodiscover'))
  const byNamespace = new Map<string, string[]>()
  for (const file of files) {
    const namespace = targetNamespace(readFileSync(join(SCHEMAS, file), 'utf8'))
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), file])
  }
  const namespaces = [...byNamespace.keys()]
  for (const [namespace, members] of byNamespace) {
    const others = imports(namespaces.filter((other) => other !== namespace))
    for (const file of members) {
      const text = readFileSync(join(SCHEMAS, file), 'utf8').replace(/^\ufeff/, '')
      writeFileSync(join(directory, file), text.replace(/(<xs:schema[^>]*>)/, `$1${others}`))
    }
    const includes = members.map((file) => `<xs:include schemaLocation="${file}"/>`).join('')
    writeFileSync(join(directory, `all-${namespace}.xsd`), schema(includes, namespace))
  }
  const path = join(directory, 'master.xsd')
  writeFileSync(path, schema(imports(namespaces)))
  return path
}

function targetNamespace(text: string): string {
  return /targetNamespace\s*=\s*"([^"]+)"/.exec(text)?.[1] ?? ''
}

function imports(namespaces: readonly string[]): string {
  return namespaces
    .map((name) => `<xs:import namespace="${name}" schemaLocation="all-${name}.xsd"/>`)
    .join('')
}

function schema(content: string, namespace?: string): string {
  const target = namespace ? ` targetNamespace="${namespace}"` : ''
  return `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"${target}>${content}</xs:schema>`
}

/** The schemas know opaque content as a text; the log's form of it is an attribute. */
export function xmlOf(answer: Element): string {
  return toXml(answer).replace(/ opaque="\d+"/g, '')
}
