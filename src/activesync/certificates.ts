import { X509Certificate } from 'node:crypto'
import { rootCertificates } from 'node:tls'

/** MS-ASCMD, Status (ValidateCert): what is told of one certificate. */
export const CertificateStatus = {
  Valid: 1,
  InvalidSignature: 3,
  Untrusted: 4,
  Malformed: 5,
  NotForMail: 6,
  Expired: 7,
  ChainOutOfDate: 8,
  NoAuthority: 11,
  RevocationUnknown: 14,
} as const
export type CertificateStatus = (typeof CertificateStatus)[keyof typeof CertificateStatus]

export type Trust = {
  /** Authorities between a certificate and a root that the client sent along. */
  chain: readonly X509Certificate[]
  roots: readonly X509Certificate[]
  now: Date
}

/** RFC 5280: E-mail protection, and any purpose. */
const MAIL_PURPOSES = ['1.3.6.1.5.5.7.3.4', '2.5.29.37.0']
const LONGEST_PATH = 10
/** Signatures looked at for one request: authorities of one name could else be tried without end. */
const MOST_CHECKS = 500
const LARGEST_CERTIFICATE = 32_768

/** Null when these bytes are no certificate. */
export function readCertificate(bytes: Buffer): X509Certificate | null {
  if (bytes.length === 0 || bytes.length > LARGEST_CERTIFICATE) return null
  try {
    return new X509Certificate(bytes)
  } catch {
    return null
  }
}

let ownRoots: readonly X509Certificate[] | null = null

/** The authorities that Node trusts; read when first asked for. */
export function trustedRoots(): readonly X509Certificate[] {
  ownRoots ??= rootCertificates.map((pem) => new X509Certificate(pem))
  return ownRoots
}

/** Checks certificates against one trust, with bounded work in all. */
export class CertificateCheck {
  readonly #trust: Trust
  readonly #roots: ReadonlySet<string>
  #checks = MOST_CHECKS

  constructor(trust: Trust) {
    this.#trust = trust
    this.#roots = new Set(trust.roots.map(({ fingerprint256 }) => fingerprint256))
  }

  /** Its own dates and purpose, then the path to a trusted root. Revocation is not looked at. */
  statusOf(certificate: X509Certificate): CertificateStatus {
    if (!this.#isCurrent(certificate)) return CertificateStatus.Expired
    // Extended key usages; without any a certificate is for every purpose.
    const purposes = certificate.keyUsage as string[] | undefined
    if (purposes && !purposes.some((one) => MAIL_PURPOSES.includes(one))) {
      return CertificateStatus.NotForMail
    }
    return this.#path(certificate)
  }

  #path(certificate: X509Certificate): CertificateStatus {
    let current = certificate
    for (let step = 0; step < LONGEST_PATH; step++) {
      if (this.#roots.has(current.fingerprint256)) return CertificateStatus.Valid
      const issuer = this.#issuerOf(current)
      if (typeof issuer === 'number') return issuer
      if (!issuer.ca) return CertificateStatus.NoAuthority
      if (!this.#isCurrent(issuer)) return CertificateStatus.ChainOutOfDate
      current = issuer
    }
    return CertificateStatus.Untrusted
  }

  /** Who signed it; a status when nobody known did. */
  #issuerOf(certificate: X509Certificate): X509Certificate | CertificateStatus {
    const { roots, chain } = this.#trust
    const named = [...roots, ...chain].filter(
      (one) =>
        one.subject === certificate.issuer && one.fingerprint256 !== certificate.fingerprint256,
    )
    for (const issuer of named) {
      if (this.#checks-- <= 0) return CertificateStatus.Untrusted
      if (signedBy(certificate, issuer)) return issuer
    }
    // One that says to be signed by a known authority, and is not.
    return named.length > 0 ? CertificateStatus.InvalidSignature : CertificateStatus.Untrusted
  }

  #isCurrent({ validFrom, validTo }: X509Certificate): boolean {
    const now = this.#trust.now.getTime()
    return Date.parse(validFrom) <= now && now <= Date.parse(validTo)
  }
}

function signedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.verify(issuer.publicKey)
  } catch {
    // A key of a kind that can't have made this signature.
    return false
  }
}
