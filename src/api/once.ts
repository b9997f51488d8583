import { createHmac } from 'node:crypto'
import type { Request } from 'express'
import type { AppContext } from '../context.js'
import { claimAnswer, type StoredAnswer, storeAnswer } from '../store/api-answers.js'
import type { Database } from '../store/database.js'
import { joinedDatabase } from '../store/joined-database.js'
import type { Authenticated } from './authenticate.js'
import { Problem } from './problem.js'

const KEY = /^[\x20-\x7e]{1,255}$/

/** A request that is carried out once, however often it comes. */
export type Attempt = { key: string | null; print: Buffer }

/** @throws Problem 400 for an unusable key */
export function attemptOf(
  request: Request,
  bytes: Buffer,
  { secret }: Pick<Authenticated, 'secret'>,
): Attempt {
  const key = request.get('idempotency-key') ?? null
  if (key !== null && !KEY.test(key)) {
    const detail = 'The Idempotency-Key has 1 to 255 signs of ASCII.'
    throw new Problem('malformed-request', detail)
  }
  const mac = createHmac('sha256', secret)
  mac.update(`${request.method}\n${request.originalUrl}\n${request.get('if-match') ?? ''}\n`)
  return { key, print: mac.update(bytes).digest() }
}

/**
 * Does the work and keeps its answer in one transaction: a gateway that dies leaves both or none. The
 * same key again gets the same answer; while the first is under way, the second waits for it. What
 * failed is not kept, since it did nothing.
 * @param unkept a field of the answer that is not kept
 * @throws Problem 422 for the same key with another request
 */
export async function once(
  { database, now }: Pick<AppContext, 'database' | 'now'>,
  { caller, key, print, unkept }: Pick<Authenticated, 'caller'> & Attempt & { unkept?: string },
  work: (database: Database) => Promise<StoredAnswer>,
): Promise<StoredAnswer> {
  return await database.transact(async (tx) => {
    const joined = joinedDatabase(database, tx)
    if (key === null) return await work(joined)
    const name = { tenantId: caller.tenantId, tokenId: caller.id, key }
    const before = await claimAnswer(tx, name, { print, now: now() })
    if (before) return repeated(before, print)
    const answer = await work(joined)
    await storeAnswer(tx, name, without(answer, unkept))
    return answer
  })
}

function without(answer: StoredAnswer, field: string | undefined): StoredAnswer {
  if (field === undefined) return answer
  return { ...answer, body: { ...(answer.body as object), [field]: null } }
}

function repeated(
  before: { print: Uint8Array; answer: StoredAnswer },
  print: Buffer,
): StoredAnswer {
  if (!print.equals(before.print)) {
    const detail = 'This key was used for another request: take a new key for each.'
    throw new Problem('key-reused', detail)
  }
  const { answer } = before
  return { ...answer, headers: { ...answer.headers, 'Idempotency-Replayed': 'true' } }
}
