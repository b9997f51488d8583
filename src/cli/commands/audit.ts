import type { Command } from 'commander'
import { type AuditFilter, type AuditLine, listAudit } from '../../store/audit.js'
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

type AuditOptions = JsonOption & {
  tenant?: string
  actor?: string
  action?: string
  subject?: string
  since?: string
  until?: string
  limit: string
}

const MOST = 100_000

/** `termingate audit`: who did what, when and to whom. */
export function addAuditCommand(program: Command, note: Note): void {
  command(program, 'audit', 'who did what, when and to whom; the newest first')
    .option('--tenant <name>', 'only of one tenant')
    .option('--actor <text>', 'who; what the name begins with, such as "web" or "cli"')
    .option('--action <text>', 'what; such as "account" or "account.unlock"')
    .option('--subject <text>', 'to whom')
    .option('--since <time>', 'a date or a moment, such as 2026-11-01')
    .option('--until <time>', 'the same')
    .option('--limit <number>', 'at most so many', '100')
    .action((options: AuditOptions) => {
      const json = options.json === true
      const run = (work: Work) => tell(work, options)
      note({ needs: 'database', json, migrates: false, run })
    })
}

async function tell(work: Work, options: AuditOptions): Promise<undefined> {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) {
    throw new UsageError(`--limit is 1 to ${MOST}.`)
  }
  const lines = await listAudit(work.database, await filterOf(work, options), limit)
  const head = ['AT', 'TENANT', 'WHO', 'WHAT', 'WHOM', 'DETAILS']
  print(work, lines, lines.length > 0 ? table([head, ...lines.map(row)]) : ['Nothing is noted.'])
}

async function filterOf({ database }: Work, options: AuditOptions): Promise<AuditFilter> {
  const { tenant, actor, action, subject, since, until } = options
  return {
    ...(tenant !== undefined && { tenantId: (await findTenant(database, tenant)).id }),
    ...(actor !== undefined && { actor }),
    ...(action !== undefined && { action }),
    ...(subject !== undefined && { subject }),
    ...(since !== undefined && { since: moment('--since', since) }),
    ...(until !== undefined && { until: moment('--until', until) }),
  }
}

function moment(option: string, text: string): Date {
  const at = new Date(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(at.getTime())) return at
  throw new UsageError(`${option} is "${text}": write it like 2026-11-01 or 2026-11-01T10:00Z.`)
}

function row({ at, tenant, actor, action, subject, details }: AuditLine): string[] {
  const told = Object.keys(details).length > 0 ? JSON.stringify(details) : ''
  const short = told.length > 160 ? `${told.slice(0, 159)}…` : told
  return [minute(at), tenant ?? '-', actor, action, subject, short]
}
