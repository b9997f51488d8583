import { type Account, type AccountName, changeAccount } from './accounts.js'
import { columnsOf } from './columns.js'
import type { Database } from './database.js'
import { checkEmail, checkTimeZone } from './names.js'

/** What is known of a person; null takes it away. */
export type AccountProfile = {
  displayName?: string | undefined
  email?: string | null | undefined
  timeZone?: string | null | undefined
  language?: 'de' | 'en' | null | undefined
}

const COLUMN_OF = {
  displayName: 'display_name',
  email: 'email',
  timeZone: 'time_zone',
  language: 'language',
} as const

/** Absent keys stay. @throws InvalidValue for a bad address or time zone */
export async function setProfile(
  database: Database,
  { tenant, name, ...profile }: AccountName & AccountProfile,
  actor: string,
): Promise<Account> {
  const columns = columnsOf(profile, COLUMN_OF)
  if (profile.email) columns.email = checkEmail(profile.email)
  if (profile.timeZone) columns.time_zone = checkTimeZone(profile.timeZone)
  const details = { fields: Object.keys(columns) }
  const deed = { actor, action: 'account.profile', details }
  return await changeAccount(database, { tenant, name }, columns, deed)
}
