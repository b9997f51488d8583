import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestGateway } from '../login/support.js'
import { testDatabase } from '../support/database.js'
import { missingProgram } from '../support/needs.js'
import { ROOT } from '../support/prepare.js'

/** Exit code of the image's health check in such a container. */
async function checked(env: Record<string, string>): Promise<unknown> {
  const child = spawn(process.execPath, [join(ROOT, 'deploy/healthcheck.js')], { env })
  const [code] = await once(child, 'exit')
  return code
}

describe('the image’s health check', () => {
  test('finds a gateway that listens on all addresses', async () => {
    const { port } = await startTestGateway(await testDatabase(), { HOST: '0.0.0.0' })
    expect(await checked({ HOST: '0.0.0.0', PORT: String(port) })).toBe(0)
  })

  const testWithOpenssl = missingProgram('openssl') === null ? test : test.skip
  testWithOpenssl('finds one with TLS, whatever its certificate is for', async () => {
    const place = mkdtempSync(join(tmpdir(), 'termingate-healthcheck-'))
    try {
      const [TLS_CERT, TLS_KEY] = [join(place, 'cert.pem'), join(place, 'key.pem')]
      const subject = ['-x509', '-subj', '/CN=sync.example.com', '-days', '2', '-nodes']
      const files = ['-newkey', 'rsa:2048', '-keyout', TLS_KEY, '-out', TLS_CERT]
      execFileSync('openssl', ['req', ...subject, ...files], { stdio: 'ignore' })
      const { port } = await startTestGateway(await testDatabase(), { TLS_CERT, TLS_KEY })
      expect(await checked({ PORT: String(port), TLS_CERT })).toBe(0)
      expect(await checked({ PORT: String(port) })).toBe(1)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })

  test('fails where nothing listens, and where something else answers', async () => {
    const other = createServer((_request, response) => response.writeHead(404).end()).listen(0)
    await once(other, 'listening')
    const PORT = String((other.address() as AddressInfo).port)
    expect(await checked({ PORT })).toBe(1)
    other.close()
    await once(other, 'close')
    expect(await checked({ PORT })).toBe(1)
  })
})
