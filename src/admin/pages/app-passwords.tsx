import type { Account } from '../../store/accounts.js'
import type { AppPassword } from '../../store/app-passwords.js'
import { PHONE_PASSWORDS, type PhonePassword } from '../../store/tenants.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import type { Words } from '../words/en.js'
import { Token, userPath } from './layout.js'

export type AppPasswordsProps = {
  visitor: Visitor
  account: Account
  appPasswords: readonly AppPassword[]
  /** Of the tenant. */
  phonePassword: PhonePassword
  /** The visitor's own page: only there can one be made, since nobody else is to know it. */
  own: boolean
  mayAdminister: boolean
}

export function AppPasswords(props: AppPasswordsProps) {
  const { visitor, account, appPasswords, phonePassword, own, mayAdminister } = props
  const { appPasswords: words } = visitor.words
  const path = `${userPath(account.login)}/app-passwords`
  const rule = account.phonePassword ?? phonePassword
  return (
    <section aria-labelledby="app-passwords">
      <h2 id="app-passwords">{words.title}</h2>
      <p>
        {own && words.meaning} {rule === 'app-only' ? words.appOnly : words.allowed}
      </p>
      {appPasswords.length === 0 ? <p>{words.none}</p> : <List {...props} path={path} />}
      {own && (
        <form method="post" action={path} class="row">
          <Token csrf={visitor.session.csrf} />
          <label>
            {words.newName}
            <input name="name" maxLength={60} autocomplete="off" required />
          </label>
          <button type="submit">{words.create}</button>
        </form>
      )}
      {mayAdminister && <Rule {...props} />}
    </section>
  )
}

function List({ visitor, appPasswords, path }: AppPasswordsProps & { path: string }) {
  const { appPasswords: words } = visitor.words
  return (
    <>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              {[words.name, words.made, words.used, words.devices, words.revoke].map((head) => (
                <th scope="col">{head}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {appPasswords.map((one) => (
              <tr>
                <th scope="row">{one.name}</th>
                <td>{momentIn(visitor, one.createdAt)}</td>
                <td>{momentIn(visitor, one.lastUsedAt)}</td>
                <td>{usersOf(words, one)}</td>
                <td>
                  <Revoke visitor={visitor} path={`${path}/${one.id}/revoke`} label={words.revoke}>
                    {words.revokeOf(one.name)}
                  </Revoke>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {appPasswords.length > 1 && (
        <Revoke visitor={visitor} path={`${path}/revoke`} label={words.revokeAll} />
      )}
    </>
  )
}

function usersOf({ several }: Words['appPasswords'], one: AppPassword): string {
  const known = one.devices.length > 0 ? one.devices : [one.lastDevice ?? '–']
  return known.length > 1 ? `${known.join(', ')} (${several})` : known.join('')
}

type RevokeProps = { visitor: Visitor; path: string; label: string; children?: string }

function Revoke({ visitor, path, label, children }: RevokeProps) {
  return (
    <form method="post" action={path}>
      <Token csrf={visitor.session.csrf} />
      <button type="submit" class="danger" aria-label={children ?? label}>
        {label}
      </button>
    </form>
  )
}

function Rule({ visitor, account }: AppPasswordsProps) {
  const { appPasswords: words } = visitor.words
  const chosen = account.phonePassword ?? 'tenant'
  return (
    <form method="post" action={`${userPath(account.login)}/phone-password`} class="row">
      <Token csrf={visitor.session.csrf} />
      <label>
        {words.rule}
        <select name="rule">
          {(['tenant', ...PHONE_PASSWORDS] as const).map((rule) => (
            <option value={rule} selected={rule === chosen}>
              {words.rules[rule]}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">{visitor.words.save}</button>
    </form>
  )
}

/** Shown as the answer to the form, and nowhere again. */
export function NewAppPassword(props: { words: Words; login: string; secret: string }) {
  const { appPasswords: words } = props.words
  return (
    <>
      <p role="status">{words.shownOnce}</p>
      <p>
        <code class="secret">{props.secret}</code>
      </p>
      <p>{words.anyCase}</p>
      <p>
        <a href={userPath(props.login)}>{words.goOn}</a>
      </p>
    </>
  )
}
