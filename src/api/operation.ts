import type { z } from 'zod'
import type { AppContext } from '../context.js'
import type { ApiScope } from '../store/api-scopes.js'
import type { ApiCaller } from '../store/api-tokens.js'
import type { Database } from '../store/database.js'
import type { Tenant } from '../store/tenants.js'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

type NamesIn<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never

/** A request that was read and may be carried out. */
export type Call<
  Path extends string = string,
  Query = unknown,
  Body = unknown,
  Prepared = unknown,
> = {
  app: AppContext
  /** For writing operations the transaction in which the answer is kept, too. */
  database: Database
  caller: ApiCaller
  /** Named in the audit. */
  actor: string
  now: Date
  params: Record<NamesIn<Path>, string>
  /** The one of the path, which is the caller's to use; null where the path has none. */
  tenant: 'tenant' extends NamesIn<Path> ? Tenant : null
  query: Query
  body: Body
  prepared: Prepared
  /** `If-Match`; null without one. */
  ifMatch: string | null
}

/** What every operation below a tenant has. */
export type TenantCall = Pick<Call<'{tenant}'>, 'app' | 'database' | 'tenant' | 'actor' | 'now'>

export type Answer<Body = unknown> = {
  body: Body
  /** Of what was made, below the API's own path. */
  location?: string
}

export type Group =
  | 'Tenants'
  | 'Users'
  | 'Devices'
  | 'Items'
  | 'Explain'
  | 'Audit and status'
  | 'This description'

/** Before it is known which operation it is for. */
export type AnyCall = Omit<Call, 'params' | 'tenant'> & {
  params: Record<string, string>
  tenant: Tenant | null
}

/** One operation: what it takes and gives, for the gateway and for its description alike. */
export type Operation = {
  method: Method
  /** Below /api/v1, with parameters in braces. */
  path: string
  /** Unique, for programs that generate clients. */
  id: string
  group: Group
  scope: ApiScope
  summary: string
  description?: string
  query?: z.ZodObject
  body?: z.ZodObject
  /** Null: 204 without a body. */
  answer: z.ZodType | null
  /** When it is not 200 (or 204). */
  status?: 201
  /** The answer has an ETag, against which If-Match is held. */
  tagged?: boolean
  /** A field of the answer that is told once and not kept; null in a repetition. */
  secret?: string
  /** Slow work without effects, done before the transaction begins. */
  prepare?(call: Omit<AnyCall, 'prepared' | 'database'>): Promise<unknown>
  handle(call: AnyCall): Promise<Answer>
}

type Shape = z.ZodObject | undefined
type Read<S extends Shape> = S extends z.ZodObject ? z.output<S> : undefined
type Given<A> = A extends z.ZodType ? z.output<A> : null

type Typed<
  Path extends string,
  Q extends Shape,
  B extends Shape,
  A extends z.ZodType | null,
  P,
> = Omit<Operation, 'path' | 'query' | 'body' | 'answer' | 'prepare' | 'handle'> & {
  path: Path
  query?: Q
  body?: B
  answer: A
  prepare?(call: Omit<Call<Path, Read<Q>, Read<B>>, 'prepared' | 'database'>): Promise<P>
  handle(call: Call<Path, Read<Q>, Read<B>, P>): Promise<Answer<Given<A>>>
}

/** Checks at compile time that the handler takes what is read and gives what is described. */
export function operation<
  const Path extends string,
  A extends z.ZodType | null,
  Q extends Shape = undefined,
  B extends Shape = undefined,
  P = undefined,
>(typed: Typed<Path, Q, B, A, P>): Operation {
  return typed as unknown as Operation
}
