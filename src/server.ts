import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http'
import {
  createServer as createHttpsServer,
  type ServerOptions as TlsOptions,
  type Server as TlsServer,
} from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express, { type Express } from 'express'
import type { Command } from './activesync/command.js'
import { commands as allCommands } from './activesync/commands/index.js'
import { createDeviceActivity } from './activesync/device-activity.js'
import { createOpenRequests } from './activesync/http-open-requests.js'
import { createDeviceLog } from './activesync/log/device-log.js'
import { activeSyncFirst, mountActiveSync } from './activesync/router.js'
import { warmUp } from './activesync/sync/warm-up.js'
import { mountAdmin } from './admin/router.js'
import { mountApi } from './api/router.js'
import { mountAutodiscover } from './autodiscover/router.js'
import type { Config } from './config.js'
import type { AppContext } from './context.js'
import { errorHandler } from './error-handler.js'
import { UserError } from './errors.js'
import { boundGarbage } from './heap.js'
import { createLogin } from './login/login.js'
import { createPasswordChecker } from './login/password.js'
import { createWebLogin } from './login/web-login.js'
import { createMailSender } from './mail/mail-sender.js'
import { createMetrics } from './metrics/metrics.js'
import { createMetricsServer, mountMetrics } from './metrics/serve.js'
import { createMonitor } from './monitor/monitor.js'
import { createPictureCopies } from './pictures/picture-copies.js'
import { boundConnections, receivingOptions, refuseGarbage } from './shed/connections.js'
import { withinOpenFiles } from './shed/open-files.js'
import { createRequestGate } from './shed/request-gate.js'
import { createShedTeller } from './shed/told.js'
import { mountStatusPages } from './status-pages.js'
import { retryOfOtherVersions } from './store/problems.js'
import { createUpkeep, type Upkeep } from './upkeep.js'
import { VERSION } from './version.js'

export type Gateway = {
  /** Starts to listen. @throws UserError when the address is taken or not of this machine */
  listen(): Promise<{ url: string; port: number }>
  /** Does beforehand, in the background, what else the first phone would wait for. */
  warmUp(): Promise<void>
  /** The regular work on what gathers in the database; `close` ends it. */
  upkeep: Upkeep
  /** Takes no more connections, ends parked requests and waits up to 4 seconds for the others. */
  close(): Promise<void>
}

/** How long answers under way may take when the gateway stops, in milliseconds. */
const CLOSING_MS = 4_000
const CLOSING_STEP_MS = 50

/** Connections that the system keeps until they are accepted: phones come all at once after a restart. */
const BACKLOG = 4_096

/** What requests are counted under that are no ActiveSync commands. */
const OTHER_COMMANDS = ['OPTIONS', 'Autodiscover', 'Admin', 'API']

/**
 * The HTTP side of the gateway. The database stays the caller's: close it after `close()`.
 * `commands` replaces the ActiveSync commands (tests).
 */
export function createGateway(
  base: Omit<AppContext, 'pictures' | 'mail' | 'monitor' | 'metrics'>,
  commands: ReadonlyMap<string, Command> = allCommands,
): Gateway {
  const pictures = createPictureCopies(base)
  const mail = createMailSender({ ...base, smtpUrl: base.config.mail.smtpUrl })
  const monitor = createMonitor({ ...base, version: VERSION })
  const metrics = createMetrics([...commands.keys(), ...OTHER_COMMANDS], {
    parkedRequests: () => monitor.parked.size,
    requestsInWork: () => gate.inWork,
    databaseWaiting: () => base.database.waiting,
    passwordChecks: () => passwords.runs,
  })
  const releaseHeap = boundGarbage(() => monitor.parked.size)
  const shed = withinOpenFiles(base.config.shed, base.log)
  const tell = createShedTeller(base.log, metrics)
  const bounds = { shed, byAddress: base.config.trustProxy === false, tell }
  const gate = createRequestGate(bounds)
  const app: AppContext = { ...base, pictures, mail, monitor, metrics }
  const passwords = createPasswordChecker({
    cost: app.config.login.bcryptCost,
    concurrency: app.config.login.bcryptConcurrency,
    mostWaiting: shed.waitingLogins,
    onFull: () => tell('logins'),
  })
  const login = createLogin(app, passwords)
  const activity = createDeviceActivity(app)
  const deviceLog = createDeviceLog(app)
  const openRequests = createOpenRequests()
  const upkeep = createUpkeep(app)
  const web = createExpress(app.config)
  const parts = { app, login, commands, activity, deviceLog, openRequests, gate }
  mountActiveSync(web, parts)
  mountAutodiscover(web, { app, login })
  mountAdmin(web, { app, webLogin: createWebLogin(app, passwords) })
  mountApi(web, app)
  const state = { closing: false }
  mountMetrics(web, app.config.observe, metrics)
  mountStatusPages(web, app, state)
  const onError = errorHandler(app)
  web.use(onError)
  const server = createServer(app.config, gate.guard(activeSyncFirst(web, parts, onError)))
  boundConnections(server, bounds)
  const metricsServer = createMetricsServer(app.config.observe, metrics)
  const reload = () => reloadCertificate(app, server)

  return {
    upkeep,
    async listen() {
      const { host, port, tls } = app.config
      await startListening(server, host, port)
      const metricsPort = await metricsServer.listen()
      if (metricsPort !== null) app.log.info({ port: metricsPort }, 'metrics')
      if (tls) process.on('SIGHUP', reload)
      const bound = (server.address() as AddressInfo).port
      monitor.start()
      return { url: addressOf(app.config, bound), port: bound }
    },
    async warmUp() {
      pictures.wake()
      await mail.start().catch((error) => app.log.warn(error, 'mails that wait not sent'))
      await warmUp(app.database, app.now()).catch((error) => app.log.debug(error, 'not warmed up'))
      await retryOfOtherVersions(app.database, VERSION)
        .then((retried) => retried > 0 && app.log.info({ retried }, 'broken items tried again'))
        .catch((error) => app.log.warn(error, 'broken items not tried again'))
    },
    async close() {
      process.off('SIGHUP', reload)
      state.closing = true
      await closeServer(server, openRequests.endAll)
      await upkeep.close()
      await pictures.close()
      await mail.close()
      await activity.close()
      await deviceLog.close()
      await monitor.close()
      await metricsServer.close()
      gate.close()
      releaseHeap()
    },
  }
}

