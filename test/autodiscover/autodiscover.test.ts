import type { Database } from '../../src/store/database.js'
import { basic, startTestGateway, type TestGateway } from '../login/support.js'
import { newTenant, testDatabase } from '../support/database.js'
import { type AccountFixture, PASSWORD, type TenantFixture } from '../support/tenant.js'

const MOBILESYNC =
  'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006'
const OUTLOOK = 'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
const XML = '/autodiscover/autodiscover.xml'
const JSON_PATH = '/autodiscover/autodiscover.json'
const EAS_DOMAIN = 'activesync.example.test'

let database: Database
let gateway: TestGateway
let tenant: TenantFixture
let tiger: AccountFixture
let other: AccountFixture
let own: string

beforeAll(async () => {
  database = await testDatabase()
  gateway = await startTestGateway(database, {
    PUBLIC_URL: 'https://eas.example.test',
    EAS_DOMAINS: EAS_DOMAIN,
    LOGIN_LOCK_FAILURES: '1000',
  })
  own = `firma${Date.now()}.test`
  tenant = await newTenant(database, { domains: [own] })
  tiger = await tenant.account({
    name: 'theobald.tiger',
    display_name: 'Theobald <Tiger> & Söhne',
    email: 'Theobald@Kunden.example.test',
  })
  other = await tenant.account({ name: 'eva' })
})

function requestFor(address: string, schema = MOBILESYNC): string {
  return `<?xml version="1.0" encoding="utf-8"?>
<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/mobilesync/requestschema/2006">
  <Request>
    <EMailAddress>${address}</EMailAddress>
    <AcceptableResponseSchema>${schema}</AcceptableResponseSchema>
  </Request>
</Autodiscover>`
}

type Options = { user?: string; password?: string; path?: string; method?: string }

function post(body: string | Buffer, options: Options = {}, on = gateway) {
  const { user = `${tiger.login}@${EAS_DOMAIN}`, password = PASSWORD, path = XML } = options
  const headers = { ...basic(user, password), 'Content-Type': 'text/xml' }
  return on.ask({ method: options.method ?? 'POST', path, headers, body })
}

/** By hand from MS-ASCMD, Autodiscover: Type before Url. */
const mobileSync = (address: string) =>
  '<?xml version="1.0" encoding="utf-8"?>' +
  '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">' +
  `<Response xmlns="${MOBILESYNC}">` +
  '<Culture>en:us</Culture>' +
  '<User><DisplayName>Theobald &lt;Tiger&gt; &amp; Söhne</DisplayName>' +
  `<EMailAddress>${address}</EMailAddress></User>` +
  '<Action><Settings><Server><Type>MobileSync</Type>' +
  '<Url>https://eas.example.test/Microsoft-Server-ActiveSync</Url>' +
  '<Name>https://eas.example.test/Microsoft-Server-ActiveSync</Name>' +
  '</Server></Settings></Action></Response></Autodiscover>'

const errorOf = (text: string) => /<ErrorCode>(\d+)<\/ErrorCode>/.exec(text)?.[1]

