import type { Config } from '../config.js'
import { UserError } from '../errors.js'
import { createLogger } from '../log.js'
import { workersMetrics } from '../metrics/cluster.js'
import { createMetricsServer } from '../metrics/serve.js'
import { addressOf, portToListen } from '../server.js'
import { openDatabase } from '../store/database.js'
import { migrate } from '../store/migrate.js'
import { type Greeting, greet, greetingFor } from './first-start.js'
import { aborted, stopSignal } from './stop-signal.js'
import type { Terminal } from './terminal.js'
import { waitForDatabase } from './wait-for-database.js'
import { keepWorkers } from './workers.js'

type Options = { terminal: Terminal; demo: boolean; json: boolean }

/**
 * Serves one port with several processes until SIGTERM or SIGINT. This one only keeps them running,
 * and adds up what they count.
 * @throws UserError when they can't start
 */
export async function serveCluster(config: Config, options: Options): Promise<number> {
  checkFit(config)
  const log = createLogger(config.logLevel)
  const stopping = stopSignal()
  const greeting = await prepare(config, options, stopping)
  const port = await portToListen(config)
  // What this process does itself, its workers must not.
  const env = { CLUSTER: '1', PORT: String(port), METRICS_PORT: '' }
  const workers = keepWorkers({ count: config.workers, env, log })
  const metrics = createMetricsServer(config.observe, workersMetrics())
  const reload = () => workers.signal('SIGHUP')
  if (config.tls) process.on('SIGHUP', reload)
  try {
    await workers.start()
    await metrics.listen()
    const url = addressOf(config, port)
    greet(options.terminal, greeting, { url, port, config, json: options.json })
    log.info({ url, workers: config.workers }, 'listening')
    await aborted(stopping)
    log.info('stopping')
  } finally {
    process.off('SIGHUP', reload)
    await workers.stop()
    await metrics.close()
  }
  return 0
}

function checkFit({ databaseUrl, observe }: Config): void {
  if (databaseUrl === null) {
    throw new UserError(
      'CLUSTER needs PostgreSQL, since the embedded database belongs to one process: set DATABASE_URL, ' +
        'or leave CLUSTER empty.',
    )
  }
  if (observe.metrics.token !== null) {
    throw new UserError(
      'METRICS_TOKEN with CLUSTER would show the counts of one process only: set METRICS_PORT instead.',
    )
  }
}

/** What is to be done once for all of them. */
async function prepare(
  config: Config,
  { terminal, demo }: Options,
  signal: AbortSignal,
): Promise<Greeting> {
  const log = createLogger(config.logLevel)
  const databaseUrl = config.databaseUrl ?? undefined
  const database = await openDatabase({ databaseUrl, poolSize: 2, listen: false, log })
  try {
    await waitForDatabase(database, config, { terminal, signal })
    await migrate(database, { signal, onWait: (why) => log.warn(why) })
    return await greetingFor({ database, config, log }, demo)
  } finally {
    await database.close()
  }
}
