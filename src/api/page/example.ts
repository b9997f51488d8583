import type { Json } from '../openapi.js'

/** Usual values of fields, by name. */
const USUAL: Json = {
  ...{ name: 'anna', tenant: 'MeinMandant', user: 'anna', displayName: 'Anna Tiger' },
  ...{ email: 'anna@example.org', timeZone: 'Europe/Berlin', password: 'Grün-7-Tiger' },
  ...{ title: 'Viewing', location: 'Main Street 1', lastName: 'Buyer', value: '+49 170 1' },
  ...{ start: '2026-12-01T09:00:00Z', end: '2026-12-01T10:00:00Z' },
  ...{ startDate: '2026-12-01', endDate: '2026-12-02', confirm: 'ApplDNPXX0XXX' },
  ...{ userAgent: 'Apple-iPhone*', domains: ['activesync.example.com'], notice: 'Until noon' },
  ...{ item: 'appointment:12', recurrenceId: '2026-12-08T09:00:00Z' },
}

const MOST_OPTIONAL = 2
const DEEPEST = 4

/** A short value that fits a schema: what is required, or else the first few fields. */
export function exampleOf(schema: Json, schemas: Json, depth = 0): unknown {
  const { $ref, oneOf, anyOf, type, properties, items } = schema
  if ('const' in schema) return schema.const
  if ('default' in schema) return schema.default
  if (Array.isArray(schema.enum)) return schema.enum[0]
  if (typeof $ref === 'string') return exampleOf(named($ref, schemas), schemas, depth)
  const [first] = (oneOf ?? anyOf ?? []) as Json[]
  if (first) return exampleOf(first, schemas, depth)
  if (properties) return objectOf(schema, schemas, depth)
  if (type === 'array') return depth > DEEPEST ? [] : [exampleOf(items as Json, schemas, depth + 1)]
  return plainOf(schema)
}

export function named(ref: string, schemas: Json): Json {
  return (schemas[ref.replace('#/components/schemas/', '')] ?? {}) as Json
}

function objectOf(schema: Json, schemas: Json, depth: number): Json {
  const properties = schema.properties as Record<string, Json>
  const required = (schema.required ?? []) as string[]
  const names = required.length > 0 ? required : Object.keys(properties).slice(0, MOST_OPTIONAL)
  return Object.fromEntries(
    names.map((name) => [
      name,
      name in USUAL && depth <= DEEPEST
        ? USUAL[name]
        : exampleOf(properties[name] ?? {}, schemas, depth + 1),
    ]),
  )
}

function plainOf({ type, minimum, format }: Json): unknown {
  const plain = Array.isArray(type) ? type[0] : type
  if (plain === 'integer' || plain === 'number') return Math.max(Number(minimum ?? 0), 1)
  if (plain === 'boolean') return true
  if (plain === 'null') return null
  if (plain === 'object') return {}
  if (format === 'date-time') return '2026-12-01T09:00:00Z'
  return format === 'date' ? '2026-12-01' : '…'
}
