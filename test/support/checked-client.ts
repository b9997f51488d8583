import type { Element, Tag } from '../../src/activesync/wbxml/element.js'
import { type CommandOptions, type EasAnswer, EasClient } from '../../src/client/eas-client.js'
import { checkCollected, expectValidAtEnd } from './schema.js'

/** Up to 12.1 the answers name the class (ASWBXML_R825), which the schemas do not know. */
const OLD_TAGS: ReadonlySet<Tag> = new Set<Tag>(['AirSync:Class', 'GetItemEstimate:Class'])

// Importing this file in a test file is enough for the answers to be checked.
afterAll(checkCollected)

/** Holds its answers against Microsoft's schemas, where they are at hand, when the file is through. */
export class CheckedClient extends EasClient {
  override async bytes(
    name: string,
    body: Uint8Array | null,
    options: CommandOptions = {},
  ): Promise<EasAnswer> {
    const answer = await super.bytes(name, body, options)
    const old = Number(this.version) < 14
    expectValidAtEnd(old && answer.body ? withoutClass(answer.body) : answer.body)
    return answer
  }
}

function withoutClass(element: Element): Element {
  const kept = element.children.filter((child) => !OLD_TAGS.has(child.tag))
  return { ...element, children: kept.map(withoutClass) }
}
