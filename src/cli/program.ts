import { Command, CommanderError } from 'commander'
import { VERSION } from '../version.js'
import { addAuditCommand } from './commands/audit.js'
import { addCheckCommand } from './commands/check.js'
import { addContactCommands } from './commands/contacts.js'
import { addDatabaseCommands } from './commands/database.js'
import { addDeviceCommands } from './commands/device.js'
import { addExplainCommand } from './commands/explain.js'
import { addFileCommands } from './commands/files.js'
import { addInstallationCommands } from './commands/installation.js'
import { addLogCommands } from './commands/log.js'
import { addPolicyCommands } from './commands/policy.js'
import { addProblemCommands } from './commands/problems.js'
import { addServeCommand } from './commands/serve.js'
import { addTenantCommands } from './commands/tenant.js'
import { addTokenCommands } from './commands/token.js'
import { addTopCommand } from './commands/top.js'
import { addUndoCommand } from './commands/undo.js'
import { addUserCommands } from './commands/user.js'
import { Exit } from './exit.js'
import type { Invocation, Note } from './invocation.js'
import type { Terminal } from './terminal.js'

const AFTER_HELP = `
Exit codes: 0 done, 1 failed, 2 wrong use or (check) a refused login.
Settings come from the environment (DATABASE_URL, DATA_DIR, …): docs/configuration.md.
With the embedded database, a running gateway carries the commands out.`

/** Reads the arguments: what to do, or the exit code after help or wrong use. */
export async function readCommandLine(
  argv: readonly string[],
  terminal: Terminal,
): Promise<Invocation | number> {
  let found: Invocation | null = null
  const program = createProgram(terminal, (invocation) => {
    found = invocation
  })
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    const asked = error.code === 'commander.helpDisplayed' || error.code === 'commander.version'
    if (!asked && argv.includes('--json')) {
      terminal.stdout(`${JSON.stringify({ error: error.message.replace(/^error: /, '') })}\n`)
    }
    return asked ? Exit.Success : Exit.WrongUse
  }
  return found ?? Exit.WrongUse
}

function createProgram(terminal: Terminal, note: Note): Command {
  const program = new Command('termingate')
    .description('Exchange ActiveSync for the appointments, tasks and contacts of an application')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout(text),
      writeErr: (text) => terminal.stderr(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'termingate: ')),
    })
    .showHelpAfterError('(add --help for the right use)')
    .addHelpText('after', AFTER_HELP)
  addServeCommand(program, note)
  addDatabaseCommands(program, note)
  addTenantCommands(program, note)
  addUserCommands(program, note)
  addDeviceCommands(program, note)
  addPolicyCommands(program, note)
  addFileCommands(program, note)
  addContactCommands(program, note)
  addUndoCommand(program, note)
  addExplainCommand(program, note)
  addProblemCommands(program, note)
  addInstallationCommands(program, note)
  addTopCommand(program, note)
  addLogCommands(program, note)
  addAuditCommand(program, note)
  addTokenCommands(program, note)
  addCheckCommand(program, note)
  return program
}
