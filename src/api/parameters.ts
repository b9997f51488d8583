import { z } from 'zod'

/** What stands in braces in a path. */
export const PATH_PARAMETERS = {
  tenant: z.string().min(1).max(100).describe('Name of the tenant; upper and lower case count.'),
  user: z
    .string()
    .min(1)
    .max(100)
    .describe('Name of the user within the tenant, without `_TENANT`.'),
  device: z.string().min(1).max(100).describe('DeviceId, as the device calls itself.'),
  kind: z.enum(['appointment', 'task', 'contact', 'note']).describe('Kind of the item.'),
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .describe('Number of the item or rule.'),
} as const
export type PathParameter = keyof typeof PATH_PARAMETERS

/** The names in braces. */
export function parametersIn(path: string): PathParameter[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as PathParameter)
}

const cursor = z.string().min(1).max(1_000).optional()

/** Of lists that are read in parts. */
export const pageQuery = {
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .describe('Most entries of one answer.'),
  cursor: cursor.describe('`next` of the answer before; without it, from the beginning.'),
}

/** A part of a list: `next` leads to the one behind it. */
export function pageOf<T extends z.ZodType>(entry: T) {
  return z.strictObject({
    items: z.array(entry),
    next: z.string().nullable().describe('`cursor` of the next request; null at the end.'),
  })
}

/** Opaque to programs. */
export function cursorOf(key: string | number): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url')
}
