import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadConfig, VARIABLES } from '../src/config.js'
import { UserError } from '../src/errors.js'
import { configurationTable } from './support/configuration-table.js'

const root = join(__dirname, '..')

test('an empty environment listens on this machine alone and uses the embedded database', () => {
  const config = loadConfig({})
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 8080,
    databaseUrl: null,
    databasePool: 8,
    redisUrl: null,
    workers: 1,
    dataDir: resolve('data'),
    publicUrl: null,
    tls: null,
    trustProxy: false,
    logLevel: 'info',
    easDomains: [],
    mailFolders: true,
    heartbeat: { minSeconds: 60, maxSeconds: 3540 },
    pollSeconds: 30,
    maxVersion: '16.1',
    login: { lockFailures: 10, lockMinutes: 15, unlockAfterMinutes: 0, memoryMinutes: 480 },
  })
})

test('an empty variable counts as unset', () => {
  expect(loadConfig({ PORT: '', HOST: ' ' })).toMatchObject({ port: 8080, host: '127.0.0.1' })
})

test.each([
  ['TRUST_PROXY', 'true', { trustProxy: true }],
  ['TRUST_PROXY', '2', { trustProxy: 2 }],
  ['TRUST_PROXY', 'loopback, 10.0.0.0/8', { trustProxy: 'loopback, 10.0.0.0/8' }],
  ['PUBLIC_URL', 'https://eas.example.test/', { publicUrl: 'https://eas.example.test' }],
  [
    'EAS_DOMAINS',
    'EAS.example.test, example.test',
    { easDomains: ['eas.example.test', 'example.test'] },
  ],
  ['MAIL_FOLDERS', 'off', { mailFolders: false }],
  ['MAX_VERSION', '14.1', { maxVersion: '14.1' }],
  ['DATABASE_URL', 'postgres://u:p@h/d', { databaseUrl: 'postgres://u:p@h/d' }],
  ['PORT', '0', { port: 0 }],
])('%s=%s is read', (name, value, expected) => {
  expect(loadConfig({ [name]: value })).toMatchObject(expected)
})

test.each([
  ['PORT', '70000', 'PORT is "70000": allowed is 0 to 65535.'],
  ['PORT', 'http', 'PORT is "http": allowed is 0 to 65535.'],
  ['DATABASE_POOL', '1', 'DATABASE_POOL is "1": allowed is 2 to 200.'],
  ['MAIL_FOLDERS', 'yes', 'MAIL_FOLDERS is "yes": allowed is on, off.'],
  ['MAX_VERSION', '3', 'MAX_VERSION is "3": allowed is 2.5, 12.0, 12.1, 14.0, 14.1, 16.0, 16.1.'],
  ['PUBLIC_URL', 'eas.example.test', 'PUBLIC_URL is "eas.example.test"'],
  ['PUBLIC_URL', 'https://h/path', 'PUBLIC_URL is "https://h/path"'],
  ['EAS_DOMAINS', 'a_b.test', 'EAS_DOMAINS is "a_b.test"'],
  ['TRUST_PROXY', 'x;y', 'TRUST_PROXY is "x;y"'],
  ['TLS_CERT', 'cert.pem', 'TLS_KEY is missing'],
  ['TLS_KEY', 'key.pem', 'TLS_CERT is missing'],
  ['HEARTBEAT_MAX', '30', 'HEARTBEAT_MIN (60) is above HEARTBEAT_MAX (30).'],
])('%s=%s is refused, saying what is allowed', (name, value, message) => {
  expect(() => loadConfig({ [name]: value })).toThrow(UserError)
  expect(() => loadConfig({ [name]: value })).toThrow(message)
})

test('a refused DATABASE_URL does not show its password', () => {
  expect(() => loadConfig({ DATABASE_URL: 'mysql://me:geheim@host/db' })).toThrow(
    'mysql://me:…@host',
  )
})

test('docs/configuration.md holds the table of all variables', () => {
  expect(readFileSync(join(root, 'docs/configuration.md'), 'utf8')).toContain(configurationTable())
})

test('.env.example names every variable with its default', () => {
  const example = readFileSync(join(root, '.env.example'), 'utf8')
  const assignments = [...example.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [
    name,
    value,
  ])
  expect(assignments).toEqual(
    Object.entries(VARIABLES).map(([name, { initial }]) => [name, initial]),
  )
})

test('mail leaves only by a mail server, whose password no message shows', () => {
  expect(loadConfig({}).mail).toEqual({ smtpUrl: null, send: 'all' })
  const mail = { SMTP_URL: 'smtps://u:p@mail.example.test', MAIL_SEND: 'calendar' }
  expect(loadConfig(mail).mail).toEqual({ smtpUrl: mail.SMTP_URL, send: 'calendar' })
  expect(() => loadConfig({ SMTP_URL: 'http://me:secret@host' })).toThrow('http://me:…@host')
})
