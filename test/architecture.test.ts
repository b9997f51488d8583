import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'

const ROOT = join(__dirname, '..')

type Source = { path: string; imports: string[]; packages: string[] }

const IMPORT = /(?:from|import)\s*\(?\s*'([^']+)'/g

function sources(folder: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map((name) => {
      const path = join(folder, name)
      const text = readFileSync(join(ROOT, path), 'utf8')
      const targets = [...text.matchAll(IMPORT)].map(([, target = '']) => target)
      return {
        path,
        imports: targets
          .filter((target) => target.startsWith('.'))
          .map((target) => normalize(join(dirname(path), target)))
          .map((target) =>
            target.replace(
              /\.js$/,
              existsSync(join(ROOT, target.replace(/\.js$/, '.tsx'))) ? '.tsx' : '.ts',
            ),
          ),
        packages: targets.filter((target) => !/^(\.|node:)/.test(target)),
      }
    })
}

const all = [...sources('src'), ...sources('db')]

const startsWithOne = (path: string, prefixes: readonly string[]) =>
  prefixes.some((prefix) => path === prefix || path.startsWith(prefix))

/** What a part may import beside itself. Imports point one way: doors → mappers → leaves. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  'src/activesync/wbxml/': [],
  'src/activesync/protocol-version.ts': [],
  'src/store/': ['src/errors.ts', 'db/'],
  'db/': [],
  'src/mappers/activesync/': [
    'src/mappers/time/',
    'src/mappers/mapping-error.ts',
    'src/activesync/wbxml/',
    'src/activesync/protocol-version.ts',
    'src/store/model.ts',
    'src/store/rule-set.ts',
  ],
  'src/mappers/time/': ['src/store/model.ts'],
  'src/mappers/text/': [],
  'src/mappers/icalendar/': [
    'src/mappers/text/',
    'src/mappers/time/',
    'src/store/model.ts',
    'src/store/recurrence.ts',
  ],
  'src/mappers/vcard/': ['src/mappers/text/', 'src/store/model.ts'],
  'src/login/': ['src/store/', 'src/config.ts', 'src/context.ts', 'src/errors.ts', 'src/log.ts'],
  'src/activesync/sync/': [
    'src/activesync/',
    'src/mail/',
    'src/monitor/',
    'src/mappers/icalendar/',
    'src/context.ts',
    'src/mappers/activesync/',
    'src/mappers/mapping-error.ts',
    'src/store/',
    'src/errors.ts',
    'src/version.ts',
  ],
  'src/activesync/log/': ['src/activesync/wbxml/', 'src/store/', 'src/context.ts', 'src/errors.ts'],
  'src/activesync/explain/': ['src/activesync/', 'src/store/', 'src/context.ts'],
  'src/activesync/commands/': [
    'src/activesync/',
    'src/mail/',
    'src/mappers/activesync/',
    'src/mappers/icalendar/',
    'src/mappers/time/',
    'src/store/',
    'src/errors.ts',
  ],
  'src/autodiscover/': [
    'src/login/',
    'src/store/',
    'src/config.ts',
    'src/context.ts',
    'src/errors.ts',
    'src/http-body.ts',
    'src/http-request-log.ts',
    'src/public-url.ts',
  ],
  'src/admin/': [
    'src/activesync/explain/',
    'src/activesync/protocol-version.ts',
    'src/login/web-login.ts',
    'src/store/',
    'src/context.ts',
    'src/errors.ts',
    'src/http-body.ts',
    'src/http-request-log.ts',
    'src/public-url.ts',
    'src/version.ts',
  ],
  'src/api/': [
    'src/activesync/explain/',
    'src/activesync/protocol-version.ts',
    'src/login/address-limit.ts',
    'src/store/',
    'src/context.ts',
    'src/errors.ts',
    'src/http-body.ts',
    'src/http-request-log.ts',
    'src/version.ts',
  ],
  'src/client/': ['src/activesync/wbxml/', 'src/activesync/protocol-version.ts'],
  'src/control/': ['src/errors.ts', 'src/store/'],
  'src/pictures/': ['src/store/'],
  'src/mail/': ['src/store/'],
  'src/metrics/': ['src/config-observe.ts', 'src/errors.ts', 'src/version.ts'],
  'src/monitor/': ['src/store/'],
  'src/shed/': ['src/login/address-limit.ts', 'src/metrics/', 'src/config-shed.ts'],
  'src/demo/': ['src/store/'],
}

for (const [part, allowed] of Object.entries(MAY_IMPORT)) {
  test(`${part} imports only what lies below it`, () => {
    const wrong = all
      .filter(({ path }) => path.startsWith(part))
      .flatMap(({ path, imports }) =>
        imports
          .filter((target) => !startsWithOne(target, [part, ...allowed]))
          .map((target) => `${path} imports ${target}`),
      )
    expect(wrong).toEqual([])
  })
}

/** Where a package with a say in the structure may be used. */
const PACKAGES: Record<string, readonly string[]> = {
  knex: ['src/store/', 'db/'],
  pg: ['src/store/'],
  '@electric-sql/pglite': ['src/store/'],
  ioredis: ['src/store/redis'],
  express: [
    'src/server.ts',
    'src/error-handler.ts',
    'src/status-pages.ts',
    'src/metrics/serve.ts',
    'src/activesync/router.ts',
    'src/autodiscover/router.ts',
    'src/admin/',
    'src/api/',
  ],
  preact: ['src/admin/', 'src/api/page'],
  'preact-render-to-string': ['src/admin/render.ts', 'src/api/page'],
  helmet: ['src/admin/router.ts', 'src/api/router.ts'],
  commander: ['src/cli/'],
  'jpeg-js': ['src/pictures/'],
  pngjs: ['src/pictures/'],
  nodemailer: ['src/mail/'],
  'nodemailer/lib/addressparser': ['src/mail/'],
  'nodemailer/lib/mail-composer': ['src/mail/'],
  'prom-client': ['src/metrics/'],
  bcrypt: ['src/login/password.ts', 'src/store/password-hash.ts'],
}

for (const [name, places] of Object.entries(PACKAGES)) {
  test(`only ${places.join(', ')} use ${name}`, () => {
    const users = all.filter(({ packages }) => packages.includes(name)).map(({ path }) => path)
    expect(users.filter((path) => !startsWithOne(path, places))).toEqual([])
    expect(users.length).toBeGreaterThan(0)
  })
}

test('no door imports another, and nothing imports the command line', () => {
  const doors = ['src/activesync/', 'src/admin/', 'src/api/', 'src/autodiscover/', 'src/cli/']
  const wrong = all.flatMap(({ path, imports }) =>
    imports
      .filter((target) => doors.some((door) => target.startsWith(door) && !path.startsWith(door)))
      // Administrators ask the door itself why it sends something or does not.
      .filter((target) => !/wbxml|protocol-version|activesync\/explain\//.test(target))
      .map((target) => `${path} imports ${target}`),
  )
  // The composition root mounts the doors.
  expect(wrong.filter((line) => !line.startsWith('src/server.ts'))).toEqual([])
})

test('no file imports itself in a circle', () => {
  const graph = new Map(all.map(({ path, imports }) => [path, imports]))
  const circles: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
      return
    }
    if (done.has(path)) return
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  expect(circles).toEqual([])
})

test('every import leads to a file', () => {
  const known = new Set(all.map(({ path }) => path))
  const lost = all.flatMap(({ path, imports }) =>
    imports
      .filter((target) => !known.has(target) && !target.endsWith('.d.ts'))
      .map((target) => `${relative('.', path)}: ${target}`),
  )
  expect(lost).toEqual([])
})
