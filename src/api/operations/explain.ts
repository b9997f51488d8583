import { z } from 'zod'
import type { Explanation } from '../../activesync/explain/explain.js'
import {
  explainToUser,
  holdersOfItem,
  type ItemKey,
} from '../../activesync/explain/explain-item.js'
import { REASONS } from '../../activesync/explain/reason.js'
import { type Language, phraseOf, verdictIn } from '../../activesync/explain/words.js'
import { type FoundItem, findItems } from '../../store/item-facts.js'
import { loadItems } from '../../store/items.js'
import { type Id, ITEM_KINDS, type ItemKind } from '../../store/model.js'
import { type Call, type Operation, operation } from '../operation.js'
import { notFound } from '../problem.js'
import { instantText, language, rowId, textOf } from '../shapes/common.js'
import { userOf } from './target-user.js'

const group = 'Explain'
const scope = 'items:read'
const MOST_FOUND = 20
const kinds = z.enum(ITEM_KINDS as unknown as [ItemKind, ...ItemKind[]])

const item = z.strictObject({ kind: kinds, id: rowId }).meta({ id: 'ItemKey' })
const seenOn = z
  .strictObject({ id: z.string(), type: z.string(), lastSeen: instantText.nullable() })
  .nullable()
  .describe('Null: the user has no device yet.')
const verdict = z.enum(['on-device', 'older-version', 'waiting', 'not-sent', 'leaving'])
const explanation = z
  .strictObject({
    device: seenOn,
    verdict,
    verdictText: z.string(),
    steps: z.array(
      z.strictObject({
        code: z.enum(REASONS),
        ok: z.boolean(),
        text: z.string(),
        todo: z.string().nullable().describe('What to do about it.'),
      }),
    ),
    held: z.array(z.string()).describe('ServerIds that the device has of it.'),
  })
  .meta({ id: 'Explanation', description: 'The rules asked, in order; the last one decides.' })

const KEY = /^([a-z]+):([1-9]\d{0,14})$/

const explainToThem = operation({
  method: 'GET',
  path: '/tenants/{tenant}/users/{user}/explain',
  ...{ id: 'explain', group, scope },
  summary: 'Why an item is on the devices of a user, or is not',
  query: z.strictObject({
    item: z.string().min(1).max(300).describe('`appointment:12`, a UID, or words of the title.'),
    device: z.string().min(1).max(100).optional().describe('Only this one, by its DeviceId.'),
    language: language.default('en').describe('Of the words.'),
  }),
  answer: z
    .strictObject({
      item: item.nullable().describe('Null: none, or several that fit.'),
      found: z
        .array(z.strictObject({ ...item.shape, title: z.string(), at: z.string().nullable() }))
        .describe('Several that fit: ask for one of them.'),
      answers: z.array(explanation).describe('One for each device.'),
    })
    .meta({ id: 'ExplainedItem' }),
  async handle(call) {
    const { app, tenant, query } = call
    const account = await userOf(call)
    const found = await wanted(call, query.item)
    const [only] = found
    if (!only || found.length > 1) return { body: { item: null, found, answers: [] } }
    const asked = {
      item: keyOf(only),
      ...(query.device !== undefined && { deviceId: query.device }),
    }
    const key = { tenantId: tenant.id, accountId: account.id, login: account.login }
    const answers = await explainToUser(app, key, asked)
    const told = answers.map((one) => viewOf(one, query.language))
    return { body: { item: keyOf(only), found: [], answers: told } }
  },
})

const keyOf = ({ kind, id }: ItemKey): ItemKey => ({ kind, id })

async function wanted(
  { database, tenant }: Pick<Call<'{tenant}'>, 'database' | 'tenant'>,
  text: string,
): Promise<FoundItem[]> {
  const [, kind, id] = KEY.exec(text) ?? []
  const named = ITEM_KINDS.find((one) => one === kind)
  if (!named) return await findItems(database, tenant.id, { words: text, limit: MOST_FOUND })
  return [{ kind: named, id: Number(id), title: '', at: null }]
}

function viewOf(found: Explanation, language: Language): z.output<typeof explanation> {
  const { device, zone, verdict, steps, held } = found
  return {
    device: device && { ...device, lastSeen: textOf(device.lastSeen) },
    ...{ verdict, verdictText: verdictIn(verdict, language), held },
    steps: steps.map((step) => ({ code: step.code, ...phraseOf(step, { language, zone }) })),
  }
}

const holders = operation({
  method: 'GET',
  path: '/tenants/{tenant}/items/{kind}/{id}/devices',
  ...{ id: 'listHolders', group, scope },
  summary: 'Which devices have an item, and in which version',
  answer: z.strictObject({
    items: z.array(
      z.strictObject({ login: z.string(), device: seenOn, verdict }).meta({ id: 'Holder' }),
    ),
  }),
  async handle({ app, database, tenant, params }) {
    const key: ItemKey = { kind: params.kind as ItemKind, id: Number(params.id) }
    await requireItem(database, tenant.id, key)
    const found = await holdersOfItem(app, tenant.id, key)
    const items = found.map(({ login, device, verdict }) => ({
      ...{ login, verdict },
      device: device && { ...device, lastSeen: textOf(device.lastSeen) },
    }))
    return { body: { items } }
  },
})

async function requireItem(database: Call['database'], tenantId: Id, { kind, id }: ItemKey) {
  const [found] = await loadItems(database, kind, { tenantId, ids: [id] })
  if (!found) throw notFound(`The tenant has no ${kind} ${id}.`)
}

export const explainOperations: readonly Operation[] = [explainToThem, holders]
