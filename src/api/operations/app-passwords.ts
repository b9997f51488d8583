import { z } from 'zod'
import {
  type AppPassword,
  createAppPassword,
  listAppPasswords,
  revokeAppPasswords,
} from '../../store/app-passwords.js'
import { type Operation, operation } from '../operation.js'
import { notFound } from '../problem.js'
import { instantText, rowId, textOf } from '../shapes/common.js'
import { userOf, userPath } from './target-user.js'

const LIST = '/tenants/{tenant}/users/{user}/app-passwords'
const group = 'Users'
const scope = 'users:write'

const appPassword = z
  .strictObject({
    id: rowId,
    name: z.string(),
    createdAt: instantText,
    createdBy: z.string(),
    lastUsedAt: instantText.nullable(),
    lastDevice: z.string().nullable(),
    lastAddress: z.string().nullable(),
    devices: z.array(z.string()).describe('DeviceIds that signed in with it last.'),
  })
  .meta({ id: 'AppPassword' })

function viewOf({ id, name, createdBy, lastDevice, lastAddress, devices, ...at }: AppPassword) {
  const { createdAt, lastUsedAt } = at
  return {
    ...{ id, name, createdBy, lastDevice, lastAddress, devices },
    ...{ createdAt: textOf(createdAt), lastUsedAt: textOf(lastUsedAt) },
  }
}

const list = operation({
  ...{ method: 'GET', path: LIST, id: 'listAppPasswords', group, scope: 'users:read' },
  summary: 'The app passwords of a user',
  answer: z.strictObject({ items: z.array(appPassword) }),
  async handle(call) {
    const found = await listAppPasswords(call.database, await userOf(call))
    return { body: { items: found.map(viewOf) } }
  },
})

const create = operation({
  ...{ method: 'POST', path: LIST, id: 'createAppPassword', group, scope },
  summary: 'Makes a password for one device',
  description:
    'It is told in this answer and never again: a repetition with the same Idempotency-Key has null in its place.',
  body: z
    .strictObject({ name: z.string().min(1).max(60).describe("Such as the device's.") })
    .meta({ id: 'NewAppPassword' }),
  status: 201,
  answer: z.strictObject({ ...appPassword.shape, secret: z.string().nullable() }),
  secret: 'secret',
  async handle(call) {
    const { database, now, actor, body } = call
    const account = await userOf(call)
    const given = { name: body.name, now }
    const { appPassword: made, secret } = await createAppPassword(database, account, given, actor)
    const location = `${userPath(account)}/app-passwords/${made.id}`
    return { body: { ...viewOf(made), secret }, location }
  },
})

const revoke = operation({
  method: 'DELETE',
  path: '/tenants/{tenant}/users/{user}/app-passwords/{id}',
  ...{ id: 'revokeAppPassword', group, scope },
  summary: 'Takes an app password back: devices with it stop at once',
  answer: null,
  async handle(call) {
    const { database, now, actor } = call
    const id = Number(call.params.id)
    const revoked = await revokeAppPasswords(database, await userOf(call), { id, now }, actor)
    if (revoked.length === 0) throw notFound(`The user has no app password ${id}.`)
    return { body: null }
  },
})

export const appPasswordOperations: readonly Operation[] = [list, create, revoke]
