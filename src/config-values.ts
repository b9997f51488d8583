import { availableParallelism } from 'node:os'
import { z } from 'zod'

/** What Express calls `trust proxy`: off, a number of hops, or a list of addresses and subnets. */
export type TrustProxy = boolean | number | string

/** One variable of the environment: how its text is read, and what docs/configuration.md says. */
export type Variable<T> = {
  initial: string
  allowed: string
  meaning: string
  /** No message shows its value. */
  secret?: boolean
  read: z.ZodType<T>
}

export const text = (most: number) => z.string().max(most)
export const optional = (most: number) => text(most).transform((value) => value || null)
export const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
/** A number of processes; `auto`: one per core that this process may use. */
export const workers = z.union([
  z.literal('auto').transform(() => availableParallelism()),
  whole(1, 128),
])
export const oneOf = <const V extends string>(...values: readonly V[]) => z.enum(values)
export const onOff = oneOf('on', 'off').transform((value) => value === 'on')

const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
export const domains = text(10_000)
  .transform((value) =>
    value
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean),
  )
  .pipe(z.array(z.string().regex(DOMAIN)))

export const postgresUrl = optional(2_000).refine(
  (value) => value === null || (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)),
)

export const redisUrl = optional(2_000).refine(
  (value) => value === null || (/^rediss?:\/\//.test(value) && URL.canParse(value)),
)

export const publicUrl = text(500)
  .refine((value) => value === '' || isPublicUrl(value))
  .transform((value) => (value === '' ? null : value.replace(/\/+$/, '')))

function isPublicUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, pathname, search, hash, username } = new URL(value)
  const bare = pathname === '/' && search + hash + username === ''
  return bare && (protocol === 'https:' || protocol === 'http:')
}

export const trustProxy = text(1_000)
  .refine((value) => /^(true|false|\d{1,2}|[0-9a-z.:/, ]+)$/i.test(value))
  .transform((value): TrustProxy => {
    if (value === 'true' || value === 'false') return value === 'true'
    return /^\d+$/.test(value) ? Number(value) : value
  })

export function variable<T>(
  read: z.ZodType<T>,
  initial: string,
  described: { allowed: string; meaning: string; secret?: boolean },
): Variable<T> {
  return { read, initial, ...described }
}

/** A value fit for a message: no password of an address, no endless text. */
export function shown(value: string): string {
  const safe = value.replace(/:[^:@/]*@/, ':…@')
  return safe.length > 100 ? `${safe.slice(0, 100)}…` : safe
}
