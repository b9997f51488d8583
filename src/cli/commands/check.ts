import { type Command, Option } from 'commander'
import { PROTOCOL_VERSIONS, type ProtocolVersion } from '../../activesync/protocol-version.js'
import type { CheckReport, CheckStep } from '../../client/check.js'
import { InvalidValue } from '../../store/names.js'
import { Exit } from '../exit.js'
import { command, type JsonOption, type Note, print, table } from '../invocation.js'
import { type PasswordOptions, withPassword } from '../option-values.js'
import { givenPassword } from '../passwords.js'
import type { Terminal } from '../terminal.js'

type CheckOptions = JsonOption & PasswordOptions & { server?: string; maxVersion?: ProtocolVersion }

/** Rows shown of each kind; `--json` has all. */
const SHOWN = 10

/** `termingate check` */
export function addCheckCommand(program: Command, note: Note): void {
  withPassword(
    command(program, 'check <address>', 'set up like a phone, on any ActiveSync server'),
    'it is asked for',
  )
    .option('--server <url>', "the server, instead of finding it by the address's domain")
    .addOption(
      new Option('--max-version <version>', 'speak no later ActiveSync version').choices(
        PROTOCOL_VERSIONS,
      ),
    )
    .action((address: string, options: CheckOptions) =>
      note({
        needs: 'nothing',
        json: options.json === true,
        run: (terminal) => check(terminal, address, options),
      }),
    )
}

async function check(terminal: Terminal, address: string, options: CheckOptions): Promise<number> {
  const json = options.json === true
  const password = await passwordFor(terminal, address, options)
  const { checkServer } = await import('../../client/check.js')
  const report = await checkServer({
    address,
    password,
    ...(options.server !== undefined && { server: options.server }),
    ...(options.maxVersion && { maxVersion: options.maxVersion }),
    onStep: (step) => {
      if (!json) print({ terminal, json: false }, null, stepLines(step))
    },
  })
  print({ terminal, json }, report, shownLines(report))
  if (report.ok) return Exit.Success
  return report.refused ? Exit.WrongUse : Exit.Failure
}

async function passwordFor(
  terminal: Terminal,
  address: string,
  options: CheckOptions,
): Promise<string> {
  const given = await givenPassword(terminal, options)
  if (given !== null) return given
  const typed = await terminal.ask(`Password of ${address}: `, { hidden: true })
  if (typed) return typed
  throw new InvalidValue('No password: use --password-stdin, or run this on a terminal.')
}

function stepLines({ step, ok, detail, advice }: CheckStep): string[] {
  const lines = [`${ok ? 'ok    ' : 'FAILED'}  ${step}: ${detail}`]
  return advice ? [...lines, `        ${advice}`] : lines
}

function shownLines(report: CheckReport): string[] {
  if (!report.ok) return ['', 'Not everything worked; see above.']
  const { appointments, tasks, contacts, notes } = report
  return [
    '',
    'A phone would show:',
    ...section('appointments', appointments, ({ start, title, allDay, series }) => [
      start,
      title,
      [allDay && 'all day', series && 'series'].filter(Boolean).join(', '),
    ]),
    ...section('tasks', tasks, ({ due, title, complete }) => [due, title, complete ? 'done' : '']),
    ...section('contacts', contacts, ({ name, details }) => [name, details.join(', ')]),
    // Many servers have none, and then nothing is missing.
    ...(notes.length > 0
      ? section('notes', notes, ({ title, categories }) => [title, categories.join(', ')])
      : []),
  ]
}

function section<T>(name: string, items: readonly T[], row: (item: T) => string[]): string[] {
  const rows = items.slice(0, SHOWN).map((item) => ['   ', ...row(item).map(cell)])
  const more = items.length > SHOWN ? [`    … and ${items.length - SHOWN} more`] : []
  return [`  ${items.length} ${name}`, ...table(rows), ...more]
}

function cell(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 60 ? `${line.slice(0, 59)}…` : line
}
