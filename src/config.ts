import { resolve } from 'node:path'
import { PROTOCOL_VERSIONS, type ProtocolVersion } from './activesync/protocol-version.js'
import { LOGIN_VARIABLES, type LoginConfig, loginConfig } from './config-login.js'
import { MAIL_VARIABLES, type MailConfig, mailConfig } from './config-mail.js'
import { OBSERVE_VARIABLES, type ObserveConfig, observeConfig } from './config-observe.js'
import { SHED_VARIABLES, type ShedConfig, shedConfig } from './config-shed.js'
import {
  domains,
  oneOf,
  onOff,
  optional,
  postgresUrl,
  publicUrl,
  redisUrl,
  shown,
  type TrustProxy,
  text,
  trustProxy,
  type Variable,
  variable,
  whole,
  workers,
} from './config-values.js'
import { UserError } from './errors.js'

/** The configuration, parsed once. Times are in the unit that the name says. */
export type Config = {
  host: string
  /** 0 = the system picks a free one. */
  port: number
  /** Null: the embedded database in `dataDir`. */
  databaseUrl: string | null
  databasePool: number
  /** Null: each gateway listens at the database and counts wrong logins for itself. */
  redisUrl: string | null
  /** Processes that serve the port; 1: this one alone. */
  workers: number
  /** Absolute path. */
  dataDir: string
  /** Without a trailing slash; null: derived from the request. */
  publicUrl: string | null
  /** Paths of PEM files. */
  tls: { cert: string; key: string } | null
  trustProxy: TrustProxy
  logLevel: string
  login: LoginConfig
  /** Domains that every tenant's logins may carry behind the @, lower case. */
  easDomains: string[]
  mailFolders: boolean
  mail: MailConfig
  heartbeat: { minSeconds: number; maxSeconds: number }
  /** 0 = only notifications wake waiting phones. */
  pollSeconds: number
  maxRequestBytes: number
  maxVersion: ProtocolVersion
  /** 0 = no limit that a device is told. */
  maxDevicesPerAccount: number
  /** Whole devices may be wiped. */
  remoteWipe: boolean
  guards: {
    /** Deletes of one device in one folder beyond which they are a mass deletion; 0 = any number. */
    massDeleteCount: number
    /** The same, as a share of what the device held; 0 = any share. */
    massDeletePercent: number
    undoDays: number
    /** 0 = no limit. */
    addsPerHour: number
    /** 0 = kept for ever. */
    deviceStateDays: number
  }
  shed: ShedConfig
  observe: ObserveConfig
  supportContact: string
}

