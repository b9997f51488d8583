/** What can be wrong with a request: the last part of the problem's `type`, its status and title. */
export const PROBLEMS = {
  'malformed-request': [400, 'The request can not be read'],
  'invalid-request': [400, 'Something in the request is not as described'],
  'invalid-value': [400, 'A value can not be used'],
  'not-signed-in': [401, 'A valid token is needed'],
  'missing-scope': [403, 'The token may not do this'],
  'not-found': [404, 'There is no such thing here'],
  'method-not-allowed': [405, 'This can not be done with it'],
  conflict: [409, 'It does not fit what is there'],
  'not-locked': [409, 'The user is not locked'],
  changed: [412, 'It was changed meanwhile'],
  'too-large': [413, 'The request is too large'],
  'not-json': [415, 'The body must be JSON'],
  'key-reused': [422, 'The Idempotency-Key belongs to another request'],
  internal: [500, 'A fault of the gateway'],
  unavailable: [503, 'Not available just now'],
  maintenance: [503, 'Maintenance is under way'],
} as const satisfies Record<string, readonly [status: number, title: string]>

export type ProblemType = keyof typeof PROBLEMS

/** One wrong field: a JSON pointer into the body, or the name of a parameter. */
export type FieldError = { pointer?: string; parameter?: string; detail: string }

type More = {
  errors?: readonly FieldError[]
  headers?: Readonly<Record<string, string>>
  /** Names the lines of the log. */
  incident?: string
}

/** Becomes an answer by RFC 9457. The detail says what is wrong with what, and what to do. */
export class Problem extends Error {
  override name = 'Problem'
  readonly type: ProblemType
  readonly more: More

  constructor(type: ProblemType, detail: string, more: More = {}) {
    super(detail)
    this.type = type
    this.more = more
  }
}

export function notFound(detail = 'There is nothing at this address.'): Problem {
  return new Problem('not-found', detail)
}

/** The body of the answer. `type` is a relative reference: the page that describes it. */
export function documentOf({ type, message, more }: Problem) {
  const [status, title] = PROBLEMS[type]
  return {
    type: `/api/v1/#${type}`,
    title,
    status,
    detail: message,
    ...(more.errors && { errors: more.errors }),
    ...(more.incident !== undefined && { incident: more.incident }),
  }
}
