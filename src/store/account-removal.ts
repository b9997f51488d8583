import { type Account, type AccountName, findAccount } from './accounts.js'
import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import { resetLoginCounter } from './login-counter.js'

export type RemovedAccount = {
  account: Account
  /** Items that went with it; what others share stays theirs. */
  removed: { appointments: number; tasks: number; contacts: number; notes: number }
}

/**
 * Items of this account alone. An appointment or task is shared when another account takes part in
 * it; a contact when another account has it in its sync or an appointment that stays names it.
 */
const OWN_ITEMS = {
  appointments: `delete from appointment a where a.tenant_id = $1 and a.owner_id = $2
    and not exists (select 1 from appointment_participant p where p.tenant_id = a.tenant_id
      and p.appointment_id = a.id and p.account_id <> $2)`,
  tasks: `delete from task t where t.tenant_id = $1
    and (t.responsible_id = $2 or (t.responsible_id is null and exists (
      select 1 from task_editor e where e.tenant_id = t.tenant_id and e.task_id = t.id
        and e.account_id = $2)))
    and not exists (select 1 from task_editor e where e.tenant_id = t.tenant_id
      and e.task_id = t.id and e.account_id <> $2)`,
  contacts: `delete from contact c where c.tenant_id = $1 and c.responsible_id = $2
    and not exists (select 1 from contact_sync s where s.tenant_id = c.tenant_id
      and s.contact_id = c.id and s.account_id <> $2)
    and not exists (select 1 from appointment_participant p where p.tenant_id = c.tenant_id
      and p.contact_id = c.id)`,
  notes: 'delete from note n where n.tenant_id = $1 and n.owner_id = $2',
} as const

/**
 * Erases a person: the account with its devices, sync flags and failed logins, and the items it
 * alone had. The history keeps what was done, under a number instead of the name.
 */
export async function removeAccount(
  database: Database,
  name: AccountName,
  actor: string,
): Promise<RemovedAccount> {
  return await database.transact(async (tx) => {
    const account = await findAccount(tx, name)
    const removed = {
      appointments: await removeOwn(tx, account, OWN_ITEMS.appointments),
      tasks: await removeOwn(tx, account, OWN_ITEMS.tasks),
      contacts: await removeOwn(tx, account, OWN_ITEMS.contacts),
      notes: await removeOwn(tx, account, OWN_ITEMS.notes),
    }
    const key = [account.tenantId, account.id]
    const text = 'delete from account where tenant_id = $1 and id = $2'
    await tx.query({ name: 'remove-account', text }, key)
    await resetLoginCounter(tx, account.tenantId, account.id)
    await forgetName(tx, account)
    await writeAudit(tx, {
      tenantId: account.tenantId,
      actor,
      action: 'account.remove',
      subject: anonymous(account),
      details: removed,
    })
    return { account, removed }
  })
}

const anonymous = ({ id }: Account) => `#${id}`

async function removeOwn(sql: Sql, account: Account, text: string): Promise<number> {
  const statement = { name: '', text: `${text} returning 1 as gone` }
  return (await sql.query(statement, [account.tenantId, account.id])).length
}

async function forgetName(sql: Sql, account: Account): Promise<void> {
  await sql.query(
    {
      name: 'forget-name',
      text: `update audit set subject = $3, details = '{}'
        where tenant_id = $1 and subject = $2 and action like 'account.%'`,
    },
    [account.tenantId, account.name, anonymous(account)],
  )
}
