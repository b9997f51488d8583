import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Names this run. What a test needs (a build, a database) is made when the first test asks for it
 * (prepare.ts), so that tests of pure functions wait for nothing. Jest maps no `.js` imports here.
 */
export default function globalSetup(): void {
  const directory = join(process.cwd(), '.tmp', `run-${process.pid}`)
  rmSync(directory, { recursive: true, force: true })
  mkdirSync(directory, { recursive: true })
  process.env.TERMINGATE_TEST_RUN = directory
}
