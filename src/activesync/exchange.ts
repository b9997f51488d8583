import type { IncomingMessage, ServerResponse } from 'node:http'
import { beginEntry, type RequestEntry } from '../http-request-log.js'
import { bounded } from '../log.js'
import type { LoginAttempt } from '../login/login-parts.js'
import type { SignInFrom } from '../login/sign-in-log.js'
import type { Session, SessionDevice } from '../store/session.js'
import type { OpenRequest } from './http-open-requests.js'
import { beginTrace, type Trace } from './log/trace.js'

export type Arrived = {
  request: IncomingMessage
  response: ServerResponse
  /** Where a request comes from: a proxy in front may say so. Costs something to find out. */
  addressOf(request: IncomingMessage): string
}

const MOST_USER_AGENT = 200

/**
 * One request from its arrival until its answer is sent: what is known of it so far. A class, since
 * this is made for every request, and an object of one shape takes a fraction of one put together.
 */
export class Exchange implements LoginAttempt, SignInFrom {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly entry: RequestEntry
  readonly open: OpenRequest
  readonly trace: Trace = beginTrace()
  /** Cut where it is longer than anybody's. */
  readonly userAgent: string
  /** Null where the request names none. */
  deviceId: string | null = null
  /** Null until somebody is let in. */
  session: Session | null = null
  /** Null until the device is known. */
  device: SessionDevice | null = null
  /** For the device's row, which is told once a minute; null: not now. */
  toldAddress: string | null = null
  readonly #addressOf: Arrived['addressOf']

  constructor({ request, response, addressOf }: Arrived, open: OpenRequest) {
    this.request = request
    this.response = response
    this.entry = beginEntry(request, response)
    this.open = open
    this.userAgent = bounded(request.headers['user-agent'] ?? '', MOST_USER_AGENT)
    this.#addressOf = addressOf
  }

  /** Once it is proven: what waits for hours holds no password, and no header twice. */
  forgetPassword(): void {
    this.request.headers.authorization = ''
    this.request.rawHeaders = []
  }

  /** Empty once `forgetPassword` was called. */
  get authorization(): string | undefined {
    return this.request.headers.authorization
  }

  /** Not needed for most requests. */
  get address(): string {
    this.entry.address ??= this.#addressOf(this.request)
    return this.entry.address
  }

  /** Whose request it seems to be, at no cost. */
  get origin(): string {
    const { socket, headers } = this.request
    return `${socket.remoteAddress} ${headers['x-forwarded-for'] ?? ''}`
  }
}
