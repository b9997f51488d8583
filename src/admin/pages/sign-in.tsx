import type { Words } from '../words/en.js'

export type SignInProps = {
  words: Words
  /** What was typed before, and why it was refused. */
  user: string
  problem: 'wrong' | 'locked' | 'ended' | null
  supportContact: string
}

export function SignIn({ words: { signIn }, user, problem, supportContact }: SignInProps) {
  return (
    <form method="post" action="/admin/sign-in" class="narrow">
      {problem && (
        <p class="flash failed" role="alert">
          {signIn[problem]}
        </p>
      )}
      <label>
        {signIn.login}
        <input name="user" value={user} autocomplete="username" autocapitalize="none" required />
      </label>
      <label>
        {signIn.password}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      <button type="submit">{signIn.submit}</button>
      {supportContact && <p>{signIn.support(supportContact)}</p>}
    </form>
  )
}
