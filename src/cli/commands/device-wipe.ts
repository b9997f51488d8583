import type { Command } from 'commander'
import { UserError } from '../../errors.js'
import { type ListedDevice, nameOfDevice } from '../../store/device-admin.js'
import { cancelWipe, orderWipe } from '../../store/remote-wipes.js'
import { UsageError } from '../exit.js'
import { type Note, print, type Work } from '../invocation.js'
import { capital, deviceOf, forDevice, type OneDevice, onDatabase, shown } from './device-target.js'

type WipeOptions = OneDevice & { full?: boolean; cancel?: boolean; confirm?: string }

/** `termingate device wipe …` */
export function addWipeCommand(device: Command, note: Note): void {
  forDevice(device, 'wipe', "remove this account's data from a device (16.1)")
    .option('--full', 'reset the whole device, with all that is private on it')
    .option('--confirm <device>', 'its name once more, where nobody can be asked')
    .option('--cancel', 'take the order back')
    .action((id: string, options: WipeOptions) =>
      note(onDatabase(options, (work) => wipe(work, id, options))),
    )
}

async function wipe(work: Work, id: string, options: WipeOptions): Promise<undefined> {
  if (options.cancel && options.full) throw new UsageError('Choose --full or --cancel.')
  const device = await deviceOf(work, id, options)
  if (options.cancel) return await cancel(work, device)
  await confirm(work, device, options)
  const kind = options.full ? 'device' : 'account'
  await orderWipe(work.database, device, {
    ...{ kind, actor: work.actor, now: work.now() },
    fullWipeAllowed: work.config.remoteWipe,
  })
  print(work, shown(await deviceOf(work, id, options)), [
    `Ordered: ${nameOfDevice(device)} gets it with its next request and is kept out until then.`,
    `termingate device show ${id} says how far it is; --cancel takes it back.`,
  ])
}

async function confirm(work: Work, device: ListedDevice, options: WipeOptions): Promise<void> {
  const { deviceId } = device
  const goes = options.full
    ? 'Everything on it goes for good, private pictures and other accounts too'
    : 'All that it has from this account goes from it'
  const typed =
    options.confirm ??
    (await work.terminal.ask(
      `${capital(nameOfDevice(device))}: ${goes}.\nType its name (${deviceId}) to wipe it: `,
    ))
  if (typed === null) throw new UsageError(`To wipe it, add --confirm ${deviceId}.`)
  if (typed.trim() !== deviceId) {
    throw new UserError(`Nothing was ordered: that is not "${deviceId}".`)
  }
}

async function cancel(work: Work, device: ListedDevice): Promise<undefined> {
  const was = await cancelWipe(work.database, device, work.actor)
  const name = nameOfDevice(device)
  const late =
    was === 'ordered'
      ? `${capital(name)} was not told yet: nothing of it is lost.`
      : `The order went out before: ${name} may have been wiped all the same.`
  print(work, { cancelled: was }, [`Taken back. ${late}`])
}
