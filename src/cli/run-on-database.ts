import pino from 'pino'
import type { Config } from '../config.js'
import { runInGateway } from '../control/control-client.js'
import { controlServer } from '../control/control-server.js'
import { DirectoryInUse } from '../control/lock.js'
import { probe } from '../control/probe.js'
import { socketPath } from '../control/socket-path.js'
import { UserError } from '../errors.js'
import { type Database, openDatabase } from '../store/database.js'
import { migrate, migrationStatus } from '../store/migrate.js'
import { lockWhenFree } from './data-directory.js'
import type { Invocation } from './invocation.js'
import type { Terminal } from './terminal.js'
import { waitForDatabase } from './wait-for-database.js'

type OnDatabase = Extract<Invocation, { needs: 'database' }>

/** Named in the audit for what is done on the command line. */
const ACTOR = 'cli'
const log = pino({ level: 'silent' })

/** A command keeps the database to itself. */
const notHere = () => Promise.reject(new Error('A command is at work here, no gateway.'))

/** A command line and where it came from. */
export type CommandLine = { argv: string[]; invocation: OnDatabase; terminal: Terminal }

/**
 * Carries a command out: on PostgreSQL here; on the embedded database in the gateway that has it
 * open, or else here.
 */
export async function runOnDatabase(line: CommandLine, config: Config): Promise<number> {
  if (config.databaseUrl !== null) return await withDatabase(line, config)
  const path = socketPath(config.dataDir)
  for (;;) {
    const { role } = await probe(path)
    if (role === 'gateway') return await runInGateway(path, line.argv, line.terminal)
    try {
      return await withDataDirectory(line, config)
    } catch (error) {
      // A gateway was started in between: it does the work.
      if (!(error instanceof DirectoryInUse) || error.holder.role !== 'gateway') throw error
    }
  }
}

async function withDataDirectory(line: CommandLine, config: Config): Promise<number> {
  const onConnection = controlServer({ role: 'command', database: notHere, log })
  const lock = await lockWhenFree(config.dataDir, onConnection)
  try {
    return await withDatabase(line, config)
  } finally {
    await lock.release()
  }
}

async function withDatabase(line: CommandLine, config: Config): Promise<number> {
  const database = await openDatabase({
    databaseUrl: config.databaseUrl ?? undefined,
    dataDir: config.dataDir,
    poolSize: 2,
    listen: false,
    pollSeconds: 0,
    log,
  })
  try {
    await waitForDatabase(database, config, {
      terminal: line.terminal,
      signal: AbortSignal.abort(),
    })
    if (!line.invocation.migrates) await prepare(database)
    return await runInvocation(line, { database, config })
  } finally {
    await database.close()
  }
}

/** The embedded database is nobody else's; PostgreSQL may be in use by gateways of another version. */
async function prepare(database: Database): Promise<void> {
  const { pending } = await migrationStatus(database)
  if (pending.length === 0) return
  if (database.kind === 'pglite') await migrate(database)
  else {
    throw new UserError(
      `The database lacks ${pending.length} migrations (${pending.join(', ')}): ` +
        'run termingate migrate first.',
    )
  }
}

/** Carries a command out on an open database, here or inside a gateway. */
export async function runInvocation(
  { invocation, terminal }: Pick<CommandLine, 'invocation' | 'terminal'>,
  on: { database: Database; config: Config },
): Promise<number> {
  const { json } = invocation
  const now = () => new Date()
  return (await invocation.run({ ...on, terminal, json, actor: ACTOR, now })) ?? 0
}
