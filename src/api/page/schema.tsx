import type { Json } from '../openapi.js'

/** One schema: its description and its fields. */
export function Schema({ name, schema }: { name: string; schema: Json }) {
  return (
    <section id={`schema-${name}`}>
      <h3>{name}</h3>
      {typeof schema.description === 'string' && <p>{schema.description}</p>}
      <Fields schema={schema} caption={`Fields of ${name}`} />
    </section>
  )
}

/** The fields of an object, or the objects of which it is one. */
export function Fields({ schema, caption }: { schema: Json; caption: string }) {
  const { oneOf, properties, required = [] } = schema
  if (Array.isArray(oneOf)) {
    return (
      <>
        {oneOf.map((one, index) => (
          <Fields schema={one} caption={`${caption}, kind ${index + 1}`} />
        ))}
      </>
    )
  }
  if (!properties) return <p>{<Type schema={schema} />}</p>
  return (
    <div class="scroll">
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(properties as Record<string, Json>).map(([name, field]) => (
            <tr>
              <th scope="row">
                <code>{name}</code>
                {(required as string[]).includes(name) ? '' : ' (optional)'}
              </th>
              <td>
                <Type schema={field} />
              </td>
              <td>{`${field.description ?? ''}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The type in a few words, with links to schemas that have a name. */
export function Type({ schema }: { schema: Json }) {
  const { $ref, type, anyOf, oneOf, items } = schema
  if (typeof $ref === 'string') {
    const name = $ref.replace('#/components/schemas/', '')
    return <a href={`#schema-${name}`}>{name}</a>
  }
  const several = (anyOf ?? oneOf) as Json[] | undefined
  if (several) {
    return (
      <>
        {several.map((one, index) => (
          <>
            {index > 0 && ' or '}
            <Type schema={one} />
          </>
        ))}
      </>
    )
  }
  if (type === 'array') {
    return (
      <>
        list of <Type schema={items as Json} />
      </>
    )
  }
  return <>{words(schema)}</>
}

function words(schema: Json): string {
  const { type, format, minimum, maximum, minLength, maxLength } = schema
  if (Array.isArray(schema.enum)) return schema.enum.map((one) => JSON.stringify(one)).join(', ')
  if ('const' in schema) return JSON.stringify(schema.const)
  const kind = (Array.isArray(type) ? type : [type]).filter((one) => one !== undefined).join(' or ')
  const isSafe = (bound: unknown) => Math.abs(Number(bound)) === Number.MAX_SAFE_INTEGER
  const bounds = [
    minimum !== undefined && !isSafe(minimum) && `from ${minimum}`,
    maximum !== undefined && !isSafe(maximum) && `to ${maximum}`,
    minLength !== undefined && `at least ${minLength} signs`,
    maxLength !== undefined && `at most ${maxLength} signs`,
    schema.default !== undefined && `else ${JSON.stringify(schema.default)}`,
  ]
  const named = typeof format === 'string' ? format : kind || 'anything'
  return [named, ...bounds.filter((one) => one !== false)].join(', ')
}
