import { execFile } from 'node:child_process'
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Gateway, startGateway } from '../support/gateway.js'
import { ensureBuilt, ROOT } from '../support/prepare.js'

const run = promisify(execFile)
const LIMIT_MS = 180_000

let place: string
let installed: string
let gateway: Gateway | undefined

/** The package as `npm pack` makes it, with what it needs to run and nothing else. */
beforeAll(async () => {
  await ensureBuilt()
  place = mkdtempSync(join(tmpdir(), 'termingate-package-'))
  // Without its scripts: they would build anew what other tests are running.
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', place], {
    cwd: ROOT,
  })
  const [tarball = ''] = readdirSync(place)
  await run('tar', ['-xzf', tarball], { cwd: place })
  installed = join(place, 'package')
  copyFileSync(join(ROOT, 'package-lock.json'), join(installed, 'package-lock.json'))
  const quietly = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund']
  await run('npm', ['ci', '--omit=dev', ...quietly], { cwd: installed })
}, LIMIT_MS)
afterAll(async () => {
  await gateway?.stop()
  rmSync(place, { recursive: true, force: true })
})

test('the package has the program, its map and what to deploy it with, and no tests', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(
    (file) => !file.startsWith('node_modules'),
  )
  for (const wanted of [
    ...['bin/termingate.js', 'dist/src/cli/main.js', 'dist/db/migrations/index.js', 'LICENSE'],
    ...['README.md', 'CHANGELOG.md', 'docs/configuration.md', 'deploy/Dockerfile'],
  ]) {
    expect(files).toContain(wanted)
  }
  expect(files.filter((file) => /(^|\/)(test|\.env|\.tmp|data)(\/|$)|\.test\./.test(file))).toEqual(
    [],
  )
  expect(readdirSync(join(installed, 'node_modules'))).not.toContain('jest')
})

test(
  'the package starts, sets a user up, and a phone gets in',
  async () => {
    gateway = await startGateway({ bin: join(installed, 'bin/termingate.js') })
    expect(await (await fetch(`${gateway.baseUrl}/health`)).json()).toEqual({ status: 'ok' })
    expect(await gateway.cli('tenant', 'add', 'Paket')).toMatchObject({ code: 0 })
    const added = await gateway.cli(
      'user',
      'add',
      'Paket',
      'anna',
      '--enable',
      'calendar',
      '--json',
    )
    expect(added.code).toBe(0)
    const { password } = JSON.parse(added.stdout) as { password: string }
    const login = Buffer.from(`anna_Paket:${password}`).toString('base64')
    const options = await fetch(`${gateway.baseUrl}/Microsoft-Server-ActiveSync`, {
      ...{ method: 'OPTIONS', headers: { Authorization: `Basic ${login}` } },
    })
    expect([options.status, options.headers.get('ms-asprotocolversions')]).toEqual([
      200,
      expect.stringContaining('16.1'),
    ])
  },
  LIMIT_MS,
)
