/** Autodiscover version 2: answers by domain alone, so it needs no login and names no user. */
export type JsonAnswer = { status: number; body: Record<string, string> }

export type JsonQuery = { email: string | null; protocol: string | null; publicUrl: string }

const PATHS = new Map([
  ['activesync', ['ActiveSync', '/Microsoft-Server-ActiveSync']],
  ['autodiscoverv1', ['AutodiscoverV1', '/autodiscover/autodiscover.xml']],
])

/** `serves` says whether a domain is served here. */
export async function answerJson(
  { email, protocol, publicUrl }: JsonQuery,
  serves: (address: string) => Promise<boolean>,
): Promise<JsonAnswer> {
  if (!email) return refuse(400, 'MandatoryParameterMissing', 'Email is missing.')
  if (!protocol) return refuse(400, 'MandatoryParameterMissing', 'Protocol is missing.')
  const [name, path] = PATHS.get(protocol.toLowerCase()) ?? []
  if (!name) {
    return refuse(400, 'InvalidProtocol', 'Protocol is to be ActiveSync or AutodiscoverV1.')
  }
  if (!(await serves(email))) {
    return refuse(404, 'DomainNotFound', 'The domain of this address is not served here.')
  }
  return { status: 200, body: { Protocol: name, Url: `${publicUrl}${path}` } }
}

function refuse(status: number, code: string, message: string): JsonAnswer {
  return { status, body: { ErrorCode: code, ErrorMessage: message } }
}
