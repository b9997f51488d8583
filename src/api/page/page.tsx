import { API_SCOPES } from '../../store/api-scopes.js'
import type { Json } from '../openapi.js'
import { PROBLEMS } from '../problem.js'
import { type Described, Operation } from './operation.js'
import { Schema } from './schema.js'

export type PageProps = { document: Json; stylePath: string; documentPath: string }

/** The description of the API for people. Works without scripts. */
export function Page({ document, stylePath, documentPath }: PageProps) {
  const { schemas } = document.components as { schemas: Record<string, Json> }
  const groups = (document.tags as { name: string }[]).map(({ name }) => name)
  const all = operationsOf(document)
  const of = (group: string) => all.filter(({ operation }) => tagOf(operation) === group)
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>REST API – Termingate</title>
        <link rel="stylesheet" href={stylePath} />
      </head>
      <body>
        <a class="skip" href="#main">
          To the contents
        </a>
        <header>
          <span class="brand">Termingate</span>
          <nav aria-label="Parts of this page">
            {groups.map((name) => (
              <a href={`#${anchorOf(name)}`}>{name}</a>
            ))}
            <a href="#schemas">Schemas</a>
            <a href="#problems">Problems</a>
          </nav>
        </header>
        <main id="main">
          <h1>REST API</h1>
          <Introduction documentPath={documentPath} />
          {groups.map((name) => (
            <section id={anchorOf(name)}>
              <h2>{name}</h2>
              {of(name).map((one) => (
                <Operation {...one} schemas={schemas} />
              ))}
            </section>
          ))}
          <section id="schemas">
            <h2>Schemas</h2>
            {Object.entries(schemas).map(([name, schema]) => (
              <Schema name={name} schema={schema} />
            ))}
          </section>
          <Problems />
        </main>
      </body>
    </html>
  )
}

function Introduction({ documentPath }: { documentPath: string }) {
  return (
    <>
      <p>
        All addresses are below <code>/api/v1</code>. The same in OpenAPI 3.1, for programs:{' '}
        <a href={documentPath}>openapi.json</a>.
      </p>
      <p>
        Send a token with each request: <code>Authorization: Bearer tg_…</code>. An administrator
        makes it with <code>termingate token create</code>, for one tenant or for the installation,
        with the scopes {API_SCOPES.join(', ')}.
      </p>
      <p>
        Give each request that changes something an <code>Idempotency-Key</code>: if its answer gets
        lost, send the same again and get the same answer, without its being done twice. What is
        wrong is told as <code>application/problem+json</code>.
      </p>
    </>
  )
}

function Problems() {
  return (
    <section id="problems">
      <h2>Problems</h2>
      <dl>
        {Object.entries(PROBLEMS).map(([type, [status, title]]) => (
          <div id={type}>
            <dt>
              <code>{type}</code> ({status})
            </dt>
            <dd>{title}.</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function operationsOf({ paths }: Json): Omit<Described, 'schemas'>[] {
  return Object.entries(paths as Record<string, Record<string, Described['operation']>>).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
}

const tagOf = (operation: Json) => (operation.tags as string[])[0]
const anchorOf = (name: string) => `group-${name.toLowerCase().replaceAll(' ', '-')}`