/** Every variable of the environment that Termingate reads; docs/configuration.md shows this table. */
export const VARIABLES = {
  HOST: variable(text(255).min(1), '127.0.0.1', {
    allowed: 'an address or host name of this machine',
    meaning: 'Where to listen. `0.0.0.0` or `::` lets phones in from outside.',
  }),
  PORT: variable(whole(0, 65_535), '8080', {
    allowed: '0 to 65535',
    meaning: 'Port to listen on; 0 picks a free one and prints it.',
  }),
  DATABASE_URL: variable(postgresUrl, '', {
    allowed: '`postgres://user:password@host:port/name`',
    meaning: 'PostgreSQL 15 or later. Empty: the embedded database in `DATA_DIR`.',
  }),
  DATABASE_POOL: variable(whole(2, 200), '8', {
    allowed: '2 to 200',
    meaning: 'Connections to PostgreSQL per gateway. Waiting phones hold none.',
  }),
  CLUSTER: variable(workers, '1', {
    allowed: '`auto`, or 1 to 128',
    meaning:
      'Processes that share `PORT`, on PostgreSQL only; `auto`: one per core. Each has its own `DATABASE_POOL`.',
  }),
  REDIS_URL: variable(redisUrl, '', {
    secret: true,
    allowed: '`redis://user:password@host:port/number`, `rediss://…`',
    meaning:
      'Redis or Valkey by which many gateways are told of changes and count wrong logins of an address together. Empty: each listens at PostgreSQL and counts for itself.',
  }),
  DATA_DIR: variable(text(1_000).min(1), './data', {
    allowed: 'a directory',
    meaning: 'Embedded database, its lock and the control socket.',
  }),
  PUBLIC_URL: variable(publicUrl, '', {
    allowed: '`https://host` or `https://host:port`, no path',
    meaning: 'The address phones reach, told by Autodiscover. Empty: taken from the request.',
  }),
  TLS_CERT: variable(optional(1_000), '', {
    allowed: 'a PEM file with the whole chain',
    meaning: 'Certificate; together with `TLS_KEY`. Read again on SIGHUP.',
  }),
  TLS_KEY: variable(optional(1_000), '', {
    allowed: 'a PEM file',
    meaning: 'Private key of `TLS_CERT`.',
  }),
  TRUST_PROXY: variable(trustProxy, 'false', {
    allowed: '`true`, `false`, a number of proxies, or addresses and subnets with commas',
    meaning: 'Whose `X-Forwarded-For` and `-Proto` are believed, as Express means it.',
  }),
  LOG_LEVEL: variable(oneOf('trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'), 'info', {
    allowed: '`trace`, `debug`, `info`, `warn`, `error`, `fatal`, `silent`',
    meaning: 'One JSON line per request from `info` on.',
  }),
  ...LOGIN_VARIABLES,
  EAS_DOMAINS: variable(domains, '', {
    allowed: 'domains with commas',
    meaning: 'Domains that logins of every tenant may carry behind the @, beside its own.',
  }),
  MAIL_FOLDERS: variable(onOff, 'on', {
    allowed: '`on`, `off`',
    meaning: 'Five empty mail folders, without which some phones never show a calendar.',
  }),
  ...MAIL_VARIABLES,
  HEARTBEAT_MIN: variable(whole(1, 3_540), '60', {
    allowed: '1 to 3540 seconds',
    meaning: 'Shortest time a phone may ask to wait for changes.',
  }),
  HEARTBEAT_MAX: variable(whole(1, 3_540), '3540', {
    allowed: '1 to 3540 seconds',
    meaning: 'Longest such time. Every proxy in front must wait longer than this.',
  }),
  POLL_SECONDS: variable(whole(0, 3_600), '30', {
    allowed: '0 to 3600',
    meaning: 'Look for changes at least this often, should a notification get lost; 0: never.',
  }),
  MAX_REQUEST_BYTES: variable(whole(65_536, 1_073_741_824), '10485760', {
    allowed: '65536 to 1073741824',
    meaning: 'Largest request body, before and after unpacking.',
  }),
  MAX_VERSION: variable(oneOf(...PROTOCOL_VERSIONS), '16.1', {
    allowed: PROTOCOL_VERSIONS.map((version) => `\`${version}\``).join(', '),
    meaning: 'Highest protocol version offered to phones.',
  }),
  MAX_DEVICES_PER_ACCOUNT: variable(whole(0, 10_000), '0', {
    allowed: '0 to 10000',
    meaning:
      'Devices of one user; one more is refused unless one not seen for 30 days makes room. 0: none is refused, and from 100 on the one longest unseen makes room.',
  }),
  REMOTE_WIPE: variable(onOff, 'off', {
    allowed: '`on`, `off`',
    meaning:
      'Whether `termingate device wipe --full` may reset whole devices. The data of one account can always be wiped.',
  }),
  MASS_DELETE_COUNT: variable(whole(0, 1_000_000), '50', {
    allowed: '0 to 1000000',
    meaning:
      'More deletes of one device at a stretch are a mass deletion, told in the log; 0: never.',
  }),
  MASS_DELETE_PERCENT: variable(whole(0, 100), '30', {
    allowed: '0 to 100',
    meaning: 'So are three or more, if a greater share of what it held in a folder; 0: never.',
  }),
  UNDO_DAYS: variable(whole(1, 3_650), '90', {
    allowed: '1 to 3650',
    meaning: 'How long deletes of devices can be taken back with `termingate undo`.',
  }),
  ADDS_PER_HOUR: variable(whole(0, 1_000_000), '5000', {
    allowed: '0 to 1000000',
    meaning: 'Most items that one device may add in an hour; 0: any number.',
  }),
  DEVICE_STATE_DAYS: variable(whole(0, 3_650), '90', {
    allowed: '0 to 3650',
    meaning: 'What a device holds is forgotten when it was not seen for this time; 0: never.',
  }),
  ...SHED_VARIABLES,
  ...OBSERVE_VARIABLES,
  SUPPORT_CONTACT: variable(text(200), '', {
    allowed: 'text',
    meaning: 'Whom to ask, shown on error and start pages.',
  }),
} as const

