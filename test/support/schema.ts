import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { toXml } from '../../src/activesync/wbxml/to-xml.js'

/** Reference data that lies beside the project for its makers; a user's clone has none. */
export const SHARED = process.env.TERMINGATE_SHARED ?? join(process.cwd(), '../shared')

const SCHEMAS = join(SHARED, 'eas/xsd-response')
const hasSchemas = existsSync(SCHEMAS)
const hasXmllint = spawnSync('xmllint', ['--version']).status === 0

if (hasSchemas && !hasXmllint && process.env.CI === 'true') {
  throw new Error('xmllint is missing: install libxml2-utils')
}

/** Whether answers can be held against Microsoft's schemas here. */
export const canValidate = hasSchemas && hasXmllint

/** `test`, or a skipped test that says what it lacks. */
export function testWithSchemas(title: string, body: () => Promise<void>): void {
  if (canValidate) test(title, body)
  else test.skip(`${title} (skipped: needs ../shared/eas and xmllint)`, body)
}

/**
 * Throws unless the answer fits Microsoft's response schemas (null, the empty body, always does).
 * Does nothing where the schemas or xmllint are missing.
 */
export function expectValid(answer: Element | null): void {
  if (!canValidate || answer === null) return
  expectAllValid([xmlOf(answer)])
}

const collected = new Set<string>()
/** A long run of the model check gives more than a command line can name. */
const MOST_COLLECTED = 3_000

/** The same, but at the end of the test file and all at once: reading the schemas takes its time. */
export function expectValidAtEnd(answer: Element | null): void {
  if (canValidate && answer !== null && collected.size < MOST_COLLECTED) {
    collected.add(xmlOf(answer))
  }
}

/** For afterAll: throws unless all that `expectValidAtEnd` was given is valid. */
export function checkCollected(): void {
  const documents = [...collected]
  collected.clear()
  if (documents.length > 0) expectAllValid(documents)
}

function expectAllValid(documents: readonly string[]): void {
  master ??= writeMaster()
  const directory = mkdtempSync(join(tmpdir(), 'termingate-xml-'))
  try {
    const files = documents.map((xml, index) => {
      const file = join(directory, `${index}.xml`)
      writeFileSync(file, xml)
      return file
    })
    const found = spawnSync('xmllint', ['--noout', '--nonet', '--schema', master, ...files], {
      encoding: 'utf8',
      maxBuffer: 100_000_000,
    })
    if (found.status === 0) return
    const errors = found.stderr.split('\n').filter((line) => /error|fails/.test(line))
    const first = /(\d+)\.xml/.exec(errors[0] ?? '')?.[1]
    const shown = errors.slice(0, 10).join('\n')
    throw new Error(`An answer is not valid:\n${shown}\n${documents[Number(first ?? 0)]}`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
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
function xmlOf(answer: Element): string {
  return toXml(answer).replace(/ opaque="\d+"/g, '')
}
