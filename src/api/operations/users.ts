import { z } from 'zod'
import { accountsBehind } from '../../store/account-pages.js'
import { setProfile } from '../../store/account-profile.js'
import { removeAccount } from '../../store/account-removal.js'
import { type Role, setPhonePassword, setRole } from '../../store/account-roles.js'
import { type Account, addAccount, setActive, setSwitches } from '../../store/accounts.js'
import type { ApiCaller } from '../../store/api-tokens.js'
import { COLLECTION_KINDS, type CollectionKind } from '../../store/model.js'
import { hashPassword } from '../../store/password-hash.js'
import { cutPage, keyIn } from '../cursor.js'
import { defined } from '../defined.js'
import { requireMatch } from '../etag.js'
import { type Operation, operation, type TenantCall } from '../operation.js'
import { cursorOf, pageOf, pageQuery } from '../parameters.js'
import { Problem } from '../problem.js'
import { newUser, user, userPatch, userView } from '../shapes/user.js'
import { lockedUserOf, userOf, userPath } from './target-user.js'

const LIST = '/tenants/{tenant}/users'
const ONE = '/tenants/{tenant}/users/{user}'

const listUsers = operation({
  ...{ method: 'GET', path: LIST, id: 'listUsers', group: 'Users', scope: 'users:read' },
  summary: 'The users of a tenant, by name',
  query: z.strictObject({
    search: z.string().max(100).default('').describe('Words: each must begin one of the name.'),
    ...pageQuery,
  }),
  answer: pageOf(user),
  async handle({ database, tenant, query: { search, limit, cursor } }) {
    const after = keyIn('string', cursor) ?? ''
    const found = await accountsBehind(database, tenant.id, { words: search, after, limit })
    const { rows, next } = cutPage(found, limit, ({ name }) => cursorOf(name))
    return { body: { items: rows.map(userView), next } }
  },
})

const getUser = operation({
  ...{ method: 'GET', path: ONE, id: 'getUser', group: 'Users', scope: 'users:read' },
  summary: 'One user',
  tagged: true,
  answer: user,
  async handle(call) {
    return { body: userView(await userOf(call)) }
  },
})

const createUser = operation({
  ...{ method: 'POST', path: LIST, id: 'createUser', group: 'Users', scope: 'users:write' },
  summary: 'Adds a user',
  description:
    'Switches that are not named are off, that of notes on. The login `NAME_TENANT` must be unique over all tenants (409).',
  body: newUser,
  status: 201,
  tagged: true,
  answer: user,
  async prepare({ app, body }) {
    return await hashPassword(body.password, app.config.login.bcryptCost)
  },
  async handle({ database, tenant, actor, body, prepared }) {
    const { password: _, switches = {}, ...given } = body
    const added = { ...defined(given), tenant: tenant.name, passwordHash: prepared }
    const created = await database.transact((tx) =>
      addAccount(tx, added as typeof added & { name: string }, actor),
    )
    await turn({ database, tenant, actor }, created, switches)
    const account = await userOf({ database, tenant, params: { tenant: '', user: created.name } })
    return { body: userView(account), location: userPath(account) }
  },
})

const changeUser = operation({
  ...{ method: 'PATCH', path: ONE, id: 'changeUser', group: 'Users', scope: 'users:write' },
  summary: 'Changes what is said of a user',
  body: userPatch,
  tagged: true,
  answer: user,
  async handle(call) {
    const { database, actor, body, caller, ifMatch } = call
    const before = await lockedUserOf(call)
    requireMatch(ifMatch, userView(before))
    const { active, role, phonePassword, ...profile } = body
    if (Object.values(profile).some((value) => value !== undefined)) {
      await setProfile(database, { ...nameOf(before), ...profile }, actor)
    }
    if (active !== undefined && active !== before.active) {
      await setActive(database, { ...nameOf(before), active }, actor)
    }
    if (phonePassword !== undefined && phonePassword !== before.phonePassword) {
      await setPhonePassword(database, { ...nameOf(before), phonePassword }, actor)
    }
    if (role !== undefined && role !== userView(before).role) {
      checkRole(caller, before, role)
      await setRole(database, { ...nameOf(before), role }, actor)
    }
    return { body: userView(await userOf(call)) }
  },
})

/** Who administers all tenants is made, or unmade, only by who does so too. */
function checkRole({ tenant }: ApiCaller, before: Account, role: Role): void {
  if (tenant === null || (role !== 'installation' && !before.installationAdmin)) return
  const detail = 'Only a token of the installation changes who administers all of it.'
  throw new Problem('missing-scope', detail)
}

const removeUser = operation({
  ...{ method: 'DELETE', path: ONE, id: 'removeUser', group: 'Users', scope: 'users:write' },
  summary: "Erases a person's data",
  description:
    'The user with devices and sign-ins, and the items that were this user’s alone. What others share stays with them. `termingate user remove --export` writes it to files before.',
  answer: z
    .strictObject({
      removed: z.strictObject({
        appointments: z.int(),
        tasks: z.int(),
        contacts: z.int(),
        notes: z.int(),
      }),
    })
    .meta({ id: 'RemovedUser' }),
  async handle(call) {
    const account = await lockedUserOf(call)
    requireMatch(call.ifMatch, userView(account))
    const { removed } = await removeAccount(call.database, nameOf(account), call.actor)
    return { body: { removed } }
  },
})

export function nameOf({ tenant, name }: Account) {
  return { tenant, name }
}

type Wanted = { readonly [K in CollectionKind]?: boolean | undefined }

/** Switches what differs from what is so, R-ONO-12. */
export async function turn(
  { database, actor }: Pick<TenantCall, 'database' | 'tenant' | 'actor'>,
  account: Account,
  wanted: Wanted,
): Promise<void> {
  for (const on of [true, false]) {
    const kinds = COLLECTION_KINDS.filter(
      (kind) => wanted[kind] === on && account.enabled.includes(kind) !== on,
    )
    if (kinds.length > 0) await setSwitches(database, { ...nameOf(account), kinds, on }, actor)
  }
}

export const userOperations: readonly Operation[] = [
  listUsers,
  createUser,
  getUser,
  changeUser,
  removeUser,
]
