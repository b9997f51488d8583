import { z } from 'zod'
import { removeDevice, resetDevice, resetFolder } from '../../store/device-care.js'
import { foldersOfDevice } from '../../store/device-folders.js'
import { type Operation, operation } from '../operation.js'
import { instantText, textOf } from '../shapes/common.js'
import { deviceOf } from './devices.js'

const ONE = '/tenants/{tenant}/users/{user}/devices/{device}'
const group = 'Devices'
const scope = 'devices:write'

const folder = z
  .strictObject({
    folderId: z.string().describe('ServerId.'),
    name: z.string(),
    kind: z.enum(['calendar', 'tasks', 'contacts', 'notes', 'mail']),
    state: z
      .enum(['never', 'fresh', 'synchronized'])
      .describe('`fresh`: begins anew with its next Sync.'),
    items: z.int().describe('On the device.'),
    setAside: z.int().describe('Kept from the device: they broke, or it refused them.'),
    filterType: z.int().nullable(),
    more: z.boolean().describe('There is more than it fetched so far.'),
    changedAt: instantText.nullable(),
  })
  .meta({ id: 'DeviceFolder' })

const listFolders = operation({
  method: 'GET',
  path: '/tenants/{tenant}/users/{user}/devices/{device}/folders',
  ...{ id: 'listDeviceFolders', group, scope: 'devices:read' },
  summary: 'What a device holds of each folder',
  answer: z.strictObject({ items: z.array(folder) }),
  async handle(call) {
    const found = await foldersOfDevice(call.database, await deviceOf(call))
    const items = found.map((one) => ({ ...one, changedAt: textOf(one.changedAt) }))
    return { body: { items } }
  },
})

const reset = operation({
  method: 'POST',
  path: '/tenants/{tenant}/users/{user}/devices/{device}/reset',
  ...{ id: 'resetDevice', group, scope },
  summary: 'Lets a device fill one folder, or all, afresh',
  description: 'Nothing is doubled. Calendars go all together.',
  body: z
    .strictObject({
      folderId: z.string().min(1).max(100).optional().describe('ServerId; absent: all folders.'),
    })
    .meta({ id: 'DeviceReset' }),
  answer: z.strictObject({ folders: z.array(z.string()).describe('ServerIds.') }),
  async handle(call) {
    const { database, actor, body } = call
    const { folderId } = body
    const device = await deviceOf(call)
    const folders =
      folderId === undefined
        ? await resetDevice(database, device, { actor })
        : await resetFolder(database, device, { folderId, actor })
    return { body: { folders } }
  },
})

const remove = operation({
  ...{ method: 'DELETE', path: ONE, id: 'removeDevice', group, scope },
  summary: 'Forgets a device with all that it holds',
  description: 'One that comes again is new, and rules decide on it.',
  query: z.strictObject({
    even: z
      .enum(['true', 'false'])
      .default('false')
      .describe(
        '`true`: also one that is kept out or whose wipe is under way, which is lost then.',
      ),
  }),
  answer: null,
  async handle(call) {
    const even = call.query.even === 'true'
    await removeDevice(call.database, await deviceOf(call), { actor: call.actor, even })
    return { body: null }
  },
})

export const deviceCareOperations: readonly Operation[] = [listFolders, reset, remove]
