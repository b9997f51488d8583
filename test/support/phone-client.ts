import type { Element } from '../../src/activesync/wbxml/element.js'
import { type CommandOptions, type EasAnswer, EasClient } from '../../src/client/eas-client.js'
import { withNewBodies, withOldBodies } from './old-versions.js'

/** A client whose words are those of 12.1 and later, also where it speaks 2.5. */
export class PhoneClient extends EasClient {
  override async command(
    name: string,
    root: Element | null,
    options: CommandOptions = {},
  ): Promise<EasAnswer> {
    return await super.command(name, root && this.#isOldest() ? withOldBodies(root) : root, options)
  }

  override async bytes(
    name: string,
    body: Uint8Array | null,
    options: CommandOptions = {},
  ): Promise<EasAnswer> {
    const sent = await super.bytes(name, body, options)
    const translated = sent.body && this.#isOldest() && withNewBodies(sent.body)
    return translated ? { ...sent, body: translated } : sent
  }

  #isOldest(): boolean {
    return Number(this.version) < 12
  }
}
