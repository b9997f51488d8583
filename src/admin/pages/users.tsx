import type { AccountPage } from '../../store/account-search.js'
import type { Account } from '../../store/accounts.js'
import { momentIn } from '../moment.js'
import type { Visitor } from '../visitor.js'
import type { Words } from '../words/en.js'
import { tenantPath, userPath, usersPath } from './layout.js'

export type UsersProps = {
  visitor: Visitor
  tenant: string
  query: string
  /** From 1. */
  page: number
  found: AccountPage
}

export function Users({ visitor, tenant, query, page, found }: UsersProps) {
  const words = visitor.words.users
  const link = (to: number) => `?${new URLSearchParams({ q: query, page: `${to}` })}`
  return (
    <>
      <search>
        <form method="get" action={usersPath(tenant)}>
          <label>
            {words.search}
            <input type="search" name="q" value={query} maxLength={100} />
          </label>
          <button type="submit">{words.find}</button>
        </form>
      </search>
      <p>
        <a href={`${tenantPath(tenant)}/sign-ins`}>{visitor.words.signIns.of(tenant)}</a>
      </p>
      {found.accounts.length === 0 ? (
        <p>{words.nobody}</p>
      ) : (
        <UserTable visitor={visitor} accounts={found.accounts} />
      )}
      <p class="pages">
        {page > 1 && <a href={link(page - 1)}>{words.previous}</a>}
        {found.more && <a href={link(page + 1)}>{words.next}</a>}
      </p>
    </>
  )
}

function UserTable({ visitor, accounts }: { visitor: Visitor; accounts: readonly Account[] }) {
  const { words } = visitor
  const { users, kinds } = words
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            {[
              users.name,
              users.login,
              users.switches,
              users.devices,
              users.lastSeen,
              users.state,
            ].map((head) => (
              <th scope="col">{head}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => (
            <tr>
              <th scope="row">
                <a href={userPath(account.login)}>{account.displayName || account.name}</a>
              </th>
              <td>{account.login}</td>
              <td>{account.enabled.map((kind) => kinds[kind]).join(', ') || words.none}</td>
              <td>{account.devices}</td>
              <td>{momentIn(visitor, account.lastSeenAt)}</td>
              <td>
                <State words={words} account={account} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

export function State({ words, account }: { words: Words; account: Account }) {
  const { states } = words
  if (account.lockedAt) return <strong class="warn">{states.locked}</strong>
  if (!account.active) return <>{states.inactive}</>
  return <>{account.hasPassword ? states.active : states.noPassword}</>
}
