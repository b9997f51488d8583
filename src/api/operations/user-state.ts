import { z } from 'zod'
import { setPasswordHash, unlockAccount } from '../../store/accounts.js'
import { hashPassword } from '../../store/password-hash.js'
import { type Operation, operation } from '../operation.js'
import { Problem } from '../problem.js'
import { switchesPatch, switchesPut, user, userView } from '../shapes/user.js'
import { lockedUserOf, userOf } from './target-user.js'
import { nameOf, turn } from './users.js'

const SWITCHES = '/tenants/{tenant}/users/{user}/switches'
const group = 'Users'
const scope = 'users:write'

const putSwitches = operation({
  ...{ method: 'PUT', path: SWITCHES, id: 'putSwitches', group, scope },
  summary: 'Sets all switches of a user',
  description:
    'Switched off, the folder goes from the devices; on again, it comes afresh. The switches count only while the module of the tenant is on.',
  body: switchesPut,
  answer: user,
  async handle(call) {
    await turn(call, await lockedUserOf(call), call.body)
    return { body: userView(await userOf(call)) }
  },
})

const patchSwitches = operation({
  ...{ method: 'PATCH', path: SWITCHES, id: 'patchSwitches', group, scope },
  summary: 'Sets some switches of a user',
  body: switchesPatch,
  answer: user,
  async handle(call) {
    await turn(call, await lockedUserOf(call), call.body)
    return { body: userView(await userOf(call)) }
  },
})

const unlockUser = operation({
  method: 'POST',
  path: '/tenants/{tenant}/users/{user}/unlock',
  ...{ id: 'unlockUser', group, scope },
  summary: 'Lifts the lock after too many wrong passwords',
  description:
    'The failures counted are forgotten, and devices with the right password work again at once. 409 `not-locked` when there is no lock: then something else keeps the devices out, which the sign-in log tells.',
  answer: user,
  async handle(call) {
    const { account, wasLocked } = await unlockAccount(
      call.database,
      nameOf(await lockedUserOf(call)),
      call.actor,
    )
    if (wasLocked) return { body: userView(account) }
    const detail = `${account.login} is not locked, so something else keeps its devices out.`
    throw new Problem('not-locked', detail)
  },
})

const putPassword = operation({
  method: 'PUT',
  path: '/tenants/{tenant}/users/{user}/password',
  ...{ id: 'putPassword', group, scope },
  summary: 'Sets the password',
  description: 'Devices with the old one are refused from now on.',
  body: z.strictObject({ password: z.string().min(1).max(72) }).meta({ id: 'NewPassword' }),
  answer: user,
  async prepare({ app, body }) {
    return await hashPassword(body.password, app.config.login.bcryptCost)
  },
  async handle(call) {
    const change = { ...nameOf(await userOf(call)), passwordHash: call.prepared }
    return { body: userView(await setPasswordHash(call.database, change, call.actor)) }
  },
})

export const userStateOperations: readonly Operation[] = [
  putSwitches,
  patchSwitches,
  unlockUser,
  putPassword,
]
