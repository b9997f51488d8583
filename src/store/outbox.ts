import type { Sql } from './database.js'
import type { Id } from './model.js'

/** A mail that is ready to go out. */
export type OutgoingMail = {
  /** Unique among the account's mails: the same thing is never mailed twice. */
  key: string
  print?: string
  /** With angle brackets; the same in each attempt, so that a receiver can tell a repetition. */
  messageId: string
  /** Addresses of the envelope. */
  sender: string
  recipients: readonly string[]
  /** RFC 5322, without Bcc. */
  message: Uint8Array
}

type AccountKey = { tenantId: Id; accountId: Id }

/** Puts a mail into the outbox; false when there was one with this key before. */
export async function enqueueMail(
  tx: Sql,
  { tenantId, accountId }: AccountKey,
  mail: OutgoingMail,
): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'enqueue-mail',
      text: `insert into mail_outbox
          (tenant_id, account_id, key, print, message_id, sender, recipients, message)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (tenant_id, account_id, key) do nothing returning id`,
    },
    [
      ...[tenantId, accountId, mail.key, mail.print ?? '', mail.messageId, mail.sender],
      ...[mail.recipients, Buffer.from(mail.message)],
    ],
  )
  return rows.length > 0
}

/** Whether a mail with this key was put into the outbox before. */
export async function hasMail(
  sql: Sql,
  { tenantId, accountId }: AccountKey,
  key: string,
): Promise<boolean> {
  const rows = await sql.query(
    {
      name: 'has-mail',
      text: 'select id from mail_outbox where tenant_id = $1 and account_id = $2 and key = $3',
    },
    [tenantId, accountId, key],
  )
  return rows.length > 0
}

/** To how many recipients the account has written within the last seconds. */
export async function recipientsSince(
  sql: Sql,
  { tenantId, accountId }: AccountKey,
  seconds: number,
): Promise<number> {
  const [row] = await sql.query<{ sum: number | null }>(
    {
      name: 'recipients-since',
      text: `select sum(cardinality(recipients))::integer as sum from mail_outbox
        where tenant_id = $1 and account_id = $2 and created_at > now() - make_interval(secs => $3)`,
    },
    [tenantId, accountId, seconds],
  )
  return row?.sum ?? 0
}

/** How many mails there were whose keys begin so, and the print of the newest. */
export async function mailsBefore(
  sql: Sql,
  { tenantId, accountId }: AccountKey,
  prefix: string,
): Promise<{ count: number; print: string | null }> {
  const rows = await sql.query<{ print: string }>(
    {
      name: 'mails-before',
      text: `select print from mail_outbox where tenant_id = $1 and account_id = $2
        and starts_with(key, $3) order by id desc`,
    },
    [tenantId, accountId, prefix],
  )
  return { count: rows.length, print: rows[0]?.print ?? null }
}

/** RFC 5545, Sequence Number, of the next invitation to this appointment; `first` if there is none. */
export async function nextSequence(
  tx: Sql,
  { tenantId, appointmentId }: { tenantId: Id; appointmentId: Id },
  first: number,
): Promise<number> {
  const [row] = await tx.query<{ sequence: number }>(
    {
      name: 'next-sequence',
      text: `insert into appointment_invitation as i (tenant_id, appointment_id, sequence)
        values ($1, $2, $3) on conflict (tenant_id, appointment_id)
        do update set sequence = i.sequence + 1 returning sequence`,
    },
    [tenantId, appointmentId, first],
  )
  return row?.sequence ?? first
}

/** That of the last invitation; 0 when the gateway wrote none. */
export async function lastSequence(
  sql: Sql,
  { tenantId, appointmentId }: { tenantId: Id; appointmentId: Id },
): Promise<number> {
  const [row] = await sql.query<{ sequence: number }>(
    {
      name: 'last-sequence',
      text: `select sequence from appointment_invitation
        where tenant_id = $1 and appointment_id = $2`,
    },
    [tenantId, appointmentId],
  )
  return row?.sequence ?? 0
}

export type ClaimedMail = {
  tenantId: Id
  id: Id
  messageId: string
  sender: string
  recipients: string[]
  message: Buffer
  /** This attempt counted. */
  attempts: number
}

/** Takes the next mail that is due; nobody else gets it within this time. Null when there is none. */
export async function claimMail(sql: Sql, leaseSeconds: number): Promise<ClaimedMail | null> {
  const [row] = await sql.query<ClaimedMail>(
    {
      name: 'claim-mail',
      text: `update mail_outbox o set attempts = o.attempts + 1,
          claimed_until = now() + make_interval(secs => $1)
        where (o.tenant_id, o.id) = (select n.tenant_id, n.id from mail_outbox n
          where n.sent_at is null and n.failed_at is null and n.next_at <= now()
            and (n.claimed_until is null or n.claimed_until < now())
          order by n.next_at, n.tenant_id, n.id limit 1 for update skip locked)
        returning o.tenant_id as "tenantId", o.id, o.message_id as "messageId", o.sender,
          o.recipients, o.message, o.attempts`,
    },
    [leaseSeconds],
  )
  return row ?? null
}

type MailKey = { tenantId: Id; id: Id }

/** What became of an attempt: `retrySeconds` of a failed one; without it there is no further one. */
export type MailOutcome = { sent: true } | { sent: false; problem: string; retrySeconds?: number }

export async function settleMail(
  sql: Sql,
  { tenantId, id }: MailKey,
  outcome: MailOutcome,
): Promise<void> {
  const retry = outcome.sent ? null : (outcome.retrySeconds ?? null)
  const done = outcome.sent || retry === null
  await sql.query(
    {
      name: 'settle-mail',
      text: `update mail_outbox set claimed_until = null,
          sent_at = case when $3::boolean then now() end,
          failed_at = case when $4::boolean and not $3::boolean then now() end,
          message = case when $4::boolean then null else message end,
          next_at = now() + make_interval(secs => $5), problem = $6
        where tenant_id = $1 and id = $2`,
    },
    [
      ...[tenantId, id, outcome.sent, done, retry ?? 0],
      outcome.sent ? null : outcome.problem.slice(0, 500),
    ],
  )
}

/** Where no other gateway can be: what a killed one was sending is due again. */
export async function releaseMails(sql: Sql): Promise<void> {
  await sql.query({
    name: 'release-mails',
    text: 'update mail_outbox set claimed_until = null where claimed_until is not null',
  })
}

/** Forgets mails done before this time; the number of them. */
export async function forgetMails(
  tx: Sql,
  { before, limit }: { before: Date; limit: number },
): Promise<number> {
  const rows = await tx.query(
    {
      name: 'forget-mails',
      text: `delete from mail_outbox where ctid in (select ctid from mail_outbox
          where created_at < $1 and (sent_at is not null or failed_at is not null)
          order by created_at limit $2)
        returning id`,
    },
    [before, limit],
  )
  return rows.length
}
