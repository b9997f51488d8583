import type { AccountDetails } from '../../store/account-details.js'
import type { Account } from '../../store/accounts.js'
import type { AppPassword } from '../../store/app-passwords.js'
import type { Channel } from '../../store/channels.js'
import type { SignIn } from '../../store/sign-in-list.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { AppPasswords } from './app-passwords.js'
import { Token, userPath } from './layout.js'
import { Password } from './password.js'
import { RecordedContents, type RecordedContentsProps } from './recorded-contents.js'
import { LatestSignIns } from './sign-ins.js'
import { UserDevices } from './user-devices.js'
import { State } from './users.js'

export type UserProps = {
  visitor: Visitor
  account: Account
  details: AccountDetails
  appPasswords: readonly AppPassword[]
  /** R-ONO-50a */
  passwordExpired: boolean
  /** The latest first. */
  signIns: readonly SignIn[]
  recorded: RecordedContentsProps['recorded']
  /** R-ONO-14: channels that probably are of one device. */
  doubled: readonly [Channel, Channel][]
  /** The visitor's own page. */
  own: boolean
  mayAdminister: boolean
}

/** A user: what is wrong, what can be done about it, and what devices there are. */
export function User(props: UserProps) {
  const { visitor, account, details } = props
  const { words } = visitor
  return (
    <>
      <p>
        {account.login} · {account.email ?? ''} · <State words={words} account={account} />
      </p>
      <RecordedContents visitor={visitor} recorded={props.recorded} />
      <p>
        <a href={`${userPath(account.login)}/set-up`}>{words.setUp.link}</a>
      </p>
      {props.passwordExpired && <Expired {...props} />}
      {account.lockedAt && <Locked {...props} />}
      {details.oldPasswords.length > 0 && <OldPasswords {...props} />}
      <section aria-labelledby="switches">
        <h2 id="switches">{words.user.switches}</h2>
        {details.moduleEnabled ? <Switches {...props} /> : <p>{words.user.moduleOff}</p>}
      </section>
      <UserDevices {...props} />
      <LatestSignIns visitor={visitor} login={account.login} signIns={props.signIns} />
      <AppPasswords {...props} phonePassword={details.phonePassword} />
      {props.own && <Password visitor={visitor} account={account} />}
    </>
  )
}

/** R-ONO-50a */
function Expired({ visitor, own }: UserProps) {
  const { words } = visitor
  return (
    <section class="alert" aria-labelledby="expired">
      <h2 id="expired">{own ? words.user.ownExpired : words.user.expired}</h2>
      {own && (
        <p>
          <a href="#password">{words.user.password}</a>
        </p>
      )}
    </section>
  )
}

/** R-ONO-53, 54: the button is there only while the user is locked. */
function Locked({ visitor, account, details }: UserProps) {
  const { words, session } = visitor
  const { lock } = details
  const reason = words.user.lockedReasons[account.lockReason ?? ''] ?? account.lockReason
  return (
    <section class="alert" aria-labelledby="locked">
      <h2 id="locked">{words.user.locked}</h2>
      <p>
        {words.user.lockedSince(momentIn(visitor, account.lockedAt))} {reason}{' '}
        {words.user.lockedBy(lock.device ?? '?', lock.address ?? '?')}
      </p>
      <p>{words.user.correctFirst}</p>
      <form method="post" action={`${userPath(account.login)}/unlock`}>
        <Token csrf={session.csrf} />
        <button type="submit">{words.user.unlock}</button>
      </form>
    </section>
  )
}

/** R-ONO-51: a forgotten tablet. */
function OldPasswords({ visitor, details }: UserProps) {
  const { words } = visitor
  return (
    <section class="alert" aria-labelledby="old-passwords">
      <h2 id="old-passwords">{words.user.oldPasswords}</h2>
      <ul>
        {details.oldPasswords.map(({ deviceId, deviceType, oldPasswordAt }) => (
          <li>
            {deviceType} {deviceId}, {momentIn(visitor, oldPasswordAt)}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** R-ONO-12, 13 */
function Switches({ visitor, account, details, mayAdminister }: UserProps) {
  const { words, session } = visitor
  if (!mayAdminister && !details.selfSwitches) {
    const on = account.enabled.map((kind) => words.kinds[kind]).join(', ')
    return (
      <p>
        {on || words.none}. {words.user.notSelf}
      </p>
    )
  }
  return (
    <form method="post" action={`${userPath(account.login)}/switches`}>
      <Token csrf={session.csrf} />
      {account.enabled.map((kind) => (
        <input type="hidden" name="before" value={kind} />
      ))}
      {details.kinds.map((kind) => (
        <label class="check">
          <input
            type="checkbox"
            name="kind"
            value={kind}
            checked={account.enabled.includes(kind)}
          />
          {words.kinds[kind]}
        </label>
      ))}
      <button type="submit">{words.save}</button>
    </form>
  )
}