describe('XML', () => {
  test('R-ONO-16 R-ONO-18 R-ONO-19 one answer holds address, name, type and URL', async () => {
    const address = `${tiger.login}@${EAS_DOMAIN}`
    const reply = await post(requestFor(address))
    expect(reply.status).toBe(200)
    expect(reply.headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(reply.text).toBe(mobileSync(address))
  })

  test('R-ONO-27 the server is a host name with the standard path, over TLS on 443', async () => {
    const reply = await post(requestFor(`${tiger.login}@${EAS_DOMAIN}`))
    const url = new URL(/<Url>(.*?)<\/Url>/.exec(reply.text)?.[1] ?? '')
    expect([url.protocol, url.port, url.hostname, url.pathname]).toEqual([
      ...['https:', '', 'eas.example.test', '/Microsoft-Server-ActiveSync'],
    ])
  })

  test('R-ONO-21 both the mail domain and the EAS domain are known', async () => {
    const address = `${tiger.login}@${own.toUpperCase()}`
    const reply = await post(requestFor(address), { user: `${tiger.login}@${own}` })
    expect(reply.text).toBe(mobileSync(address))
  })

  test('R-ONO-30 R-ONO-31 Android asks again with the bare local part, and is answered', async () => {
    const address = `${tiger.login}@${EAS_DOMAIN}`
    expect((await post(requestFor(address), { user: tiger.login })).text).toBe(mobileSync(address))
  })

  test('the account’s own mail address is known too', async () => {
    const reply = await post(requestFor('theobald@kunden.example.test'))
    expect(reply.text).toBe(mobileSync('theobald@kunden.example.test'))
  })

  test.each([['/Autodiscover/Autodiscover.xml'], ['/AUTODISCOVER/AUTODISCOVER.XML'], [`${XML}/`]])(
    '%s is the same path',
    async (path) => {
      const address = `${tiger.login}@${EAS_DOMAIN}`
      expect((await post(requestFor(address), { path })).text).toBe(mobileSync(address))
    },
  )

  test('a GET is answered for the login it came with', async () => {
    const ask = (user: string) => gateway.ask({ path: XML, headers: basic(user, PASSWORD) })
    const address = `${tiger.login}@${EAS_DOMAIN}`
    expect((await ask(address)).text).toBe(mobileSync(address))
    expect((await ask(tiger.login)).text).toBe(mobileSync(`${tiger.login}@${own}`))
  })

  test('Outlook’s schema is answered in that schema', async () => {
    const address = `${tiger.login}@${EAS_DOMAIN}`
    const reply = await post(
      requestFor(address, OUTLOOK).replaceAll('mobilesync/request', 'outlook/request'),
    )
    expect(reply.text).toBe(
      '<?xml version="1.0" encoding="utf-8"?>' +
        '<Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006">' +
        `<Response xmlns="${OUTLOOK}">` +
        '<User><DisplayName>Theobald &lt;Tiger&gt; &amp; Söhne</DisplayName>' +
        `<AutoDiscoverSMTPAddress>${address}</AutoDiscoverSMTPAddress></User>` +
        '<Account><AccountType>email</AccountType><Action>settings</Action>' +
        '<Protocol><Type>MobileSync</Type>' +
        '<Server>https://eas.example.test/Microsoft-Server-ActiveSync</Server>' +
        `<LoginName>${tiger.login}</LoginName></Protocol></Account></Response></Autodiscover>`,
    )
  })

  test('R-ONO-24 without credentials the answer is the challenge', async () => {
    const reply = await gateway.ask({ method: 'POST', path: XML, body: requestFor('a_b@c.test') })
    expect(reply.status).toBe(401)
    expect(reply.headers['www-authenticate']).toMatch(/^Basic /)
  })

  test('R-ONO-20 a domain not served here is error 500, whoever asks', async () => {
    const ask = async (name: string, password: string) => {
      const address = `${name}@nirgends.example.test`
      const { status, text } = await post(requestFor(address), { user: address, password })
      return { status, text: text.replace(/Time="[^"]*"/, '') }
    }
    const known = await ask(tiger.login, PASSWORD)
    expect(known.status).toBe(200)
    expect(errorOf(known.text)).toBe('500')
    expect(known.text).not.toContain('Tiger')
    expect(await ask(tiger.login, 'falsch')).toEqual(known)
    expect(await ask('nobody_Nowhere', PASSWORD)).toEqual(known)
  })

  test('R-ONO-20 with a served domain, an unknown user and a wrong password look the same', async () => {
    const ask = async (name: string, password: string) => {
      const address = `${name}@${EAS_DOMAIN}`
      const { status, text } = await post(requestFor(address), { user: address, password })
      return { status, text }
    }
    const wrong = await ask(tiger.login, 'falsch')
    expect(wrong.status).toBe(401)
    expect(await ask('nobody_Nowhere', PASSWORD)).toEqual(wrong)
    expect(await ask(tiger.login.toUpperCase(), PASSWORD)).toEqual(wrong)
  })

  test('another user’s address is answered like one that does not exist', async () => {
    const ask = async (address: string) =>
      (await post(requestFor(address))).text.replace(/Time="[^"]*"/, '')
    const others = await ask(`${other.login}@${EAS_DOMAIN}`)
    expect(errorOf(others)).toBe('500')
    expect(await ask(`nobody_Nowhere@${EAS_DOMAIN}`)).toBe(others)
    expect(await ask(`${tiger.login}@nirgends.example.test`)).toBe(others)
  })

  const good = () => requestFor(`${tiger.login}@${EAS_DOMAIN}`)
  test.each<[string, () => string | Buffer, string]>([
    ['an empty body', () => '', '600'],
    ['no XML', () => 'hello', '600'],
    ['XML that is cut off', () => good().slice(0, -5), '600'],
    ['another document', () => '<a><b><EMailAddress>x</EMailAddress></b></a>', '600'],
    ['no address', () => good().replace(/<EMail.*Address>/, ''), '600'],
    ['no schema', () => good().replace(/<Acceptable.*Schema>/, ''), '600'],
    [
      'bytes that are no UTF-8',
      () => Buffer.from(good().replace('theobald', 'thäobald'), 'latin1'),
      '500',
    ],
    ['a document type', () => good().replace('?>', '?><!DOCTYPE Autodiscover>'), '600'],
    [
      'an external entity',
      () =>
        good()
          .replace('?>', '?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
          .replace('theobald', '&x;'),
      '600',
    ],
    [
      'a billion laughs',
      () =>
        good()
          .replace('?>', '?><!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>')
          .replace('theobald', '&b;'),
      '600',
    ],
    ['an unknown entity', () => good().replace('theobald', '&x;'), '600'],
    ['deep nesting', () => `${'<a>'.repeat(5_000)}`, '600'],
    ['an endless address', () => good().replace('theobald', 't'.repeat(5_000)), '600'],
    ['another schema', () => requestFor(`${tiger.login}@${EAS_DOMAIN}`, 'http://x/2010'), '601'],
  ])('%s is answered with an error document', async (_what, body, code) => {
    const reply = await post(body())
    expect(reply.status).toBe(200)
    expect(errorOf(reply.text)).toBe(code)
  })

  test('a body beyond 64 KB is 413', async () => {
    expect((await post(' '.repeat(65_537))).status).toBe(413)
  })

  test('other methods are 405', async () => {
    expect((await post('', { method: 'PUT' })).status).toBe(405)
  })
})

describe('JSON', () => {
  const get = async (path: string, on = gateway) => {
    const { status, text } = await on.ask({ path })
    return { status, body: JSON.parse(text) as unknown }
  }
  const ACTIVESYNC = {
    status: 200,
    body: { Protocol: 'ActiveSync', Url: 'https://eas.example.test/Microsoft-Server-ActiveSync' },
  }
  const email = encodeURIComponent(`nobody@${EAS_DOMAIN}`)

  test.each([
    [
      'in the query, as Nine asks',
      `${JSON_PATH}?Email=${email}&Protocol=ActiveSync&RedirectCount=1`,
    ],
    ['in the path, as iOS asks', `${JSON_PATH}/v1.0/${email}?Protocol=ActiveSync`],
    ['in another case', `/AutoDiscover/AutoDiscover.json?email=${email}&protocol=activesync`],
  ])('R-ONO-16 ActiveSync is found with the address %s', async (_how, path) => {
    expect(await get(path)).toEqual(ACTIVESYNC)
  })

  test('Outlook is led to the XML', async () => {
    expect(await get(`${JSON_PATH}?Email=${email}&Protocol=Autodiscoverv1`)).toEqual({
      status: 200,
      body: { Protocol: 'AutodiscoverV1', Url: `https://eas.example.test${XML}` },
    })
  })

  test('says nothing about users: known and unknown ones of a domain look the same', async () => {
    const ask = (user: string) => get(`${JSON_PATH}?Protocol=ActiveSync&Email=${user}@${own}`)
    expect(await ask(tiger.login)).toEqual(ACTIVESYNC)
    expect(await ask('nobody_Nowhere')).toEqual(ACTIVESYNC)
  })

  test.each([
    ['an unknown protocol', `?Email=${email}&Protocol=Ews`, 400, 'InvalidProtocol'],
    ['no protocol', `?Email=${email}`, 400, 'MandatoryParameterMissing'],
    ['no address', '?Protocol=ActiveSync', 400, 'MandatoryParameterMissing'],
    ['another domain', '?Protocol=ActiveSync&Email=a@nirgends.test', 404, 'DomainNotFound'],
    ['no domain', '?Protocol=ActiveSync&Email=a', 404, 'DomainNotFound'],
    ['a NUL in the domain', '?Protocol=ActiveSync&Email=a@b%00c', 404, 'DomainNotFound'],
    ['a quote in the domain', "?Protocol=ActiveSync&Email=a@b'c", 404, 'DomainNotFound'],
  ])('%s is refused in JSON', async (_what, query, status, code) => {
    const reply = await get(`${JSON_PATH}${query}`)
    expect(reply.status).toBe(status)
    expect(reply.body).toMatchObject({ ErrorCode: code })
  })
})

describe('the address phones reach', () => {
  let plain: TestGateway
  beforeAll(async () => {
    plain = await startTestGateway(database, { EAS_DOMAINS: EAS_DOMAIN })
  })

  test.each([
    ['eas.example.test', 'https://eas.example.test'],
    ['EAS.example.test:8443', 'https://eas.example.test:8443'],
    ['127.0.0.1:8080', 'http://127.0.0.1:8080'],
    ['localhost:8080', 'http://localhost:8080'],
    ['[::1]:8080', 'http://[::1]:8080'],
    ['192.0.2.7:8080', 'https://192.0.2.7:8080'],
  ])('without PUBLIC_URL, Host %s gives %s', async (host, url) => {
    const path = `${JSON_PATH}?Email=a@${EAS_DOMAIN}&Protocol=ActiveSync`
    const reply = await plain.ask({ path, headers: { Host: host } })
    expect(JSON.parse(reply.text)).toMatchObject({ Url: `${url}/Microsoft-Server-ActiveSync` })
  })

  test.each([['evil.test/path'], ['a"b'], ['x@evil.test'], ['-.test']])(
    'Host %s is refused',
    async (host) => {
      const path = `${JSON_PATH}?Email=a@${EAS_DOMAIN}&Protocol=ActiveSync`
      expect((await plain.ask({ path, headers: { Host: host } })).status).toBe(400)
    },
  )
})
