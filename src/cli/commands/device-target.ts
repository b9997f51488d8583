import type { Command, CommandOptions } from 'commander'
import { findAccountByLogin } from '../../store/accounts.js'
import { findDevice, type ListedDevice } from '../../store/device-admin.js'
import { command, type JsonOption, type Work } from '../invocation.js'

export type OneDevice = JsonOption & { user?: string }

/** A command for one device by its DeviceId. */
export function forDevice(
  parent: Command,
  verb: string,
  description: string,
  options?: CommandOptions,
): Command {
  return command(parent, `${verb} <device>`, description, options).option(
    '--user <user_tenant>',
    'whose, where several users have a device of this name',
  )
}

export function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

/** @throws UserError when there is no such device, or several */
export async function deviceOf(
  { database }: Work,
  deviceId: string,
  { user }: OneDevice,
): Promise<ListedDevice> {
  const account = user === undefined ? null : await findAccountByLogin(database, user)
  return await findDevice(database, {
    deviceId,
    ...(account && { tenantId: account.tenantId, accountId: account.id }),
  })
}

/** Names instead of the keys of rows. */
export function shown({ id, tenantId, accountId, ...device }: ListedDevice) {
  return device
}

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
