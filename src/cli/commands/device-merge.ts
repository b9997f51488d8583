import { Argument, type Command } from 'commander'
import { nameOfDevice } from '../../store/device-admin.js'
import { setDeviceMerging } from '../../store/device-merging.js'
import { COLLECTION_KINDS, type CollectionKind } from '../../store/model.js'
import { UsageError } from '../exit.js'
import { type Note, print, type Work } from '../invocation.js'
import { collect, KIND_LIST, parseKinds } from '../option-values.js'
import { capital, deviceOf, forDevice, type OneDevice, onDatabase, shown } from './device-target.js'

type Mode = 'on' | 'off' | 'default'
type MergeOptions = OneDevice & { kinds?: CollectionKind[]; target?: string[] }
type Asked = { id: string; mode: Mode; options: MergeOptions }

/** `termingate device merge …` */
export function addMergeCommand(device: Command, note: Note): void {
  forDevice(device, 'merge', 'show what lies in all folders of a kind in one of them')
    .addArgument(new Argument('<mode>', 'default: as its client needs it').choices(MODES))
    .option('--kinds <kinds>', `with on: ${KIND_LIST} or some of them`, parseKinds)
    .option('--target <folder>', 'where new items go; else to the default folder', collect)
    .action((id: string, mode: Mode, options: MergeOptions) =>
      note(onDatabase(options, (work) => merge(work, { id, mode, options }))),
    )
}

const MODES: readonly Mode[] = ['on', 'off', 'default']

async function merge(work: Work, { id, mode, options }: Asked): Promise<undefined> {
  const { kinds, target: targets = [] } = options
  if (kinds && mode !== 'on') throw new UsageError('--kinds is for on only.')
  if (mode === 'off' && targets.length > 0) throw new UsageError('--target is not for off.')
  const device = await deviceOf(work, id, options)
  const changed = await setDeviceMerging(work.database, device, {
    kinds: mode === 'on' ? (kinds ?? COLLECTION_KINDS) : mode === 'off' ? [] : null,
    targets,
    actor: work.actor,
  })
  const whole = mode === 'on' ? (kinds ?? COLLECTION_KINDS).join(', ') : ''
  const does = {
    on: `shows one folder of each kind (${whole})`,
    off: 'shows all folders',
    default: 'shows the folders that its client can show',
  }
  const goes = targets.length > 0 ? [`What it adds goes to: ${targets.join(', ')}.`] : []
  print(work, shown(changed), [`${capital(nameOfDevice(changed))} ${does[mode]}.`, ...goes])
}
