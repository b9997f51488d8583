import { type Command, InvalidArgumentError } from 'commander'
import { nameOfDevice } from '../../store/device-admin.js'
import { type LogEntry, readDeviceLog } from '../../store/device-log.js'
import { recordingOf, startRecording, stopRecording } from '../../store/device-recording.js'
import { everySeconds } from '../every-seconds.js'
import { type Ask, minute, type Note, print, table, type Work } from '../invocation.js'
import type { Terminal } from '../terminal.js'
import { capital, deviceOf, forDevice, type OneDevice, onDatabase } from './device-target.js'
import { whole } from './top.js'

type ShowOptions = OneDevice & { follow?: boolean; full?: boolean; limit: number; after?: number }
type RecordOptions = OneDevice & { for: number; contents?: boolean; reason: string }

/** As JSON has it. */
type ShownEntry = Omit<LogEntry, 'at'> & { at: string | Date }

const FOLLOWED_EVERY_SECONDS = 1

/** `termingate log …`: what a device and the gateway said to each other. */
export function addLogCommands(program: Command, note: Note): void {
  const log = program
    .command('log')
    .usage('<device> [options] | record <device> … | stop <device>')
    .description('what a device said and was answered')
  forDevice(log, 'show', 'what failed, and what was recorded; "log <device>" for short', {
    isDefault: true,
  })
    .option('--full', 'with request and answer')
    .option('--follow', 'go on with what comes, until Ctrl+C')
    .option('--limit <number>', 'so many of the newest', whole(1, 500), 20)
    .option('--after <number>', 'only behind this one', whole(0, Number.MAX_SAFE_INTEGER))
    .action((id: string, options: ShowOptions) => {
      if (!options.follow) return note(onDatabase(options, (work) => show(work, id, options)))
      const json = options.json === true
      note({ needs: 'polling', json, run: (terminal, ask) => follow(terminal, ask, id, options) })
    })
  forDevice(log, 'record', 'keep everything that a device says, for up to 24 hours')
    .requiredOption('--for <time>', 'how long: 30m, 2h', parseTime)
    .option('--contents', 'with what its user wrote; the user sees that')
    .option('--reason <text>', 'why contents are needed; kept in the audit', '')
    .action((id: string, options: RecordOptions) =>
      note(onDatabase(options, (work) => record(work, id, options))),
    )
  forDevice(log, 'stop', 'end the recording').action((id: string, options: OneDevice) =>
    note(onDatabase(options, (work) => stop(work, id, options))),
  )
}

const HOURS = { m: 1 / 60, h: 1 } as const

/** In hours. */
function parseTime(text: string): number {
  const [, count, unit] = /^(\d{1,4})([mh])$/.exec(text) ?? []
  if (!count || !unit) throw new InvalidArgumentError('Write it like 30m or 2h.')
  return Number(count) * HOURS[unit as keyof typeof HOURS]
}

async function show(work: Work, id: string, options: ShowOptions): Promise<undefined> {
  const { database } = work
  const device = await deviceOf(work, id, options)
  const { limit, after } = options
  const query = { now: work.now(), limit, ...(after !== undefined && { after }) }
  const entries = (await readDeviceLog(database, device, query)).reverse()
  const recording = await recordingOf(database, device, work.now())
  const lines = options.full ? entries.flatMap(linesOf) : tableOf(entries)
  const until = recording ? [`Everything is recorded until ${minute(recording.until)}.`] : []
  print(work, { recording, entries }, [...lines, ...until])
}

function tableOf(entries: readonly ShownEntry[]): string[] {
  if (entries.length === 0) return ['Nothing has failed lately, and nothing was recorded.']
  const head = ['AT', 'REQUEST', 'VERSION', 'RESULT', 'TOOK', 'CONTENTS']
  return table([head, ...entries.map(rowOf)])
}

function rowOf({ at, command, version, http, status, ms, masked }: ShownEntry): string[] {
  const result = status === null ? `${http}` : `${http}/${status}`
  const when = new Date(at).toISOString().slice(0, 19)
  return [`${when}Z`, command, version, result, `${ms} ms`, masked ? 'hidden' : 'shown']
}

function linesOf(entry: ShownEntry): string[] {
  const { request, response } = entry
  const said = [`> ${request}`, `< ${response}`].flatMap((text) => text.split('\n'))
  return [rowOf(entry).join('  '), ...said, '']
}

/** First what there is, then each as it comes. */
async function follow(
  terminal: Terminal,
  ask: Ask,
  id: string,
  { user, json, full, limit }: ShowOptions,
): Promise<never> {
  const whose = user === undefined ? [] : ['--user', user]
  const asked = ['log', 'show', '--json', ...whose]
  let after: number | null = null
  return await everySeconds(FOLLOWED_EVERY_SECONDS, async () => {
    const more =
      after === null ? ['--limit', `${limit}`] : ['--limit', '500', '--after', `${after}`]
    const { entries } = (await ask([...asked, ...more, '--', id])) as { entries: ShownEntry[] }
    after = entries.at(-1)?.id ?? after ?? 0
    for (const entry of entries) {
      if (json) terminal.stdout(`${JSON.stringify(entry)}\n`)
      else print({ terminal, json: false }, null, full ? linesOf(entry) : [rowOf(entry).join('  ')])
    }
  })
}

async function record(work: Work, id: string, options: RecordOptions): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  const { contents = false, reason, for: hours } = options
  const how = { hours, contents, reason, actor: work.actor, now: work.now() }
  const recording = await startRecording(work.database, device, how)
  const what = contents ? 'is recorded with contents' : 'is recorded without contents'
  print(work, recording, [
    `${capital(nameOfDevice(device))} ${what} until ${minute(recording.until)}.`,
  ])
}

async function stop(work: Work, id: string, options: OneDevice): Promise<undefined> {
  const device = await deviceOf(work, id, options)
  await stopRecording(work.database, device, work.actor)
  const told = `${capital(nameOfDevice(device))} is not recorded any more.`
  print(work, { recording: null }, [told])
}
