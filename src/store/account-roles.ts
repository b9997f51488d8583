import { type Account, type AccountName, changeAccount } from './accounts.js'
import type { Database } from './database.js'
import type { PhonePassword } from './tenants.js'

/** What a user may do on the pages: nothing but the own page, the own tenant, everything. */
export const ROLES = ['user', 'admin', 'installation'] as const
export type Role = (typeof ROLES)[number]

export async function setRole(
  database: Database,
  change: AccountName & { role: Role },
  actor: string,
): Promise<Account> {
  const { role } = change
  const columns = { is_admin: role !== 'user', installation_admin: role === 'installation' }
  return await changeAccount(database, change, columns, {
    ...{ actor, action: 'account.role', details: { role } },
  })
}

/** In which the pages speak to the user. */
export async function setLanguage(
  database: Database,
  change: AccountName & { language: 'de' | 'en' },
  actor: string,
): Promise<Account> {
  const { language } = change
  const deed = { actor, action: 'account.language', details: { language } }
  return await changeAccount(database, change, { language }, deed)
}

/** Null: as the tenant has it. With `app-only` devices that have the account's own stop at once. */
export async function setPhonePassword(
  database: Database,
  { phonePassword, ...name }: AccountName & { phonePassword: PhonePassword | null },
  actor: string,
): Promise<Account> {
  const deed = { actor, action: 'account.phone-password', details: { phonePassword } }
  return await changeAccount(database, name, { phone_password: phonePassword }, deed)
}
