import { createConnection, createServer, type Server, type Socket } from 'node:net'
import pino from 'pino'
import { DatabaseUnavailable } from '../../src/errors.js'
import { openDatabase } from '../../src/store/database.js'
import { testDatabaseUrl } from '../support/database.js'
import { startGateway } from '../support/gateway.js'
import { newTenant } from '../support/tenant.js'

// Builds, and makes an embedded database, when these are out of date.
jest.setTimeout(180_000)

test('what a killed gateway acknowledged is there when it is started again', async () => {
  const first = await startGateway()
  const tenant = await newTenant(first)
  const account = await tenant.account()
  const listed = await first.cli('tenant', 'list', '--json')
  await first.kill('SIGKILL')

  const again = await startGateway({ dataDir: first.dataDir })
  const rows = await again.sql('select login from login_name where tenant_id = $1', [tenant.id])
  await again.stop()
  await first.stop()

  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining(tenant.name) })
  expect(rows).toEqual([{ login: account.login }])
})

test('a database that goes away and comes back is DatabaseUnavailable in between', async () => {
  const url = new URL(await testDatabaseUrl())
  const target = targetOf(url)
  let proxy = await listen(target, 0)
  const { port } = proxy
  url.search = ''
  url.host = `127.0.0.1:${port}`
  const log = pino({ level: 'silent' })
  const database = await openDatabase({ databaseUrl: url.href, poolSize: 1, listen: false, log })
  const ask = () => database.query({ name: '', text: 'select 1 as one' })

  expect(await ask()).toEqual([{ one: 1 }])
  await proxy.close()
  await expect(ask()).rejects.toThrow(DatabaseUnavailable)
  proxy = await listen(target, port)
  expect(await ask()).toEqual([{ one: 1 }])

  await database.close()
  await proxy.close()
})

type Target = { path: string } | { host: string; port: number }

function targetOf(url: URL): Target {
  const directory = url.searchParams.get('host')
  if (directory) return { path: `${directory}/.s.PGSQL.5432` }
  return { host: url.hostname, port: Number(url.port || 5432) }
}

async function listen(target: Target, port: number) {
  const sockets = new Set<Socket>()
  const server: Server = createServer((client) => {
    const upstream = createConnection(target)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.pipe(upstream).pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    port: (server.address() as { port: number }).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
