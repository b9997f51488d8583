/**
 * One request, as data: what a finding is kept as, and what `FUZZ_FILE=… npm run fuzz` sends again.
 * Texts such as `{{Calendar.key}}` stand for what the sending device has then (device.ts).
 */
export type FuzzCase = {
  /** Of the cases of its seed; -1: none of them. */
  number: number
  /** Where it came from and what was done to it. */
  name: string
  command: string
  version: string
  query: {
    form: 'plain' | 'base64'
    /** Put at its end as it is. */
    more: string
    /** Changed bytes of the base64 form, as place (of 0 to 1) and value. */
    flips: [number, number][]
  }
  method: string
  path: string
  /** Beside or instead of the usual ones; null leaves a usual one out. */
  headers: Record<string, string | null>
  /** Base64; null = no body. */
  body: string | null
  encoding: 'identity' | 'gzip' | 'deflate'
  framing: 'length' | 'chunked' | 'too-short' | 'too-long'
}

export const ENDPOINT = '/Microsoft-Server-ActiveSync'

/** A request as a well-behaved phone sends it. */
export function plainCase(command: string, version: string, body: Uint8Array | null): FuzzCase {
  return {
    ...{ number: -1, name: command, command, version, method: 'POST', path: ENDPOINT, headers: {} },
    query: { form: 'plain', more: '', flips: [] },
    body: body && Buffer.from(body).toString('base64'),
    ...{ encoding: 'identity', framing: 'length' },
  }
}
