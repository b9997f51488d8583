import { resolve } from 'node:path'
import { type Command, Option } from 'commander'
import { findAccountByLogin } from '../../store/accounts.js'
import { loadAccountItems } from '../../store/export.js'
import { COLLECTION_KINDS, type CollectionKind } from '../../store/model.js'
import { findTenant } from '../../store/tenants.js'
import { exportAll } from '../export-all.js'
import { exportItems } from '../export-items.js'
import { type FileProblem, type FileReport, importFiles } from '../import-files.js'
import { importTarget } from '../import-target.js'
import { command, type JsonOption, type Note, print, type Run, type Work } from '../invocation.js'
import { KIND_LIST, parseKinds } from '../option-values.js'
import { stemOf, writeNew } from '../write-files.js'

type ExportOptions = JsonOption & {
  user?: string
  all?: boolean
  tenant?: string
  kind?: CollectionKind[]
  output?: string
}

/** `termingate import` and `termingate export` */
export function addFileCommands(program: Command, note: Note): void {
  command(program, 'import <files...>', 'take iCalendar and vCard files into an account')
    .requiredOption('--user <login>', 'whose they become, as USER_TENANT')
    .action((files: string[], options: JsonOption & { user: string }) =>
      note(onDatabase(options, (work) => runImport(work, options.user, files))),
    )
  command(program, 'export', 'write what an account has, or all have, as iCalendar and vCard')
    .option('--user <login>', 'whose, as USER_TENANT')
    .addOption(new Option('--all', 'of everybody, to a new directory').conflicts(['user', 'kind']))
    .option('--tenant <name>', 'with --all: of one tenant only')
    .option('--kind <kinds>', `some of ${KIND_LIST}; default: all`, parseKinds)
    .option('--output <path>', 'to FILE.ics and FILE.vcf instead of standard output; the directory')
    .action((options: ExportOptions, self: Command) =>
      note(onDatabase(options, exportOf(options, self))),
    )
}

function onDatabase(options: JsonOption, run: (work: Work) => Promise<number | undefined>) {
  return { needs: 'database', json: options.json === true, migrates: false, run } as const
}

/** Fails if a file gave nothing at all; entries that were skipped beside others are only told. */
async function runImport(work: Work, login: string, files: string[]): Promise<number> {
  const account = await findAccountByLogin(work.database, login)
  const tenant = await findTenant(work.database, account.tenant)
  const timeZone = account.timeZone ?? tenant.timeZone
  const report = await importFiles(
    importTarget(work.database, account),
    { id: account.id, timeZone, notes: tenant.notes },
    files,
    { cwd: work.terminal.cwd },
  )
  print(work, report, [
    ...report.problems.map(problemLine),
    ...report.files.map((file) => fileLine(file, login)),
  ])
  return report.files.some(gaveNothing) ? 1 : 0
}

function gaveNothing({ created, updated, unchanged, skipped }: FileReport): boolean {
  return skipped > 0 && created + updated + unchanged === 0
}

function problemLine({ file, line, reason, skipped }: FileProblem): string {
  return `${file}${line > 0 ? `:${line}` : ''}: ${skipped ? 'skipped: ' : ''}${reason}`
}

function fileLine(
  { file, created, updated, unchanged, skipped }: FileReport,
  login: string,
): string {
  return (
    `${file}: ${created} added, ${updated} changed, ${unchanged} as they were, ` +
    `${skipped} skipped, for ${login}`
  )
}

function exportOf(options: ExportOptions, self: Command): Run {
  const { user, all = false, tenant, output, kind } = options
  if ((user === undefined) === !all) {
    self.error('error: Say whose: either --user USER_TENANT or --all.')
  }
  if (user !== undefined) {
    if (tenant !== undefined) self.error('error: --tenant goes with --all only.')
    return (work) => runExport(work, { user, kind, output })
  }
  if (output === undefined) self.error('error: --all needs --output DIRECTORY, a new one.')
  return (work) => runExportAll(work, { output, tenant: tenant ?? null })
}

async function runExportAll(
  work: Work,
  { output, tenant }: { output: string; tenant: string | null },
): Promise<undefined> {
  if (tenant !== null) await findTenant(work.database, tenant)
  const directory = resolve(work.terminal.cwd, output)
  const counts = await exportAll(work.database, { directory, tenant })
  print(work, { directory, ...counts }, [
    `Wrote ${counts.appointments} appointments, ${counts.tasks} tasks, ${counts.contacts} contacts ` +
      `and ${counts.notes} notes of ${counts.users} users in ${counts.tenants} tenants to`,
    `  ${directory}`,
    'Devices, passwords and folders are not in it: that is what a backup of the database is for.',
  ])
}

type OneExport = {
  user: string
  kind: CollectionKind[] | undefined
  output: string | undefined
}

async function runExport(work: Work, options: OneExport): Promise<undefined> {
  const account = await findAccountByLogin(work.database, options.user)
  const kinds = options.kind ?? COLLECTION_KINDS
  const items = await loadAccountItems(work.database, account, kinds)
  const { calendar, contacts } = exportItems(items)
  const texts = {
    ...(kinds.some((kind) => kind !== 'contacts') && { ics: calendar }),
    ...(kinds.includes('contacts') && { vcf: contacts }),
  }
  if (options.output === undefined) {
    if (work.json) print(work, texts, [])
    // As it is: an importing program reads it, and import takes both in one file.
    else work.terminal.stdout(Object.values(texts).join(''))
    return
  }
  const stem = stemOf(work.terminal.cwd, options.output)
  const files = Object.entries(texts).map(([ending, text]) => writeNew(`${stem}.${ending}`, text))
  const counts = {
    appointments: items.appointments.length,
    tasks: items.tasks.length,
    contacts: items.contacts.length,
    notes: items.notes.length,
  }
  print(work, { files, ...counts }, [
    `Wrote ${counts.appointments} appointments, ${counts.tasks} tasks, ${counts.contacts} contacts ` +
      `and ${counts.notes} notes of ${account.login} to`,
    ...files.map((file) => `  ${file}`),
  ])
}
