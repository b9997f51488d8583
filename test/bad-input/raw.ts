import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { ENDPOINT } from '../../src/client/check-report.js'
import type { Gateway } from '../support/gateway.js'
import { type AccountFixture, newTenant, PASSWORD, type TenantFixture } from '../support/tenant.js'

export type Raw = { status: number; headers: IncomingHttpHeaders; body: Buffer }

export type RawRequest = {
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: Uint8Array | string | null
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 })
afterAll(() => agent.destroy())

/** How long any of these may take; a request that hangs fails its test. */
const PATIENCE_MS = 30_000

/** Sends a request as it is, however wrong. Rejects when there is no answer. */
export function send(gateway: Gateway, options: RawRequest): Promise<Raw> {
  const { method = 'POST', path = ENDPOINT, headers = {}, body = null } = options
  const length = body === null ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const sent = request(
      gateway.baseUrl + path,
      { method, agent, headers: { ...length, ...headers }, timeout: PATIENCE_MS },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const { statusCode: status = 0, headers: told } = response
          resolve({ status, headers: told, body: Buffer.concat(chunks) })
        })
      },
    )
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${PATIENCE_MS} ms`)))
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })
}

export function basic(user: string, password = PASSWORD): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` }
}

export const WBXML = { 'content-type': 'application/vnd.ms-sync.wbxml' }

/** The path of a command with the plain query, as an iPhone writes it. */
export function commandPath(command: string, user: string, deviceId = 'BADINPUT1'): string {
  const fields = { Cmd: command, User: user, DeviceId: deviceId, DeviceType: 'iPhone' }
  return `${ENDPOINT}?${new URLSearchParams(fields)}`
}

export type Someone = { tenant: TenantFixture; account: AccountFixture }

export async function someone(gateway: Gateway): Promise<Someone> {
  const tenant = await newTenant(gateway, { domains: [`d${Date.now()}${process.pid}.test`] })
  return { tenant, account: await tenant.account() }
}
