import type { X509Certificate } from 'node:crypto'
import {
  CertificateCheck,
  CertificateStatus,
  readCertificate,
  trustedRoots,
} from '../certificates.js'
import type { Command } from '../command.js'
import { childOf, childrenOf, type Element, element, textOf } from '../wbxml/element.js'

/** MS-ASCMD, Status (ValidateCert): of the whole. */
export const ValidateCertStatus = { Success: 1, InvalidRequest: 2 } as const

/** MS-ASCMD, Limiting Size of Command Requests. */
const MOST_CERTIFICATES = 100
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/

/**
 * MS-ASCMD, ValidateCert: dates, purpose and the path to an authority that Node trusts. Revocation lists
 * are not fetched, so a client that insists on them (CheckCRL 1) learns that they can't be had.
 */
export const validateCert: Command = {
  name: 'ValidateCert',

  async handle(root, { app, note }) {
    const request = readRequest(root)
    if (!request) {
      note({ status: ValidateCertStatus.InvalidRequest })
      return answer(ValidateCertStatus.InvalidRequest, [])
    }
    const { chain, certificates, checkCrl } = request
    const check = new CertificateCheck({ chain, roots: trustedRoots(), now: app.now() })
    const statuses = certificates.map((one) => statusOf(one, check, checkCrl))
    note({ status: ValidateCertStatus.Success })
    return answer(ValidateCertStatus.Success, statuses)
  },
}

function statusOf(
  certificate: X509Certificate | null,
  check: CertificateCheck,
  checkCrl: boolean,
): CertificateStatus {
  if (!certificate) return CertificateStatus.Malformed
  const status = check.statusOf(certificate)
  const isUnsure = checkCrl && status === CertificateStatus.Valid
  return isUnsure ? CertificateStatus.RevocationUnknown : status
}

type Request = {
  /** Those to be checked, in the order of the request; null for what is no certificate. */
  certificates: (X509Certificate | null)[]
  chain: X509Certificate[]
  checkCrl: boolean
}

/** Null when it makes no sense: nothing to check, too much of it, or what is not base64. */
function readRequest(root: Element | null): Request | null {
  const asked = childOf(root, 'ValidateCert:Certificates')
  const certificates = childrenOf(asked, 'ValidateCert:Certificate').map(bytesOf)
  const sentAlong = childOf(root, 'ValidateCert:CertificateChain')
  const chain = childrenOf(sentAlong, 'ValidateCert:Certificate').map(bytesOf)
  const all = [...certificates, ...chain]
  if (certificates.length === 0 || all.length > MOST_CERTIFICATES) return null
  const crl = textOf(root, 'ValidateCert:CheckCrl') || '0'
  if (all.includes(null) || !/^[01]$/.test(crl)) return null
  return {
    certificates: certificates.map((bytes) => bytes && readCertificate(bytes)),
    chain: chain.flatMap((bytes) => (bytes && readCertificate(bytes)) ?? []),
    checkCrl: crl === '1',
  }
}

/** What the base64 stands for; null when it is none. */
function bytesOf({ text, opaque }: Element): Buffer | null {
  const sent = text ?? (opaque ? Buffer.from(opaque).toString('latin1') : '')
  const base64 = sent.replace(/\s+/g, '')
  return BASE64.test(base64) ? Buffer.from(base64, 'base64') : null
}

function answer(status: number, certificates: readonly CertificateStatus[]): Element {
  return element('ValidateCert:ValidateCert', [
    element('ValidateCert:Status', status),
    ...certificates.map((one) =>
      element('ValidateCert:Certificate', [element('ValidateCert:Status', one)]),
    ),
  ])
}
