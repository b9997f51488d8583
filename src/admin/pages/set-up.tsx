import type { Words } from '../words/en.js'
import { QrCode } from './qr-code.js'

export type SetUpValues = {
  login: string
  /** `login@domain`; null: the tenant has no domain. */
  address: string | null
  server: string
  secure: boolean
  /** Phones of the user need an app password. */
  appOnly: boolean
}

export type SetUpProps = {
  words: Words
  values: SetUpValues
  profile: string
  /** Of this help, for the phone; null: this is the phone. */
  ticket: { url: string; minutes: number } | null
}

/** R-ONO-16 to 19, 23, 27, 28, 31 to 33: what to type, for each client. */
export function SetUp({ words, values, profile, ticket }: SetUpProps) {
  const { setUp } = words
  const { login, server } = values
  const guides = setUp.guides({ login, server, address: values.address ?? setUp.noAddress })
  return (
    <>
      <p>{values.appOnly ? setUp.appOnly : setUp.password}</p>
      {ticket && (
        <section aria-labelledby="qr">
          <h2 id="qr">{setUp.qr}</h2>
          <p>{setUp.qrMeans(ticket.minutes)}</p>
          <QrCode text={ticket.url} label={setUp.qrLabel} />
        </section>
      )}
      <p>
        <a href={profile}>{setUp.profile}</a>. {setUp.profileMeans}
      </p>
      <section aria-labelledby="values">
        <h2 id="values">{setUp.values}</h2>
        <Values words={words} values={values} />
      </section>
      {guides.map(({ title, steps, note }) => (
        <details open={ticket === null}>
          <summary>
            <h2>{title}</h2>
          </summary>
          <ol>
            {steps.map((step) => (
              <li>{step}</li>
            ))}
          </ol>
          {note && <p>{note}</p>}
        </details>
      ))}
    </>
  )
}

function Values({ words: { setUp }, values }: Pick<SetUpProps, 'words' | 'values'>) {
  const { fields } = setUp
  const rows = [
    [fields.address, values.address ?? '–'],
    [fields.server, values.server],
    [fields.login, values.login],
    [fields.domain, setUp.empty],
    [fields.secure, values.secure ? setUp.yes : setUp.no],
  ]
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
