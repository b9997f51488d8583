import type { Config } from '../config.js'
import { UserError } from '../errors.js'
import { Exit } from './exit.js'
import type { Ask } from './invocation.js'
import { readCommandLine } from './program.js'
import { runOnDatabase } from './run-on-database.js'
import type { Terminal } from './terminal.js'

/**
 * Carries out one command line after the other for a command that goes on: each opens the database,
 * or asks the gateway, for a moment only, so that nothing waits for a view that is left open.
 */
export function askerOn(config: Config): Ask {
  return async (argv) => {
    const captured = capture()
    const invocation = await readCommandLine(argv, captured.terminal)
    if (typeof invocation === 'number' || invocation.needs !== 'database') {
      throw new Error(`${argv.join(' ')} can't be asked again and again`)
    }
    const line = { argv: [...argv], invocation, terminal: captured.terminal }
    const code = await runOnDatabase(line, config)
    if (code !== Exit.Success) throw new UserError(captured.errors().replace(/^termingate: /, ''))
    return JSON.parse(captured.output())
  }
}

function capture() {
  const written = { output: '', errors: '' }
  const terminal: Terminal = {
    cwd: process.cwd(),
    stdout: (text) => {
      written.output += text
    },
    stderr: (text) => {
      written.errors += text
    },
    readLine: async () => '',
    ask: async () => null,
  }
  return { terminal, output: () => written.output, errors: () => written.errors.trim() }
}
