import type { Json } from '../openapi.js'
import { exampleOf } from './example.js'
import { Fields, Type } from './schema.js'

type Parameter = {
  name: string
  in: string
  required?: boolean
  description?: string
  schema: Json
}
export type Described = {
  method: string
  path: string
  operation: Json & {
    operationId: string
    summary: string
    description?: string
    parameters: Parameter[]
    responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>
    requestBody?: { content: Record<string, { schema: Json }> }
  }
  schemas: Json
}

const JSON_TYPE = 'application/json'

export function Operation(described: Described) {
  const { method, path, operation } = described
  const { operationId, summary, description, requestBody } = operation
  const body = requestBody?.content[JSON_TYPE]?.schema
  return (
    <section class="operation" id={operationId}>
      <h3>{summary}</h3>
      <p class="address">
        <code>
          <b class={method}>{method.toUpperCase()}</b> {path}
        </code>
      </p>
      {description !== undefined && <p>{description}</p>}
      <p>
        Scope <code>{`${operation['x-scope']}`}</code>
      </p>
      <Parameters parameters={operation.parameters} />
      {body && (
        <>
          <h4>Body</h4>
          <p>
            <Type schema={body} />
          </p>
          {body.properties !== undefined && <Fields schema={body} caption={`Body: ${summary}`} />}
        </>
      )}
      <Answers responses={operation.responses} />
      <h4>Example</h4>
      <pre>{curlOf(described)}</pre>
    </section>
  )
}

function Parameters({ parameters }: { parameters: Parameter[] }) {
  if (parameters.length === 0) return null
  return (
    <div class="scroll">
      <table>
        <caption>Parameters</caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">In</th>
            <th scope="col">Type</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {parameters.map((one) => (
            <tr>
              <th scope="row">
                <code>{one.name}</code>
                {one.required ? '' : ' (optional)'}
              </th>
              <td>{one.in}</td>
              <td>
                <Type schema={one.schema} />
              </td>
              <td>{one.description}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Answers({ responses }: Pick<Described['operation'], 'responses'>) {
  return (
    <>
      <h4>Answers</h4>
      <ul>
        {Object.entries(responses).map(([status, { description, content }]) => {
          const schema = content?.[JSON_TYPE]?.schema
          return (
            <li>
              <code>{status}</code> {description}
              {schema && (
                <>
                  {': '}
                  <Answer schema={schema} />
                </>
              )}
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** A list is told with its entries. */
function Answer({ schema }: { schema: Json }) {
  const fields = schema.properties as Record<string, Json> | undefined
  if (!fields) return <Type schema={schema} />
  return (
    <>
      {Object.entries(fields).map(([name, field], index) => (
        <>
          {index > 0 && ', '}
          <code>{name}</code> <Type schema={field} />
        </>
      ))}
    </>
  )
}

function curlOf({ method, path, operation, schemas }: Described): string {
  const { requestBody, parameters } = operation
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => PLACES[name] ?? name)
  const asked = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name }) => `${name}=${PLACES[name] ?? 'MeinMandant'}`)
  const schema = requestBody?.content[JSON_TYPE]?.schema
  const lines = [
    `curl${method === 'get' ? '' : ` -X ${method.toUpperCase()}`} "$SERVER/api/v1${filled}${asked.length > 0 ? `?${asked.join('&')}` : ''}"`,
    '-H "Authorization: Bearer $TOKEN"',
    ...(method === 'get' ? [] : ['-H "Idempotency-Key: $(uuidgen)"']),
    ...(schema
      ? [
          '-H "Content-Type: application/json"',
          `-d '${JSON.stringify(exampleOf(schema, schemas))}'`,
        ]
      : []),
  ]
  return lines.join(' \\\n  ')
}

const PLACES: Readonly<Record<string, string>> = {
  ...{ tenant: 'MeinMandant', user: 'anna', device: 'ApplDNPXX0XXX', id: '12' },
  ...{ kind: 'appointment', item: 'appointment:12' },
}
