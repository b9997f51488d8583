import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Of this gateway, as package.json has it. */
export const VERSION = version()

/** package.json lies beside the folder of sources, built or not. */
function version(): string {
  for (const up of ['..', '../..']) {
    try {
      const text = readFileSync(new URL(join(up, 'package.json'), import.meta.url), 'utf8')
      return (JSON.parse(text) as { version: string }).version
    } catch {
      // Built files lie one folder deeper.
    }
  }
  return 'unknown'
}
