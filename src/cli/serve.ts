import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { controlServer } from '../control/control-server.js'
import { UserError } from '../errors.js'
import { createLogger } from '../log.js'
import { createGateway } from '../server.js'
import { listAccounts } from '../store/accounts.js'
import { type Database, openDatabase } from '../store/database.js'
import { migrate } from '../store/migrate.js'
import { listTenants } from '../store/tenants.js'
import { lockWhenFree } from './data-directory.js'
import { configFrom } from './environment.js'
import { makeDemo } from './make-demo.js'
import { generatePassword } from './passwords.js'
import { demoDomain, demoLines, missingLines, phoneLines } from './set-up-hints.js'
import type { Terminal } from './terminal.js'
import { waitForDatabase } from './wait-for-database.js'

export type ServeOptions = {
  env: NodeJS.ProcessEnv
  /** Fill an empty database with the demo. */
  demo: boolean
  json: boolean
  /** Executes command lines that arrive by the control socket. */
  runCli(argv: string[], terminal: Terminal, running: Running): Promise<number>
}

/** What a command line inside a gateway works on. */
export type Running = { database: Database; config: Config }

/** Runs the gateway until SIGTERM or SIGINT. @throws UserError when it can't start */
export async function serve(terminal: Terminal, options: ServeOptions): Promise<number> {
  const config = configFrom(options.env)
  const log = createLogger(config.logLevel)
  const stopping = stopSignal()
  const gate = databaseGate()
  const onConnection = controlServer({
    role: 'gateway',
    database: gate.opened,
    runCli: async (argv, remote) =>
      await options.runCli(argv, remote, { database: await gate.opened(), config }),
    log,
  })
  const lock = config.databaseUrl ? null : await lockWhenFree(config.dataDir, onConnection)
  try {
    const opened = await open(config, log)
    try {
      await waitForDatabase(opened, config, { terminal, signal: stopping })
      await migrate(opened)
      gate.open(opened)
      await run({ config, log, terminal, options, stopping, database: opened })
    } finally {
      gate.shut()
      await opened.close()
    }
  } finally {
    await lock?.release()
  }
  return 0
}

/** Command lines wait at it until the database is ready for them. */
function databaseGate() {
  let open: (database: Database) => void = () => {}
  let opened = new Promise<Database>((resolve) => {
    open = resolve
  })
  return {
    opened: () => opened,
    open,
    shut() {
      opened = Promise.reject(new UserError('The gateway is being stopped.'))
      opened.catch(() => {})
    },
  }
}

async function open(config: Config, log: Logger): Promise<Database> {
  return await openDatabase({
    databaseUrl: config.databaseUrl ?? undefined,
    dataDir: config.dataDir,
    poolSize: config.databasePool,
    pollSeconds: config.pollSeconds,
    log,
  })
}

function stopSignal(): AbortSignal {
  const controller = new AbortController()
  // Only once: whoever repeats the signal wants the process to end at once.
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort())
  return controller.signal
}

type Started = Running & {
  log: Logger
  terminal: Terminal
  options: ServeOptions
  stopping: AbortSignal
}

async function run(running: Started): Promise<void> {
  const { config, log, terminal, options, stopping, database } = running
  const demo = options.demo ? await demoWhenEmpty(running) : null
  const gateway = createGateway({ config, database, log, now: () => new Date() })
  const { url, port } = await gateway.listen()
  try {
    const address = demo?.users[0]?.address ?? (await anyAddress(database, config))
    if (options.json) {
      terminal.stdout(`${JSON.stringify({ url, port, pid: process.pid, address, demo })}\n`)
    } else {
      terminal.stdout(`Termingate listens on ${url}\n`)
      const lines = [
        ...(demo ? demoLines(demo) : []),
        ...phoneLines(config, url, address),
        ...missingLines(config),
      ]
      terminal.stderr(`${lines.join('\n')}\n`)
    }
    log.info({ url }, 'listening')
    void gateway.warmUp()
    gateway.upkeep.start()
    await aborted(stopping)
    log.info('stopping')
  } finally {
    await gateway.close()
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

async function demoWhenEmpty({ database, config, log }: Started) {
  if ((await listTenants(database)).length > 0) return null
  const password = generatePassword()
  const passwordCost = config.login.bcryptCost
  const made = { domain: demoDomain(config), password, passwordCost, now: new Date() }
  try {
    return { ...(await makeDemo(database, made, 'serve')), password }
  } catch (error) {
    // Another gateway that started at the same moment was quicker.
    if ((await listTenants(database)).length === 0) throw error
    log.info('another gateway made the demo')
    return null
  }
}

/** An address as an example of what people type. */
async function anyAddress(database: Database, config: Config): Promise<string | null> {
  for (const { name, domains, users } of await listTenants(database)) {
    const domain = domains[0] ?? config.easDomains[0]
    if (users === 0 || domain === undefined) continue
    const [account] = await listAccounts(database, name)
    if (account) return `${account.login}@${domain}`
  }
  return null
}
