import { type Command, InvalidArgumentError } from 'commander'
import {
  type Duplicate,
  dismissDuplicate,
  listDuplicates,
  mergeDuplicate,
} from '../../store/contact-duplicates.js'
import { findTenant } from '../../store/tenants.js'
import {
  command,
  type JsonOption,
  minute,
  type Note,
  print,
  table,
  type Work,
} from '../invocation.js'

/** `termingate contacts …`: what devices added twice (R-ONO-169). */
export function addContactCommands(program: Command, note: Note): void {
  const contacts = program.command('contacts').description('contacts that a device added twice')
  command(contacts, 'duplicates', 'list the pairs that nobody has decided on')
    .option('--tenant <name>', 'only those of a tenant')
    .action((options: JsonOption & { tenant?: string }) =>
      note(onDatabase(options, (work) => list(work, options.tenant))),
    )
  command(contacts, 'merge', 'make one contact of a pair: the older one, with what the other adds')
    .argument('<pair>', 'number of the pair', parseId)
    .action((id: number, options: JsonOption) =>
      note(onDatabase(options, (work) => merge(work, id))),
    )
  command(contacts, 'keep', 'both stay: the pair is not listed again')
    .argument('<pair>', 'number of the pair', parseId)
    .action((id: number, options: JsonOption) =>
      note(onDatabase(options, (work) => keep(work, id))),
    )
}

function parseId(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It is the number that termingate contacts duplicates lists.')
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

async function list(work: Work, tenant: string | undefined): Promise<undefined> {
  const tenantId = tenant === undefined ? undefined : (await findTenant(work.database, tenant)).id
  const pairs = await listDuplicates(work.database, tenantId)
  const head = ['PAIR', 'TENANT', 'NAME', 'IN COMMON', 'CONTACT', 'ADDED', 'SINCE']
  const rows = pairs.map((pair: Duplicate) => [
    String(pair.id),
    pair.tenant,
    oneLine(pair.name),
    oneLine(pair.shared),
    String(pair.contactId),
    String(pair.addedId),
    minute(pair.foundAt),
  ])
  print(work, pairs, rows.length > 0 ? table([head, ...rows]) : ['No contact was added twice.'])
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').slice(0, 60)
}

async function merge(work: Work, id: number): Promise<undefined> {
  const { contactId, addedId, name } = await mergeDuplicate(work.database, id, work.actor)
  print(work, { contactId, addedId }, [
    `Contact ${addedId} is merged into ${contactId} (${oneLine(name)}). Devices get it with their next Sync.`,
  ])
}

async function keep(work: Work, id: number): Promise<undefined> {
  await dismissDuplicate(work.database, id, work.actor)
  print(work, { kept: id }, ['Both contacts stay.'])
}
