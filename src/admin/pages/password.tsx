import type { Account } from '../../store/accounts.js'
import type { Visitor } from '../visitor.js'
import { Token, userPath } from './layout.js'

/** Of the user who looks at it. */
export function Password({ visitor, account }: { visitor: Visitor; account: Account }) {
  const { words, session } = visitor
  const fields = [
    ['current', words.user.currentPassword, 'current-password'],
    ['password', words.user.newPassword, 'new-password'],
    ['again', words.user.repeatPassword, 'new-password'],
  ] as const
  return (
    <section aria-labelledby="password">
      <h2 id="password">{words.user.password}</h2>
      <form method="post" action={`${userPath(account.login)}/password`} class="narrow">
        <Token csrf={session.csrf} />
        <input type="hidden" name="username" autocomplete="username" value={account.login} />
        {fields.map(([name, label, autocomplete]) => (
          <label>
            {label}
            <input name={name} type="password" autocomplete={autocomplete} required />
          </label>
        ))}
        <p>{words.appPasswords.stay}</p>
        <label class="check">
          <input type="checkbox" name="revoke" value="yes" />
          {words.appPasswords.alsoRevoke}
        </label>
        <button type="submit">{words.user.password}</button>
      </form>
    </section>
  )
}
