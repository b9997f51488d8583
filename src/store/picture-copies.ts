import type { Sql } from './database.js'
import type { Id } from './model.js'

type Key = { tenantId: Id; contactId: Id }
/** A picture too large for the protocol of which no copy was made yet. */
export type WantedPicture = Key & { original: Uint8Array; turn: number }

/** The next one after this contact, in the order of the key; null when there is none left. */
export async function wantedPicture(sql: Sql, after: Key | null): Promise<WantedPicture | null> {
  const [wanted] = await sql.query<WantedPicture>(
    {
      name: 'wanted-picture',
      text: `select p.tenant_id as "tenantId", p.contact_id as "contactId", p.turn,
          coalesce(nullif(c.picture, ''), c.logo) as original
        from contact_picture_copy p
        join contact c on c.tenant_id = p.tenant_id and c.id = p.contact_id
        where p.made_at is null and (p.tenant_id, p.contact_id) > ($1, $2)
        order by p.tenant_id, p.contact_id limit 1`,
    },
    [after?.tenantId ?? 0, after?.contactId ?? 0],
  )
  return wanted ?? null
}

/** Nothing happens when the original is another one by now. */
export async function savePictureCopy(
  sql: Sql,
  made: Key & { turn: number; copy?: Uint8Array; problem?: string },
): Promise<void> {
  await sql.query(
    {
      name: 'save-picture-copy',
      text: `update contact_picture_copy set copy = $4, problem = $5, made_at = now()
        where tenant_id = $1 and contact_id = $2 and turn = $3`,
    },
    [
      ...[made.tenantId, made.contactId, made.turn],
      ...[made.copy ? Buffer.from(made.copy) : null, made.problem?.slice(0, 500) ?? null],
    ],
  )
}
