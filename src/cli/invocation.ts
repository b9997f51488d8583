import { type Command, type CommandOptions, Option } from 'commander'
import type { Config } from '../config.js'
import type { Database } from '../store/database.js'
import type { Terminal } from './terminal.js'

/** What a command works with. It touches no global of the process, so a gateway can run it too. */
export type Work = {
  terminal: Terminal
  json: boolean
  database: Database
  config: Config
  /** Who is named in the audit. */
  actor: string
  now(): Date
}

export type Run = (work: Work) => Promise<number | undefined>

/** Carries a command line with `--json` out on the database; its result. */
export type Ask = (argv: readonly string[]) => Promise<unknown>

/** What a command line asks for, once it has been read. */
export type Invocation = {
  json: boolean
} /** `alone`: no gateway may be running on the database. */ & (
  | { needs: 'database'; run: Run; migrates: boolean; alone?: boolean }
  | { needs: 'nothing'; run(terminal: Terminal): Promise<number> }
  | { needs: 'process'; demo: boolean }
  /** Goes on, and asks again and again. */
  | { needs: 'polling'; run(terminal: Terminal, ask: Ask): Promise<number> }
)

/** Takes note of what is to be done, while commander still reads the arguments. */
export type Note = (invocation: Invocation) => void

export type JsonOption = { json?: boolean }

/** A command below `parent`, with what every command has. */
export function command(
  parent: Command,
  nameAndArguments: string,
  description: string,
  options?: CommandOptions,
): Command {
  return parent
    .command(nameAndArguments, options)
    .description(description)
    .addOption(new Option('--json', 'answer in JSON, for programs'))
}

/** The result as JSON or as lines for people. */
export function print(
  work: Pick<Work, 'terminal' | 'json'>,
  value: unknown,
  lines: string[],
): void {
  const text = work.json ? JSON.stringify(value, null, 2) : lines.map(printable).join('\n')
  work.terminal.stdout(`${text}\n`)
}

/** Text from outside must not steer a terminal. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/g, '\ufffd')
}

/** A moment, to the minute, as lists show it. */
export function minute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

/** Columns as wide as their longest cell; the first row is the head. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, index) => {
      widths[index] = Math.max(widths[index] ?? 0, cell.length)
    })
  }
  return rows.map((row) =>
    row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  )
}
