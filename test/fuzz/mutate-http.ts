import type { FuzzCase } from './fuzz-case.js'
import type { Random } from './random.js'

type Mutation = (one: FuzzCase, random: Random) => void

const QUERIES = [
  ...['&Cmd=Ping', '&DeviceId=', '&%', '&%zz=1', '&=', '&DeviceType=%00', '&SaveInSent=T'],
  ...['&CollectionId={{Calendar.id}}', '&ItemId={{Calendar.item}}', '&Cmd', '%', '?', '&a=b&a=c'],
  ...['&AttachmentName=..%2f..%2fetc%2fpasswd', '&Occurrence=x', '&LongId=%ff', '#', '&;=1'],
  `&x=${'y'.repeat(5_000)}`,
]
const PATHS = [
  ...[
    '/microsoft-server-activesync',
    '/Microsoft-Server-ActiveSync/',
    '/Microsoft-Server-ActiveSync//',
  ],
  ...[
    '/Microsoft-Server-ActiveSync/x',
    '/',
    '//',
    '/%',
    '/..%2f',
    '/Microsoft-Server-ActiveSync%00',
  ],
  ...[
    '/autodiscover/autodiscover.xml',
    '/autodiscover/autodiscover.json',
    '/Autodiscover/Autodiscover.xml',
  ],
  ...['/healthz', '/metrics', '/.well-known/caldav', '/favicon.ico'],
]
const HEADERS: readonly (readonly [string, readonly (string | null)[]])[] = [
  [
    'ms-asprotocolversion',
    ['2.5', '12.0', '12.1', '14.0', '1.0', '17.0', '', 'x', '16.1, 14.1', null],
  ],
  ['x-ms-policykey', ['0', '1', '4294967295', '4294967296', '-1', 'x', '']],
  ['content-type', ['text/xml', 'application/vnd.ms-sync', 'message/rfc822', '', 'a/b; c', null]],
  ['content-encoding', ['gzip', 'deflate', 'br', 'x', 'gzip, gzip', 'identity', '']],
  ['accept-encoding', ['gzip', 'gzip;q=0', '*', 'br', 'gzip;q=x', 'x'.repeat(2_000)]],
  ['ms-asacceptmultipart', ['T', 'F', 'x']],
  [
    'user-agent',
    ['', 'Apple-iPhone15C2/2203.74', 'Android-Mail/2024', 'Outlook/16.0', 'x'.repeat(4_000)],
  ],
  ['expect', ['100-continue', 'x']],
  ['authorization', [null, '', 'Basic', 'Basic !!!', 'Basic Og==', 'Bearer x', 'Basic AAAA']],
  ['host', ['', 'a b', 'x:99999', '[::1']],
  ['x-forwarded-for', ['1.2.3.4', 'x', ',,,']],
  ['upgrade', ['websocket', 'h2c']],
  ['cookie', ['a=b; '.repeat(500)]],
  ['x-y', ['x'.repeat(20_000)]],
]

const MUTATIONS: Record<string, Mutation> = {
  header: (one, random) => {
    const [name, values] = random.pick(HEADERS)
    one.headers[name] = random.pick(values)
  },
  'query text': (one, random) => {
    one.query.more += random.pick(QUERIES)
  },
  'query bytes': (one, random) => {
    one.query.form = 'base64'
    for (let count = 1 + random.int(3); count > 0; count--) {
      one.query.flips.push([random.int(1_000) / 1_000, random.int(256)])
    }
  },
  'query form': (one) => {
    one.query.form = one.query.form === 'plain' ? 'base64' : 'plain'
  },
  path: (one, random) => {
    one.path = random.pick(PATHS)
  },
  method: (one, random) => {
    one.method = random.pick([
      'GET',
      'OPTIONS',
      'PUT',
      'HEAD',
      'DELETE',
      'PROPFIND',
      'PATCH',
      'post',
    ])
  },
  encoding: (one, random) => {
    one.encoding = random.pick(['gzip', 'deflate'])
  },
  framing: (one, random) => {
    one.framing = random.pick(['chunked', 'chunked', 'too-short', 'too-long'])
  },
  command: (one, random) => {
    one.command = random.pick([
      'Sync',
      'Ping',
      'sync',
      '_Sync',
      'Nothing',
      '',
      'GetHierarchy',
      'Find',
    ])
  },
  version: (one, random) => {
    one.version = random.pick(['2.5', '12.0', '12.1', '14.0', '14.1', '16.0', '16.1'])
  },
  'no body': (one) => {
    one.body = null
  },
}
const NAMES = Object.keys(MUTATIONS)

/** Changes the case's HTTP in 1 to 3 ways; their names. */
export function mutateHttp(random: Random, one: FuzzCase): string[] {
  const done: string[] = []
  for (let count = random.pick([1, 1, 2, 3]); count > 0; count--) {
    const name = random.pick(NAMES)
    MUTATIONS[name]?.(one, random)
    done.push(name)
  }
  return done
}
