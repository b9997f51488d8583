import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { releasedChangelog } from '../../scripts/changelog.js'
import { describeNeeding, missingProgram } from '../support/needs.js'
import { ROOT } from '../support/prepare.js'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')

describe('the container image', () => {
  const lines = read('deploy/Dockerfile').split('\n')

  test('copies only what there is, and what .dockerignore lets through', () => {
    const let_through = read('.dockerignore')
      .split('\n')
      .flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []))
    const copied = lines
      .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
      .flatMap((line) => line.split(' ').slice(1, -1))
    expect(copied.length).toBeGreaterThan(5)
    for (const path of copied) {
      expect([path, existsSync(join(ROOT, path)), let_through.includes(path)]).toEqual([
        path,
        true,
        true,
      ])
    }
  })

  test('has all that the program reads when it runs', () => {
    const { files } = JSON.parse(read('package.json')) as { files: string[] }
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
    for (const needed of ['bin', 'dist', 'node_modules', 'package.json']) {
      expect([
        needed,
        last.some((line) => line.startsWith('COPY') && line.includes(needed)),
      ]).toEqual([needed, true])
    }
    expect(files).toContain('bin')
  })

  test('does not run as root', () => {
    const users = lines.filter((line) => line.startsWith('USER '))
    expect(users).toEqual(['USER node'])
  })
})

describeNeeding(missingProgram('nginx'), 'nginx', () => {
  test('takes the example, and waits for parked phones longer than they may wait', () => {
    const place = mkdtempSync(join(tmpdir(), 'termingate-nginx-'))
    try {
      const subject = [
        '-subj',
        '/CN=sync.example.com',
        '-days',
        '2',
        '-nodes',
        '-newkey',
        'rsa:2048',
      ]
      const files = ['-keyout', `${place}/privkey.pem`, '-out', `${place}/fullchain.pem`]
      expect(spawnSync('openssl', ['req', '-x509', ...subject, ...files]).status).toBe(0)
      const example = read('deploy/nginx.conf').replaceAll(
        '/etc/letsencrypt/live/sync.example.com',
        place,
      )
      const config = `pid ${place}/pid; error_log ${place}/log; events {} http { ${example}\n}`
      writeFileSync(join(place, 'nginx.conf'), config)
      const { status, stderr } = spawnSync('nginx', ['-t', '-c', join(place, 'nginx.conf')], {
        encoding: 'utf8',
      })
      expect([status, stderr]).toEqual([0, expect.stringContaining('test is successful')])
      const [, seconds] = /proxy_read_timeout (\d+)s/.exec(example) ?? []
      expect(Number(seconds)).toBeGreaterThan(3_540)
    } finally {
      rmSync(place, { recursive: true, force: true })
    }
  })
})

// Not part of every machine that runs the tests: Caddy and systemd check their own files.
for (const [program, args] of [
  ['caddy', ['validate', '--adapter', 'caddyfile', '--config', 'deploy/Caddyfile']],
  ['systemd-analyze', ['verify', 'deploy/termingate.service']],
] as const) {
  const testing = missingProgram(program) === null ? test : test.skip
  testing(`${program} takes its file`, () => {
    const { status, stderr } = spawnSync(program, args, { cwd: ROOT, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('rror:')])
  })
}

describe('the changelog of a release', () => {
  const TEXT = '# Changelog\n\n## Pending\n\n- New.\n- Newer.\n\n## 0.1.0 – 2026-01-01\n\n- Old.\n'

  test('has what was pending under its version', () => {
    expect(releasedChangelog(TEXT, '0.2.0', '2026-11-21')).toEqual({
      notes: '- New.\n- Newer.\n',
      text: '# Changelog\n\n## Pending\n\n## 0.2.0 – 2026-11-21\n\n- New.\n- Newer.\n\n## 0.1.0 – 2026-01-01\n\n- Old.\n',
    })
  })

  test('is none where nothing is pending', () => {
    const released = releasedChangelog(TEXT, '0.2.0', '2026-11-21')?.text ?? ''
    expect(releasedChangelog(released, '0.3.0', '2026-11-22')).toBeNull()
    expect(releasedChangelog('# Changelog\n', '0.3.0', '2026-11-22')).toBeNull()
  })

  test('of the project itself can be made', () => {
    expect(releasedChangelog(read('CHANGELOG.md'), '99.0.0', '2026-11-21')?.notes).toContain('- ')
  })
})
