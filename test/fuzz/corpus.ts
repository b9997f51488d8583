import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '../../src/activesync/wbxml/decode.js'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { readRecording } from '../activesync/sync/recording.js'
import { readXml } from '../support/read-xml.js'
import { HAND_MADE, type HandMade } from './hand-made.js'

/** A valid request that mutations start from; the root null is the empty body. */
export type Seed = {
  name: string
  command: string
  versions: readonly string[]
  root: Element | null
}

export const VERSIONS = ['2.5', '12.0', '12.1', '14.0', '14.1', '16.0', '16.1'] as const
const WIRE = join(process.cwd(), 'test/fixtures/wire')
const RECORDINGS = ['tbsync-5.0.10', 'tbsync-5.3.4'] as const

/** Every seed: hand-made for each command, recorded ones of real clients once per content. */
export function corpus(): Seed[] {
  return [...HAND_MADE.map(fromHand), ...recorded(), ...wire()]
}

function fromHand([command, name, xml, versions]: HandMade): Seed {
  const root = xml === null ? null : readXml(xml)
  return { name: `${command}: ${name}`, command, versions: versions ?? VERSIONS, root }
}

function recorded(): Seed[] {
  const seeds = RECORDINGS.flatMap((name) =>
    readRecording(name)
      .filter(({ sent }) => sent)
      .map(({ command, root }): Seed => {
        const versions = ['14.1', '16.1']
        return { name: `${name}: ${command}`, command, versions, root: withPlaces(root) }
      }),
  )
  return onceEach(seeds)
}

function wire(): Seed[] {
  const files = existsSync(WIRE)
    ? readdirSync(WIRE).filter((file) => file.endsWith('.req.wbxml'))
    : []
  return onceEach(
    files.flatMap((file): Seed[] => {
      const bytes = readFileSync(join(WIRE, file))
      if (bytes.length === 0) return []
      const root = withPlaces(decode(bytes))
      const command = root.tag.split(':')[1] ?? ''
      return [{ name: file, command, versions: ['14.1', '16.1'], root }]
    }),
  )
}

/** Recorded keys and ids give way to those of the device that sends. */
function withPlaces(node: Element, kind = kindOf(node)): Element {
  const own = node.tag === 'AirSync:Collection' ? kindOf(node) : kind
  return {
    ...node,
    text: node.text === null || node.text === '0' ? node.text : placeOf(node, own),
    children: node.children.map((child) => withPlaces(child, own)),
  }
}

function placeOf({ tag, text }: Element, kind: string): string | null {
  if (tag === 'AirSync:SyncKey') return `{{${kind}.key}}`
  if (tag === 'FolderHierarchy:SyncKey') return '{{folders.key}}'
  if (tag.endsWith(':CollectionId') || tag === 'Ping:Id') return `{{${kind}.id}}`
  if (tag === 'AirSync:ServerId') return `{{${kind}.item}}`
  if (tag === 'AirSync:ClientId') return '{{client}}'
  return text
}

function kindOf(node: Element): string {
  const text = JSON.stringify(node)
  if (/Contacts:|vcard|contact/i.test(text)) return 'Contacts'
  return /"Tasks:|vtodo|task/i.test(text) ? 'Tasks' : 'Calendar'
}

function onceEach(seeds: readonly Seed[]): Seed[] {
  return [...new Map(seeds.map((seed) => [JSON.stringify(seed.root), seed])).values()]
}
