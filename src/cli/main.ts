import { Exit, guarded } from './exit.js'
import { readCommandLine } from './program.js'
import { runInvocation, runOnDatabase } from './run-on-database.js'
import { configFrom, type Running, serve } from './serve.js'
import { processTerminal, type Terminal } from './terminal.js'

/** Runs `termingate …` in this process. Gives the exit code. */
export async function main(argv: string[]): Promise<number> {
  const terminal = processTerminal()
  const invocation = await readCommandLine(argv, terminal)
  if (typeof invocation === 'number') return invocation
  return await guarded({ terminal, json: invocation.json }, async () => {
    if (invocation.needs === 'nothing') return await invocation.run(terminal)
    if (invocation.needs === 'process') {
      return await serve(terminal, { ...invocation, runCli: runInside })
    }
    return await runOnDatabase({ argv, invocation, terminal }, configFrom(process.env))
  })
}

/** Runs a command line that arrived by the control socket, in the gateway. */
export async function runInside(
  argv: string[],
  terminal: Terminal,
  running: Running,
): Promise<number> {
  const invocation = await readCommandLine(argv, terminal)
  if (typeof invocation === 'number') return invocation
  return await guarded({ terminal, json: invocation.json }, async () => {
    if (invocation.needs === 'database')
      return await runInvocation({ invocation, terminal }, running)
    terminal.stderr('termingate: a running gateway does not do that.\n')
    return Exit.WrongUse
  })
}
