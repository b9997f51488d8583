import { itemFacts } from '../../store/item-facts.js'
import type { Id, ItemKind } from '../../store/model.js'
import type { Session } from '../../store/session.js'
import { loadSession } from '../../store/sessions.js'
import { zoneOf } from '../sync/scope.js'
import { selectorFor } from '../sync/selector.js'
import type { Step, Verdict } from './reason.js'
import { dateOf, REACHING, type Rule, SELECTING } from './rules.js'
import {
  collectionKindOf,
  type ExplainApp,
  renderedNow,
  type Subject,
  subjectOf,
} from './subject.js'

/** Why an item is on one device of an account, or is not. */
export type Explanation = {
  device: { id: string; type: string; lastSeen: Date | null } | null
  /** The user's, in which instants are told. */
  zone: string
  verdict: Verdict
  /** The rules asked, in order. Unless the item is on the device, the last one decides. */
  steps: Step[]
  /** The ServerIds that the device has of it. */
  held: string[]
}

/**
 * Follows an item to a device, rule by rule. `login` is `name_tenant`; without a DeviceId, or with
 * one that is unknown, it ends where the account has no device. Reads only. Null: unknown login.
 */
export async function explain(
  app: ExplainApp,
  asked: { login: string; deviceId: string | null; kind: ItemKind; id: Id },
): Promise<Explanation | null> {
  const session = await loadSession(app.database, asked.login, asked.deviceId)
  if (!session) return null
  const key = { tenantId: session.tenant.id, accountId: session.account.id }
  const item = await itemFacts(app.database, key, asked)
  const collectionKind = collectionKindOf(asked.kind)
  const subject = await subjectOf(app, session, { item, collectionKind })
  const steps: Step[] = []
  const selected = await passes(SELECTING, subject, steps)
  const verdict = selected ? await reach(subject, steps) : verdictOfUnselected(subject)
  return {
    device: deviceOf(session),
    zone: zoneOf(session),
    verdict,
    steps,
    held: subject.held.flatMap(({ server_id, hash }) => (hash === null ? [] : [server_id])),
  }
}

function deviceOf({ device }: Session): Explanation['device'] {
  if (!device) return null
  const { device_id: id, device_type: type, last_seen_at: seen } = device
  return { id, type, lastSeen: dateOf(seen) }
}

/** Asks rule after rule; false at the first that does not let the item through. */
async function passes(rules: readonly Rule[], subject: Subject, steps: Step[]): Promise<boolean> {
  for (const rule of rules) {
    const step = await rule(subject)
    if (step) steps.push(step)
    if (step && !step.ok) return false
  }
  return true
}

function verdictOfUnselected({ held }: Subject): Verdict {
  return held.some(({ hash }) => hash !== null) ? 'leaving' : 'not-sent'
}

/** The item is selected: does the device have it as it is now, and if not, what is in the way? */
async function reach(subject: Subject, steps: Step[]): Promise<Verdict> {
  const { item, held } = subject
  const stands = await compared(subject)
  if (stands.problem !== null) {
    const at = item?.changedAt ?? null
    steps.push({ code: 'set-aside', ok: false, values: { detail: stands.problem, at } })
    return held.some(({ hash }) => hash !== null) ? 'older-version' : 'not-sent'
  }
  const now = { code: 'up-to-date', ok: stands.current, values: { at: item?.changedAt ?? null } }
  if (stands.current) {
    steps.push({ ...now, code: 'up-to-date' })
    return 'on-device'
  }
  if (await passes(REACHING, subject, steps)) steps.push({ ...now, code: 'up-to-date' })
  return stands.missing ? 'waiting' : 'older-version'
}

type Standing = { current: boolean; missing: boolean; problem: string | null }

async function compared({ scope, item, held, app }: Subject): Promise<Standing> {
  const none = { current: false, missing: true, problem: null }
  if (!scope || !item) return none
  const sql = app.database
  const { entries } = await selectorFor(scope).wanted(sql, [item.id])
  const rendered = await renderedNow(sql, scope, entries.get(item.id) ?? [])
  const rows = new Map(held.map((row) => [row.server_id, row]))
  for (const one of rendered) {
    const row = rows.get(one.entry.serverId)
    const problem = 'problem' in one ? one.problem : (row?.problem ?? null)
    if (problem !== null) return { ...none, problem }
  }
  const isCurrent = (one: (typeof rendered)[number]) => {
    const row = rows.get(one.entry.serverId)
    return 'hash' in one && row?.hash != null && row.pending !== 'echo' && one.hash.equals(row.hash)
  }
  return {
    current: rows.size > 0 && rendered.every(isCurrent),
    missing: rendered.some(({ entry }) => rows.get(entry.serverId)?.hash == null),
    problem: null,
  }
}
