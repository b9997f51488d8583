import { jsonb } from './columns.js'
import type { Sql, Statement } from './database.js'
import type { Id } from './model.js'

/** Names one request of one token. */
export type AnswerKey = { tenantId: Id; tokenId: Id; key: string }

/** What was answered to it. */
export type StoredAnswer = {
  status: number
  headers: Record<string, string>
  body: unknown
}

/** How long an answer is kept, in hours. */
export const ANSWER_HOURS = 24

const CLAIM: Statement = {
  name: 'claim-api-answer',
  text: `
insert into api_answer as a (tenant_id, token_id, key, print, created_at)
values ($1, $2, $3, $4, $5)
on conflict (tenant_id, token_id, key) do update
  set print = excluded.print, answer = null, created_at = excluded.created_at
  where a.created_at <= excluded.created_at - interval '${ANSWER_HOURS} hours'
returning 1 as claimed`,
}

const FIND: Statement = {
  name: 'find-api-answer',
  text: 'select print, answer from api_answer where tenant_id = $1 and token_id = $2 and key = $3',
}

type Found = { print: Uint8Array; answer: StoredAnswer }

/**
 * Takes the key for this transaction, waiting for another one that has it. Null: it is ours, and
 * `storeAnswer` follows; else what was answered, and to which request.
 */
export async function claimAnswer(
  tx: Sql,
  { tenantId, tokenId, key }: AnswerKey,
  { print, now }: { print: Uint8Array; now: Date },
): Promise<Found | null> {
  const [claimed] = await tx.query(CLAIM, [tenantId, tokenId, key, print, now])
  if (claimed) return null
  const [found] = await tx.query<Found>(FIND, [tenantId, tokenId, key])
  if (!found) throw new Error('An answer that was there is gone.')
  return found
}

export async function storeAnswer(
  tx: Sql,
  { tenantId, tokenId, key }: AnswerKey,
  answer: StoredAnswer,
): Promise<void> {
  const text = `update api_answer set answer = $4::jsonb
    where tenant_id = $1 and token_id = $2 and key = $3`
  await tx.query({ name: 'store-api-answer', text }, [tenantId, tokenId, key, jsonb(answer)])
}

/** Forgets answers given before this time; the number of them. */
export async function forgetAnswers(
  tx: Sql,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const rows = await tx.query(
    {
      name: 'forget-api-answers',
      text: `delete from api_answer where ctid in (
          select ctid from api_answer where created_at < $1 order by created_at limit $2)
        returning 1 as gone`,
    },
    [before, limit],
  )
  return rows.length
}
