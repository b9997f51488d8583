import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TLSSocket } from 'node:tls'
import { UserError } from '../../src/errors.js'
import { startTestGateway } from '../login/support.js'
import { testDatabase } from '../support/database.js'

const openssl = spawnSync('openssl', ['version']).status === 0
const testWithOpenssl = openssl ? test : test.skip
const skipped = openssl ? '' : ' (skipped: needs openssl)'

const directory = mkdtempSync(join(tmpdir(), 'termingate-tls-'))
const file = (name: string) => join(directory, name)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

function makeCertificate(name: string): void {
  const key = ['-newkey', 'rsa:2048', '-nodes', '-keyout', file(`${name}.key`)]
  const certificate = ['-x509', '-days', '2', '-subj', `/CN=${name}`, '-out', file(`${name}.crt`)]
  execFileSync('openssl', ['req', ...key, ...certificate], { stdio: 'ignore' })
}

/** Name in the certificate that the gateway shows. */
function shownName(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/', rejectUnauthorized: false, agent: false }
    const out = request(options, (response) => {
      resolve(String((response.socket as TLSSocket).getPeerCertificate().subject.CN))
      response.resume()
    })
    out.on('error', reject)
    out.end()
  })
}

testWithOpenssl(`TLS is served, and SIGHUP takes up a renewed certificate${skipped}`, async () => {
  for (const name of ['first.test', 'second.test']) makeCertificate(name)
  const use = (name: string) => {
    copyFileSync(file(`${name}.crt`), file('cert.pem'))
    copyFileSync(file(`${name}.key`), file('key.pem'))
  }
  use('first.test')
  const env = { TLS_CERT: file('cert.pem'), TLS_KEY: file('key.pem') }
  const gateway = await startTestGateway(await testDatabase(), env)
  expect(await shownName(gateway.port)).toBe('first.test')

  use('second.test')
  process.emit('SIGHUP', 'SIGHUP')
  while ((await shownName(gateway.port)) !== 'second.test') await sleep(10)

  writeFileSync(file('cert.pem'), 'broken')
  process.emit('SIGHUP', 'SIGHUP')
  expect(await shownName(gateway.port)).toBe('second.test')
})

test('a certificate that can’t be read stops the start with a message', async () => {
  const start = startTestGateway(await testDatabase(), {
    TLS_CERT: '/none.crt',
    TLS_KEY: '/none.key',
  })
  await expect(start).rejects.toThrow(UserError)
  await expect(start).rejects.toThrow('TLS_CERT is "/none.crt", which can\'t be read (ENOENT).')
})

test('what is no certificate stops the start with a message', async () => {
  writeFileSync(file('none.pem'), 'hello')
  const env = { TLS_CERT: file('none.pem'), TLS_KEY: file('none.pem') }
  const start = startTestGateway(await testDatabase(), env)
  await expect(start).rejects.toThrow('TLS_CERT and TLS_KEY are no certificate and its key')
})

test('a port in use stops the start with a message', async () => {
  const database = await testDatabase()
  const first = await startTestGateway(database)
  const second = startTestGateway(database, { PORT: String(first.port) })
  await expect(second).rejects.toThrow(`127.0.0.1:${first.port} is in use by another program`)
})
