import { type Command, InvalidArgumentError } from 'commander'
import { type Activity, activityOf, type ParkedRequest } from '../../store/activity.js'
import { runningGateways } from '../../store/gateways.js'
import { maintenance } from '../../store/installation.js'
import { findTenant } from '../../store/tenants.js'
import { everySeconds } from '../every-seconds.js'
import { command, type JsonOption, type Note, print, table, type Work } from '../invocation.js'
import type { Terminal } from '../terminal.js'

type TopOptions = JsonOption & { tenant?: string; once?: boolean; every: number; lines: number }
type Shown = Activity & { at: string; gateways: number; maintenance: boolean }

/** `termingate top`: what devices do, live. */
export function addTopCommand(program: Command, note: Note): void {
  command(program, 'top', 'what devices do at this moment, until Ctrl+C')
    .option('--tenant <name>', 'only those of one tenant')
    .option('--once', 'tell it once')
    .option('--every <seconds>', 'how often', whole(1, 3_600), 2)
    .option('--lines <number>', 'how many requests of each sort', whole(1, 200), 15)
    .action((options: TopOptions) => {
      const json = options.json === true
      if (options.once) {
        const run = (work: Work) => tellOnce(work, options)
        return note({ needs: 'database', json, migrates: false, run })
      }
      note({
        ...{ needs: 'polling', json },
        run: (terminal, ask) =>
          everySeconds(options.every, async () => {
            const tenant = options.tenant === undefined ? [] : ['--tenant', options.tenant]
            draw(terminal, (await ask(['top', '--once', '--json', ...tenant])) as Shown, options)
          }),
      })
    })
}

export function whole(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`It is ${least} to ${most}.`)
  }
}

async function tellOnce(work: Work, { tenant, lines }: TopOptions): Promise<undefined> {
  const { database } = work
  const tenantId = tenant === undefined ? null : (await findTenant(database, tenant)).id
  const gateways = await runningGateways(database)
  const shown: Shown = {
    at: work.now().toISOString(),
    gateways: gateways.length,
    maintenance: (await maintenance(database)).on,
    ...activityOf(gateways, tenantId),
  }
  print(work, shown, linesOf(shown, lines))
}

/** In a terminal the screen is written over, elsewhere it goes on below. */
function draw(terminal: Terminal, shown: Shown, { json, lines }: TopOptions): void {
  if (json) {
    terminal.stdout(`${JSON.stringify(shown)}\n`)
    return
  }
  if (terminal.screen) terminal.stdout('\x1b[H\x1b[2J')
  print({ terminal, json: false }, null, linesOf(shown, lines))
}

function linesOf(shown: Shown, most: number): string[] {
  const { at, gateways, parked, parkedRequests, recent, traffic, perSecond, p50, p95 } = shown
  const failed = traffic.clientErrors + traffic.serverErrors + traffic.failed
  const waiting = parkedRequests
    .slice(0, most)
    .map((one) => [...[one.user, one.device, one.command, agoOf(one, at), `${one.seconds} s`]])
  const newest = recent
    .slice(0, most)
    .map((one) => [
      ...[one.at.slice(11, 19), one.user, one.device, one.command],
      one.status === undefined ? `${one.http}` : `${one.http}/${one.status}`,
      `${one.ms} ms`,
    ])
  return [
    `${at.slice(0, 19)}Z  gateways ${gateways}  parked ${parked}  ${perSecond}/s  ` +
      `last minute ${traffic.requests}, failed ${failed}, refused sign-ins ${traffic.refused}  ` +
      `p50 ${p50 ?? '-'} ms  p95 ${p95 ?? '-'} ms`,
    ...(shown.maintenance ? ['MAINTENANCE: devices are told to come again later'] : []),
    '',
    ...table([['USER', 'DEVICE', 'WAITS IN', 'FOR', 'AT MOST'], ...waiting]),
    '',
    ...table([['AT', 'USER', 'DEVICE', 'REQUEST', 'RESULT', 'TOOK'], ...newest]),
  ]
}

function agoOf({ since }: ParkedRequest, at: string): string {
  return `${Math.max(0, Math.round((Date.parse(at) - Date.parse(since)) / 1_000))} s`
}