function createExpress(config: Config): Express {
  const web = express()
  web.disable('x-powered-by')
  web.disable('etag')
  web.set('query parser', false)
  try {
    web.set('trust proxy', config.trustProxy)
  } catch (error) {
    throw new UserError(`TRUST_PROXY is not understood: ${(error as Error).message}.`)
  }
  return web
}

/**
 * `requestTimeout` bounds only the receiving of a request, so that a heartbeat of 59 minutes can
 * be answered; TCP keep-alive finds phones that vanished meanwhile.
 */
function createServer(config: Config, listener: RequestListener): Server | TlsServer {
  const options = {
    ...receivingOptions(config.shed),
    keepAliveTimeout: 75_000,
    maxHeaderSize: 16_384,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    noDelay: true,
  }
  const server = config.tls
    ? createTlsServer({ ...options, ...readTls(config.tls) }, listener)
    : createHttpServer(options, listener)
  server.timeout = 0
  server.on('clientError', refuseGarbage)
  return server
}

function createTlsServer(options: TlsOptions, listener: RequestListener): TlsServer {
  try {
    return createHttpsServer({ ...options, minVersion: 'TLSv1.2' }, listener)
  } catch (error) {
    const { message } = error as Error
    throw new UserError(`TLS_CERT and TLS_KEY are no certificate and its key (${message}).`)
  }
}

function readTls({ cert, key }: { cert: string; key: string }): { cert: Buffer; key: Buffer } {
  return { cert: readPem('TLS_CERT', cert), key: readPem('TLS_KEY', key) }
}

function readPem(variable: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new UserError(`${variable} is "${path}", which can't be read (${code ?? 'error'}).`)
  }
}

/** A renewed certificate is taken up without a restart; a broken one leaves the old in use. */
function reloadCertificate({ config, log }: AppContext, server: Server | TlsServer): void {
  if (!config.tls || !('setSecureContext' in server)) return
  try {
    server.setSecureContext(readTls(config.tls))
    log.info('certificate read again')
  } catch (error) {
    log.error({ err: error }, 'certificate not read, the old one stays in use')
  }
}

const LISTEN_PROBLEMS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use by another program: stop it or choose another PORT',
  EACCES: 'needs more rights than this user has: choose a PORT above 1023',
  EADDRNOTAVAIL: 'is no address of this machine: correct HOST',
  ENOTFOUND: 'has no address: correct HOST',
}

function startListening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const problem = LISTEN_PROBLEMS[error.code ?? '']
      reject(problem ? new UserError(`${urlHost(host)}:${port} ${problem}.`) : error)
    })
    server.listen({ port, host, backlog: BACKLOG }, () => {
      server.removeAllListeners('error')
      resolve()
    })
  })
}

/** Where the gateway is, as this machine reaches it. */
export function addressOf({ host, tls }: Pick<Config, 'host' | 'tls'>, port: number): string {
  return `${tls ? 'https' : 'http'}://${urlHost(host)}:${port}`
}

/** The port that others will listen on; PORT=0: one that is free now. @throws UserError as `listen` does */
export async function portToListen({ host, port }: Pick<Config, 'host' | 'port'>): Promise<number> {
  const server = createHttpServer()
  await startListening(server, host, port)
  const bound = (server.address() as AddressInfo).port
  await new Promise((resolve) => server.close(resolve))
  return bound
}

async function closeServer(server: Server, endParked: () => void): Promise<void> {
  if (!server.listening) return
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const state = { closed: false }
  void closed.then(() => {
    state.closed = true
  })
  for (let waited = 0; waited < CLOSING_MS && !state.closed; waited += CLOSING_STEP_MS) {
    // Again and again: what was on its way on an open connection parks as well.
    endParked()
    server.closeIdleConnections()
    await Promise.race([closed, sleep(CLOSING_STEP_MS)])
  }
  server.closeAllConnections()
  await closed
}

const urlHost = (host: string) => (host.includes(':') ? `[${host}]` : host)
