import { EasClient, type ServerOptions } from '../../src/client/eas-client.js'
import { Tallies } from './tally.js'

/** Notes how long each request took and how long its bodies were. */
export class MeteredClient extends EasClient {
  tallies = new Tallies()

  override async options(): Promise<ServerOptions> {
    const begun = performance.now()
    const answer = await super.options()
    this.tallies.of('OPTIONS').add(performance.now() - begun, 0, 0)
    return answer
  }

  override async bytes(...[name, body, options]: Parameters<EasClient['bytes']>) {
    const begun = performance.now()
    const answer = await super.bytes(name, body, options)
    const received = Number(answer.headers['content-length'] ?? 0)
    this.tallies.of(name).add(performance.now() - begun, body?.length ?? 0, received)
    return answer
  }
}
