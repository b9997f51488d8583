import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { CertificateCheck, readCertificate } from '../../../src/activesync/certificates.js'
import { childrenOf, element, textOf } from '../../../src/activesync/wbxml/element.js'
import type { Database } from '../../../src/store/database.js'
import { type ClockGateway, startClockGateway } from '../../support/clock-gateway.js'
import { testDatabase } from '../../support/database.js'
import type { Phone } from '../../support/phone.js'
import { newOffice } from '../sync/support.js'

/** MS-ASCMD, ValidateCert. The certificates' family is told in test/fixtures/certificates. */

const FOLDER = join(__dirname, '../../fixtures/certificates')
const pem = (name: string) => new X509Certificate(readFileSync(join(FOLDER, `${name}.pem`)))
const base64 = (name: string) => pem(name).raw.toString('base64')

const from = (name: string) => Date.parse(pem(name).validFrom)
const DAY = 86_400_000

describe('a certificate', () => {
  /** On a day, counted from the month's beginning, with `root` trusted. */
  const status = (name: string, chain: string[], day = 10, roots = ['root']) =>
    new CertificateCheck({
      chain: chain.map(pem),
      roots: roots.map(pem),
      now: new Date(from('leaf-of-a-month') + day * DAY),
    }).statusOf(pem(name))

  test('MS-ASCMD_R688 with a path to a trusted root is valid', () => {
    expect(status('leaf', ['middle'])).toBe(1)
    expect(status('leaf', ['root', 'web', 'middle', 'leaf'])).toBe(1)
    expect(status('middle', [])).toBe(1)
  })

  test('MS-ASCMD_R4482 without one is not trusted', () => {
    expect(status('leaf', [])).toBe(4)
    expect(status('leaf', ['middle'], 10, [])).toBe(4)
    expect(status('leaf', ['middle', 'root'], 10, ['leaf-of-a-month'])).toBe(4)
  })

  test('MS-ASCMD_R4491 has expired, or is not valid yet', () => {
    expect(status('leaf-of-a-month', ['middle'])).toBe(1)
    expect(status('leaf-of-a-month', ['middle'], 31)).toBe(7)
    expect(status('leaf-of-a-month', ['middle'], -1)).toBe(7)
  })

  test('MS-ASCMD_R4494 one of its chain has expired', () => {
    expect(status('leaf-of-old-middle', ['middle-of-a-month'])).toBe(1)
    expect(status('leaf-of-old-middle', ['middle-of-a-month'], 31)).toBe(8)
  })

  test('MS-ASCMD_R4488 is not meant for mail', () => {
    expect(status('web', ['middle'])).toBe(6)
  })

  test('MS-ASCMD_R4504 was signed by one that is no authority', () => {
    expect(status('child-of-leaf', ['leaf', 'middle'])).toBe(11)
  })

  test('MS-ASCMD_R4479 was altered', () => {
    const altered = Buffer.from(pem('leaf').raw)
    const last = altered.length - 1
    altered[last] = (altered[last] ?? 0) ^ 1
    const certificate = readCertificate(altered)
    const trust = {
      chain: [pem('middle')],
      roots: [pem('root')],
      now: new Date(from('leaf') + DAY),
    }
    expect(certificate && new CertificateCheck(trust).statusOf(certificate)).toBe(3)
  })

  test('a hundred authorities of one name are not tried without end', () => {
    const chain = Array.from({ length: 100 }, () => pem('middle-of-a-month'))
    const trust = { chain, roots: [], now: new Date(from('leaf') + DAY) }
    const check = new CertificateCheck(trust)
    const started = performance.now()
    for (let n = 0; n < 100; n++) check.statusOf(pem('leaf-of-old-middle'))
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

describe('the command', () => {
  let database: Database
  let gateway: ClockGateway
  let phone: Phone
  beforeAll(async () => {
    database = await testDatabase()
    gateway = await startClockGateway(database)
    phone = await (await newOffice(database, gateway.baseUrl)).phone()
  })

  async function validate(certificates: string[], chain: string[] = [], crl?: string) {
    const list = (texts: string[]) => texts.map((text) => element('ValidateCert:Certificate', text))
    const root = element('ValidateCert:ValidateCert', [
      chain.length > 0 ? element('ValidateCert:CertificateChain', list(chain)) : null,
      certificates.length > 0 ? element('ValidateCert:Certificates', list(certificates)) : null,
      crl === undefined ? null : element('ValidateCert:CheckCrl', crl),
    ])
    const { status, body } = await phone.client.command('ValidateCert', root)
    const each = childrenOf(body, 'ValidateCert:Certificate')
    return {
      http: status,
      status: textOf(body, 'ValidateCert:Status'),
      each: each.map((one) => textOf(one, 'ValidateCert:Status')),
    }
  }

  test('answers each certificate in its order', async () => {
    const texts = [base64('leaf'), 'AAAA', base64('web')]
    expect(await validate(texts, [base64('middle'), base64('root'), 'AAAA'])).toEqual({
      ...{ http: 200, status: '1' },
      each: ['4', '5', '6'],
    })
  })

  test('MS-ASCMD_R893 trusts what Node trusts; revocation lists it has none', async () => {
    const trusted = rootCertificates
      .map((text) => new X509Certificate(text))
      .find(({ validTo, keyUsage }) => Date.parse(validTo) > Date.now() && !keyUsage)
    const text = trusted?.raw.toString('base64') ?? ''
    expect((await validate([text])).each).toEqual(['1'])
    expect((await validate([text], [], '0')).each).toEqual(['1'])
    expect((await validate([text], [], '1')).each).toEqual(['14'])
  })

  test('MS-ASCMD_R4476 a request that makes no sense is 2', async () => {
    const wrong = { http: 200, status: '2', each: [] }
    expect(await validate([])).toEqual(wrong)
    expect(await validate(['not base64!'])).toEqual(wrong)
    expect(await validate([''])).toEqual(wrong)
    expect(await validate([base64('leaf')], ['not base64!'])).toEqual(wrong)
    expect(await validate([base64('leaf')], [], '2')).toEqual(wrong)
    expect(await validate(Array(101).fill('AAAA'))).toEqual(wrong)
    expect((await phone.client.command('ValidateCert', null)).status).toBe(200)
  })
})
