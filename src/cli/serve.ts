import cluster from 'node:cluster'
import type { Logger } from 'pino'
import type { Config } from '../config.js'
import { controlServer } from '../control/control-server.js'
import { UserError } from '../errors.js'
import { createLogger } from '../log.js'
import { createGateway } from '../server.js'
import { type Database, openDatabase } from '../store/database.js'
import { migrate } from '../store/migrate.js'
import { lockWhenFree } from './data-directory.js'
import { configFrom } from './environment.js'
import { greet, greetingFor } from './first-start.js'
import { serveCluster } from './serve-cluster.js'
import { aborted, stopSignal } from './stop-signal.js'
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
  if (config.workers > 1) return await serveCluster(config, { terminal, ...options })
  try {
    return await serveHere(terminal, config, options)
  } finally {
    // A worker's line to the primary process would keep it from ending.
    cluster.worker?.disconnect()
  }
}

async function serveHere(
  terminal: Terminal,
  config: Config,
  options: ServeOptions,
): Promise<number> {
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
      await migrate(opened, { signal: stopping, onWait: (why) => log.warn(why) })
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
    redisUrl: config.redisUrl ?? undefined,
    log,
  })
}

type Started = Running & {
  log: Logger
  terminal: Terminal
  options: ServeOptions
  stopping: AbortSignal
}

async function run(running: Started): Promise<void> {
  const { config, log, terminal, options, stopping, database } = running
  const greeting = cluster.isWorker ? null : await greetingFor(running, options.demo)
  const gateway = createGateway({ config, database, log, now: () => new Date() })
  const { url, port } = await gateway.listen()
  try {
    // For a worker, the primary process says it.
    if (greeting) greet(terminal, greeting, { url, port, config, json: options.json })
    log.info({ url }, 'listening')
    void gateway.warmUp()
    gateway.upkeep.start()
    await aborted(stopping)
    log.info('stopping')
  } finally {
    await gateway.close()
  }
}
