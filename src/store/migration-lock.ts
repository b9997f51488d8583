import { setTimeout as pause } from 'node:timers/promises'
import type { OnlineIndex } from '../../db/migrations/migration.js'
import { UserError } from '../errors.js'
import type { Database } from './database.js'
import { storeError } from './postgres-errors.js'

/** Has the database's migrations to itself. */
export type Migrator = {
  createIndex(index: OnlineIndex): Promise<void>
}

type Waiting = { onWait?(why: string): void; signal?: AbortSignal }

/** Any number, the same in every gateway: of those that start together one migrates. */
const MIGRATION_LOCK = 7_211_846
const STEP_MS = 250
/** Said again every so many steps. */
const STEPS_BETWEEN_WORDS = 120

/** What we use of a connection of pg's. */
type Session = {
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>
}

/**
 * Does `work` while no other gateway migrates. The lock is that of a session of its own, so that it ends
 * with the process, and nobody waits for it in a transaction: an index made concurrently would wait for
 * that transaction.
 */
export async function aloneInMigrating<T>(
  { kind, knex }: Pick<Database, 'knex' | 'kind'>,
  waiting: Waiting,
  work: (migrator: Migrator) => Promise<T>,
): Promise<T> {
  // The embedded database is this process's alone.
  if (kind === 'pglite') {
    return await work({
      async createIndex(index) {
        await knex.raw(indexText(index, 'if not exists'))
      },
    })
  }
  const session: Session = await knex.client.acquireRawConnection().catch((error: unknown) => {
    throw storeError(error)
  })
  try {
    await session.query('set statement_timeout = 0')
    await lockAtLast(session, waiting)
    return await work({ createIndex: (index) => createConcurrently(session, index) })
  } finally {
    await knex.client.destroyRawConnection(session)
  }
}

async function lockAtLast(session: Session, { onWait, signal }: Waiting): Promise<void> {
  for (let steps = 0; ; steps++) {
    const { rows } = await session.query(`select pg_try_advisory_lock(${MIGRATION_LOCK}) as locked`)
    if (rows[0]?.locked) return
    if (signal?.aborted) throw new UserError('Stopped while another gateway migrates the database.')
    if (steps % STEPS_BETWEEN_WORDS === STEPS_BETWEEN_WORDS - 1) {
      onWait?.('Another gateway migrates the database: this one goes on when that has ended.')
    }
    await pause(STEP_MS)
  }
}

/** Interrupted, it leaves an index that is not valid, which `if not exists` would take for done. */
async function createConcurrently(session: Session, index: OnlineIndex): Promise<void> {
  const { rows } = await session.query(`select indisvalid as valid from pg_index
    where indexrelid = to_regclass('${index.name}')`)
  if (rows[0]?.valid) return
  if (rows[0]) await session.query(`drop index concurrently ${index.name}`)
  await session.query(indexText(index, 'concurrently'))
}

function indexText({ name, on, unique = false }: OnlineIndex, how: string): string {
  const words = how === 'concurrently' ? `concurrently ${name}` : `${how} ${name}`
  return `create ${unique ? 'unique ' : ''}index ${words} ${on}`
}
