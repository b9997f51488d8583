import { type Command, Option } from 'commander'
import type { Explanation } from '../../activesync/explain/explain.js'
import {
  explainToUser,
  holdersOfItem,
  type ItemKey,
} from '../../activesync/explain/explain-item.js'
import { itemMeant, keyOfItem } from '../../activesync/explain/find-item.js'
import { type Language, phraseOf, verdictIn } from '../../activesync/explain/words.js'
import { findAccountByLogin } from '../../store/accounts.js'
import type { Id } from '../../store/model.js'
import { findTenant } from '../../store/tenants.js'
import { UsageError } from '../exit.js'
import {
  command,
  type JsonOption,
  minute,
  type Note,
  print,
  table,
  type Work,
} from '../invocation.js'

type ExplainOptions = JsonOption & {
  user?: string
  tenant?: string
  device?: string
  language: Language
}

/** `termingate explain …`: why an item is on a device, or is not. */
export function addExplainCommand(program: Command, note: Note): void {
  command(program, 'explain <item>', 'why an item is on a device or is not; or who has it')
    .option('--user <user_tenant>', "follow it to this user's devices")
    .option('--device <id>', 'only this one, by its DeviceId')
    .option('--tenant <name>', 'without --user: which devices of the tenant have it')
    .addOption(
      new Option('--language <language>', 'of the answer').choices(['de', 'en']).default('en'),
    )
    .addHelpText(
      'after',
      '\nITEM is KIND:NUMBER (appointment:12), a UID, or words of the title or name.',
    )
    .action((item: string, options: ExplainOptions) => {
      const json = options.json === true
      const run = (work: Work) => explainOn(work, item, options)
      note({ needs: 'database', json, migrates: false, run })
    })
}

async function explainOn(work: Work, text: string, options: ExplainOptions): Promise<undefined> {
  const { user, tenant, device } = options
  if (user === undefined && tenant === undefined) {
    throw new UsageError('Say whose: --user USER_TENANT, or --tenant NAME for all who have it.')
  }
  if (user === undefined && device !== undefined) {
    throw new UsageError('A device is looked for among those of a user: add --user.')
  }
  if (user !== undefined) return await toUser(work, text, { ...options, user })
  const { id } = await findTenant(work.database, tenant ?? '')
  const item = await oneItem(work, id, text)
  if (item) await tellHolders(work, id, { item, language: options.language })
}

async function toUser(
  work: Work,
  text: string,
  { user, device, language }: ExplainOptions & { user: string },
): Promise<undefined> {
  const { database } = work
  const { id: accountId, tenantId } = await findAccountByLogin(database, user)
  const item = await oneItem(work, tenantId, text)
  if (!item) return
  const account = { tenantId, accountId, login: user }
  const asked = { item, ...(device !== undefined && { deviceId: device }) }
  const answers = await explainToUser(work, account, asked)
  const told = answers.map((one) => ({
    ...one,
    verdictText: verdictIn(one.verdict, language),
    steps: one.steps.map((step) => ({ ...step, ...phraseOf(step, { language, zone: one.zone }) })),
  }))
  print(work, { item, user, answers: told }, told.flatMap(linesOf))
}

type Told = Omit<Explanation, 'steps'> & {
  verdictText: string
  steps: { ok: boolean; text: string; todo: string | null }[]
}

function linesOf({ device, verdictText, steps }: Told): string[] {
  const name = device ? `${device.type} ${device.id}`.trim() : '-'
  const chain = steps.flatMap(({ ok, text, todo }) => [
    `  ${ok ? 'yes' : 'NO '}  ${text}`,
    ...(todo === null ? [] : [`       ${todo}`]),
  ])
  return [`${name}: ${verdictText}`, ...chain]
}

async function tellHolders(
  work: Work,
  tenantId: Id,
  { item, language }: { item: ItemKey; language: Language },
): Promise<void> {
  const holders = await holdersOfItem(work, tenantId, item)
  const rows = holders.map(({ login, device, verdict }) => [
    login,
    device ? `${device.type} ${device.id}`.trim() : '-',
    device?.lastSeen ? minute(device.lastSeen) : '-',
    verdictIn(verdict, language),
  ])
  const lines = table([['USER', 'DEVICE', 'LAST SEEN', 'STATE'], ...rows])
  print(work, { item, holders }, rows.length > 0 ? lines : ['No device has it.'])
}

/** The item meant; null after a list of several was printed. */
async function oneItem(work: Work, tenantId: Id, text: string): Promise<ItemKey | null> {
  const meant = await itemMeant(work.database, tenantId, text)
  if ('item' in meant) return meant.item
  const { found } = meant
  if (found.length === 0) {
    throw new UsageError(`No item is called "${text}", and none has that UID.`)
  }
  const rows = found.map((one) => [keyOfItem(one), one.at?.slice(0, 16) ?? '', one.title])
  print(work, { found }, [
    'Several fit: name one of them.',
    ...table([['ITEM', 'AT', 'TITLE'], ...rows]),
  ])
  return null
}
