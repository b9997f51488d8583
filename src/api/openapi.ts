import { z } from 'zod'
import { API_SCOPES } from '../store/api-scopes.js'
import { VERSION } from '../version.js'
import type { Operation } from './operation.js'
import { OPERATIONS } from './operations/index.js'
import { PATH_PARAMETERS, parametersIn } from './parameters.js'
import { API_PATH } from './parts.js'
import { PROBLEMS, type ProblemType } from './problem.js'

export type Json = { [name: string]: unknown }

/** What may be answered to any request with a token. */
const ALWAYS: readonly ProblemType[] = ['not-signed-in', 'missing-scope', 'unavailable']

const problem = z
  .strictObject({
    type: z.string().describe('Which problem it is: `/api/v1/#…`.'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What is wrong with what, and what to do.'),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().optional().describe('Place in the body, RFC 6901.'),
          parameter: z.string().optional(),
          detail: z.string(),
        }),
      )
      .optional(),
    incident: z.string().optional().describe('Number under which the log has more.'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description:
    'Of your choice, new for each request: the same request with it again gets the same answer for 24 hours and is carried out once.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}
const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The ETag that was seen: 412 if it was changed meanwhile.',
  schema: { type: 'string' },
}

/** OpenAPI 3.1 of all operations, from the same shapes by which requests are checked. */
export function openApiDocument(): Json {
  const schemas: Json = {}
  const schemaOf = (shape: z.ZodType, io: 'input' | 'output') => take(schemas, shape, io)
  const paths: Record<string, Json> = {}
  for (const one of OPERATIONS) {
    paths[one.path] = { ...paths[one.path], [one.method.toLowerCase()]: operationOf(one, schemaOf) }
  }
  schemaOf(problem, 'output')
  return {
    openapi: '3.1.0',
    info: {
      title: 'Termingate',
      version: VERSION,
      summary: 'Users, switches, locks, devices and items of an ActiveSync gateway',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: API_PATH }],
    tags: [...new Set(OPERATIONS.map(({ group }) => group))].map((name) => ({ name })),
    security: [{ token: [] }],
    paths,
    components: {
      schemas,
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: `A token of \`termingate token create\`. Scopes: ${API_SCOPES.join(', ')}.`,
        },
      },
    },
  }
}

type SchemaOf = (shape: z.ZodType, io: 'input' | 'output') => Json

function operationOf(one: Operation, schemaOf: SchemaOf): Json {
  const { id, group, summary, description, body, scope, method } = one
  return {
    operationId: id,
    tags: [group],
    summary,
    ...(description !== undefined && { description }),
    security: [{ token: [] }],
    'x-scope': scope,
    parameters: [
      ...parametersIn(one.path).map((name) => pathParameter(name, schemaOf)),
      ...queryParameters(one, schemaOf),
      ...(method === 'GET' ? [] : [IDEMPOTENCY_KEY]),
      ...(method !== 'GET' && one.tagged ? [IF_MATCH] : []),
    ],
    ...(body && {
      requestBody: { required: true, content: jsonOf(schemaOf(body, 'input')) },
    }),
    responses: responsesOf(one, schemaOf),
  }
}

function pathParameter(name: keyof typeof PATH_PARAMETERS, schemaOf: SchemaOf): Json {
  const { description, ...schema } = schemaOf(PATH_PARAMETERS[name], 'input')
  return { name, in: 'path', required: true, description, schema }
}

function queryParameters({ query }: Operation, schemaOf: SchemaOf): Json[] {
  return Object.entries(query?.shape ?? {}).map(([name, shape]) => {
    const { description, ...schema } = schemaOf(shape as z.ZodType, 'input')
    const required = !(shape as z.ZodType).safeParse(undefined).success
    return {
      name,
      in: 'query',
      required,
      ...(description !== undefined && { description }),
      schema,
    }
  })
}

function responsesOf(one: Operation, schemaOf: SchemaOf): Json {
  const { answer, status = 200, tagged } = one
  const headers = {
    ...(tagged && { ETag: { schema: { type: 'string' } } }),
    ...(status === 201 && { Location: { schema: { type: 'string' } } }),
  }
  const right = answer
    ? { [status]: { description: 'Done', headers, content: jsonOf(schemaOf(answer, 'output')) } }
    : { 204: { description: 'Done' } }
  return { ...right, ...failuresOf(one) }
}

function failuresOf(one: Operation): Json {
  const byStatus: Record<number, string[]> = {}
  for (const type of problemsOf(one)) {
    const [status, title] = PROBLEMS[type]
    byStatus[status] = [...(byStatus[status] ?? []), `\`${type}\`: ${title}`]
  }
  const ref = { $ref: '#/components/schemas/Problem' }
  const content = { 'application/problem+json': { schema: ref } }
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, texts]) => [
      status,
      { description: `${texts.join('. ')}.`, content },
    ]),
  )
}

/** What can go wrong with an operation. */
export function problemsOf({ path, query, body, method, tagged }: Operation): ProblemType[] {
  const writes = method !== 'GET'
  return [
    ...ALWAYS,
    ...(path.includes('{') ? (['not-found'] as const) : []),
    ...(query || body ? (['invalid-request'] as const) : []),
    ...(body ? (['malformed-request', 'invalid-value', 'too-large', 'not-json'] as const) : []),
    ...(writes ? (['conflict', 'key-reused'] as const) : []),
    ...(path.endsWith('/unlock') ? (['not-locked'] as const) : []),
    ...(writes && tagged ? (['changed'] as const) : []),
  ]
}

const jsonOf = (schema: Json) => ({ 'application/json': { schema } })

/** The schema of a shape; those with an id go to `schemas` and are named. */
function take(schemas: Json, shape: z.ZodType, io: 'input' | 'output'): Json {
  const whole = z.toJSONSchema(shape, { io, unrepresentable: 'any' }) as Json
  const { $schema: _, $defs = {}, id, ...own } = tidied(whole) as Json & { $defs?: Json }
  for (const [name, { id: _id, ...schema }] of Object.entries($defs as Record<string, Json>)) {
    schemas[name] = schema
  }
  if (typeof id !== 'string') return own
  schemas[id] = own
  return { $ref: `#/components/schemas/${id}` }
}

/** References as OpenAPI has them; and no pattern where a format says the same better. */
function tidied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidied)
  if (typeof value !== 'object' || value === null) return value
  const given = value as Json
  const entries = Object.entries(given)
    .filter(([name]) => !(name === 'pattern' && typeof given.format === 'string'))
    .map(([name, inner]) => [
      name,
      name === '$ref' && typeof inner === 'string'
        ? inner.replace('#/$defs/', '#/components/schemas/')
        : tidied(inner),
    ])
  return Object.fromEntries(entries)
}