export type VariableName = keyof typeof VARIABLES
type Values = { [N in VariableName]: (typeof VARIABLES)[N] extends Variable<infer T> ? T : never }
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment once; an unset or empty variable has its default.
 * @throws UserError naming the variable, its value and what is allowed
 */
export function loadConfig(env: Environment): Config {
  const values = readVariables(env)
  const { TLS_CERT: cert, TLS_KEY: key } = values
  if ((cert === null) !== (key === null)) {
    const missing = cert === null ? 'TLS_CERT' : 'TLS_KEY'
    throw new UserError(`${missing} is missing: set both TLS_CERT and TLS_KEY, or neither.`)
  }
  if (values.HEARTBEAT_MIN > values.HEARTBEAT_MAX) {
    throw new UserError(
      `HEARTBEAT_MIN (${values.HEARTBEAT_MIN}) is above HEARTBEAT_MAX (${values.HEARTBEAT_MAX}).`,
    )
  }
  return {
    host: values.HOST,
    port: values.PORT,
    databaseUrl: values.DATABASE_URL,
    databasePool: values.DATABASE_POOL,
    redisUrl: values.REDIS_URL,
    workers: values.CLUSTER,
    dataDir: resolve(values.DATA_DIR),
    publicUrl: values.PUBLIC_URL,
    tls: cert !== null && key !== null ? { cert, key } : null,
    trustProxy: values.TRUST_PROXY,
    logLevel: values.LOG_LEVEL,
    login: loginConfig(values),
    easDomains: values.EAS_DOMAINS,
    mailFolders: values.MAIL_FOLDERS,
    mail: mailConfig(values),
    heartbeat: { minSeconds: values.HEARTBEAT_MIN, maxSeconds: values.HEARTBEAT_MAX },
    pollSeconds: values.POLL_SECONDS,
    maxRequestBytes: values.MAX_REQUEST_BYTES,
    maxVersion: values.MAX_VERSION,
    maxDevicesPerAccount: values.MAX_DEVICES_PER_ACCOUNT,
    remoteWipe: values.REMOTE_WIPE,
    guards: guardsConfig(values),
    shed: shedConfig(values),
    observe: observeConfig(values),
    supportContact: values.SUPPORT_CONTACT,
  }
}

function guardsConfig(values: Values): Config['guards'] {
  return {
    massDeleteCount: values.MASS_DELETE_COUNT,
    massDeletePercent: values.MASS_DELETE_PERCENT,
    undoDays: values.UNDO_DAYS,
    addsPerHour: values.ADDS_PER_HOUR,
    deviceStateDays: values.DEVICE_STATE_DAYS,
  }
}

function readVariables(env: Environment): Values {
  const values: Record<string, unknown> = {}
  for (const [name, { read, initial, allowed, secret }] of Object.entries<Variable<unknown>>(
    VARIABLES,
  )) {
    const given = env[name]?.trim() || initial
    const result = read.safeParse(given)
    if (!result.success) {
      const value = secret ? 'not as it must be' : `"${shown(given)}"`
      throw new UserError(`${name} is ${value}: allowed is ${plain(allowed)}.`)
    }
    values[name] = result.data
  }
  return values as Values
}

const plain = (markdown: string) => markdown.replaceAll('`', '')
