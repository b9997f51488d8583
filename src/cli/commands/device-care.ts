import { Argument, type Command } from 'commander'
import { PROTOCOL_VERSIONS } from '../../activesync/protocol-version.js'
import { UserError } from '../../errors.js'
import { nameOfDevice } from '../../store/device-admin.js'
import { lostByRemoval, removeDevice, resetDevice, resetFolder } from '../../store/device-care.js'
import { setDeviceCeiling } from '../../store/device-ceiling.js'
import { type Note, print, type Work } from '../invocation.js'
import { capital, deviceOf, forDevice, type OneDevice, onDatabase, shown } from './device-target.js'

type ResetOptions = OneDevice & { folder?: string }
type RemoveOptions = OneDevice & { force?: boolean }
type CeilingOptions = OneDevice & { ceiling: string }

const NONE = 'none'

/** `termingate device reset|remove|ceiling …` */
export function addCareCommands(device: Command, note: Note): void {
  forDevice(device, 'reset', 'let a device fill afresh, without doubles')
    .option('--folder <id>', 'only this one; calendars go all together')
    .action((id: string, options: ResetOptions) =>
      note(onDatabase(options, (work) => reset(work, id, options))),
    )
  forDevice(device, 'remove', 'forget a device; one that comes again is new')
    .option('--force', 'also one that is kept out, or whose wipe is under way')
    .action((id: string, options: RemoveOptions) =>
      note(onDatabase(options, (work) => remove(work, id, options))),
    )
  forDevice(device, 'ceiling', 'the highest ActiveSync version that a device is offered')
    .addArgument(new Argument('<version>').choices([...PROTOCOL_VERSIONS, NONE]))
    .action((id: string, ceiling: string, options: OneDevice) =>
      note(onDatabase(options, (work) => limit(work, id, { ...options, ceiling }))),
    )
}

async function reset(work: Work, id: string, options: ResetOptions): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  const { actor, database } = work
  const folders =
    options.folder === undefined
      ? await resetDevice(database, device, { actor })
      : await resetFolder(database, device, { folderId: options.folder, actor })
  const name = nameOfDevice(device)
  const done =
    folders.length > 0
      ? `${capital(name)} fills afresh with its next Sync: ${folders.join(', ')}.`
      : `${capital(name)} has not synchronized anything yet: there was nothing to reset.`
  print(work, { reset: folders }, [done])
}

async function remove(work: Work, id: string, options: RemoveOptions): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  const even = options.force === true
  await removeDevice(work.database, device, { actor: work.actor, even }).catch((error) => {
    if (!(error instanceof UserError) || lostByRemoval(device) === null) throw error
    throw new UserError(`${error.message} --force removes it all the same.`)
  })
  print(work, { removed: shown(device) }, [
    `${capital(nameOfDevice(device))} is removed. If it comes again, it is a new one.`,
  ])
}

async function limit(work: Work, id: string, options: CeilingOptions): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  const ceiling = options.ceiling === NONE ? null : options.ceiling
  const changed = await setDeviceCeiling(work.database, device, { ceiling, actor: work.actor })
  const name = capital(nameOfDevice(changed))
  const offered = ceiling === null ? 'has no ceiling of its own' : `is offered up to ${ceiling}`
  print(work, shown(changed), [
    `${name} ${offered}. Its next answer asks it to choose again; a few clients do so only when`,
    'the account is set up anew.',
  ])
}
