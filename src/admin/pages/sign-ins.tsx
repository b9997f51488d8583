import { SIGN_IN_FILTERS, type SignIn, type SignInFilter } from '../../store/sign-in-list.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import { userPath } from './layout.js'
import { Table } from './table.js'

/** The latest, on the page of a user. */
export function LatestSignIns(props: {
  visitor: Visitor
  login: string
  signIns: readonly SignIn[]
}) {
  const { visitor, login, signIns } = props
  const { signIns: words } = visitor.words
  return (
    <section aria-labelledby="sign-ins">
      <h2 id="sign-ins">{words.title}</h2>
      <SignInTable visitor={visitor} signIns={signIns} />
      {signIns.length > 0 && (
        <p>
          <a href={`${userPath(login)}/sign-ins`}>{words.all}</a>
        </p>
      )}
    </section>
  )
}

export type SignInsProps = {
  visitor: Visitor
  signIns: readonly SignIn[]
  /** Of the next page; null: this is the last one. */
  cursor: string | null
  filter: SignInFilter
  /** Not the first page. */
  later: boolean
  /** Of a whole tenant: says whose each is. */
  ofTenant: boolean
}

export function SignIns(props: SignInsProps) {
  const { visitor, signIns, cursor, filter, later, ofTenant } = props
  const { signIns: words } = visitor.words
  return (
    <>
      <form method="get" class="row">
        <label>
          {words.filter}
          <select name="filter">
            {SIGN_IN_FILTERS.filter((one) => ofTenant || one !== 'unknown').map((one) => (
              <option value={one} selected={one === filter}>
                {words.filters[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">{words.show}</button>
      </form>
      <SignInTable visitor={visitor} signIns={signIns} ofTenant={ofTenant} />
      <p class="pages">
        {later && <a href={`?filter=${filter}`}>{words.newest}</a>}
        {cursor && <a href={`?filter=${filter}&before=${cursor}`}>{words.older}</a>}
      </p>
    </>
  )
}

type TableProps = { visitor: Visitor; signIns: readonly SignIn[]; ofTenant?: boolean }

function SignInTable({ visitor, signIns, ofTenant = false }: TableProps) {
  const { signIns: words } = visitor.words
  if (signIns.length === 0) return <p>{words.none}</p>
  const who = ofTenant ? [words.who] : []
  return (
    <Table heads={[words.when, ...who, words.result, words.device, words.address]}>
      {signIns.map((one) => (
        <tr>
          <td>
            {momentIn(visitor, one.lastAt)}{' '}
            {one.times > 1 && `(${words.often(one.times, momentIn(visitor, one.at))})`}
          </td>
          {ofTenant && (
            <td>{one.login ? <a href={userPath(one.login)}>{one.user}</a> : one.typed}</td>
          )}
          <td>
            <Result visitor={visitor} signIn={one} />
          </td>
          <td>
            {one.deviceId} {one.userAgent && <small>{one.userAgent}</small>}
          </td>
          <td>{one.address}</td>
        </tr>
      ))}
    </Table>
  )
}

function Result({ visitor, signIn }: { visitor: Visitor; signIn: SignIn }) {
  const { signIns: words } = visitor.words
  const { reason, kind, appPassword, typed, login } = signIn
  const told = [
    reason ? (words.reasons[reason] ?? reason) : words.letIn,
    ...(kind === 'web' ? [words.onPages] : []),
    ...(appPassword ? [words.with(appPassword)] : []),
  ]
  return (
    <>
      {reason ? <span class="warn">{told.join(', ')}</span> : told.join(' ')}
      {typed && <div>{words.typed(typed)}</div>}
      {reason === 'other-case' && login && <div>{words.right(login)}</div>}
    </>
  )
}
