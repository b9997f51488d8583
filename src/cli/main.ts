import { askerOn } from './asker.js'
import { configFrom } from './environment.js'
import { Exit, guarded } from './exit.js'
import { readCommandLine } from './program.js'
import { runInvocation, runOnDatabase } from './run-on-database.js'
import type { Running } from './serve.js'
import { processTerminal, type Terminal } from './terminal.js'

/** Runs `termingate …` in this process. Gives the exit code. */
export async function main(argv: string[]): Promise<number> {
  return await runCommandLine(argv, processTerminal(), process.env)
}

/** The same at any terminal and with any environment. */
export async function runCommandLine(
  argv: string[],
  terminal: Terminal,
  env: NodeJS.ProcessEnv,
): Promise<number> {
  const invocation = await readCommandLine(argv, terminal)
  if (typeof invocation === 'number') return invocation
  const { json } = invocation
  return await guarded({ terminal, json }, async () => {
    if (invocation.needs === 'nothing') return await invocation.run(terminal)
    if (invocation.needs === 'database') {
      return await runOnDatabase({ argv, invocation, terminal }, configFrom(env))
    }
    if (invocation.needs === 'polling') {
      return await invocation.run(terminal, askerOn(configFrom(env)))
    }
    // The other commands start faster without the gateway's modules.
    const { serve } = await import('./serve.js')
    return await serve(terminal, { env, json, demo: invocation.demo, runCli: runInside })
  })
}

/** Runs a command line that arrived by the control socket, in the gateway. */
async function runInside(argv: string[], terminal: Terminal, running: Running): Promise<number> {
  const invocation = await readCommandLine(argv, terminal)
  if (typeof invocation === 'number') return invocation
  return await guarded({ terminal, json: invocation.json }, async () => {
    if (invocation.needs === 'database' && !invocation.alone) {
      return await runInvocation({ invocation, terminal }, running)
    }
    terminal.stderr('termingate: the gateway is running: stop it first.\n')
    return Exit.WrongUse
  })
}
