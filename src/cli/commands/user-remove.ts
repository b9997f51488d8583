import { randomBytes } from 'node:crypto'
import { removeAccount } from '../../store/account-removal.js'
import { type Account, type AccountName, findAccount } from '../../store/accounts.js'
import { loadPersonItems, loadPersonRows } from '../../store/export.js'
import { exportItems } from '../export-items.js'
import { print, type Work } from '../invocation.js'
import { stemOf, writeNew } from '../write-files.js'

/** Writes all that is known of a person to three files, then erases it; not without the files. */
export async function removeUser(
  work: Work,
  key: AccountName,
  file: string | undefined,
): Promise<undefined> {
  const account = await findAccount(work.database, key)
  const stem = stemOf(work.terminal.cwd, file ?? nameFor(work, account))
  const files = await writePerson(work, account, stem)
  const { removed } = await removeAccount(work.database, key, work.actor)
  const { appointments, tasks, contacts, notes } = removed
  print(work, { account, files, removed }, [
    `Removed the user ${account.login} with its devices, and what it alone had: ` +
      `${appointments} appointments, ${tasks} tasks, ${contacts} contacts, ${notes} notes.`,
    'All its data were written before to (keep or delete them as your rules say):',
    ...files.map((path) => `  ${path}`),
  ])
}

/** The login may hold what a file name may not. */
function nameFor(work: Work, account: Account): string {
  const login = account.login.replace(/[^\p{L}\p{N}._-]/gu, '-').replace(/^\.+/, '')
  return `export-${login}-${work.now().toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`
}

async function writePerson(work: Work, account: Account, stem: string): Promise<string[]> {
  const items = await loadPersonItems(work.database, account)
  const rows = await loadPersonRows(work.database, account)
  const texts = exportItems(items)
  const person = { tenant: account.tenant, login: account.login, ...rows, ...withPictures(items) }
  return [
    writeNew(`${stem}.json`, `${JSON.stringify(person, null, 2)}\n`),
    writeNew(`${stem}.ics`, texts.calendar),
    writeNew(`${stem}.vcf`, texts.contacts),
  ]
}

type Items = Awaited<ReturnType<typeof loadPersonItems>>

/** JSON has no bytes: pictures are base64. */
function withPictures(items: Items) {
  const contacts = items.contacts.map((contact) => ({
    ...contact,
    picture: contact.picture ? Buffer.from(contact.picture).toString('base64') : null,
  }))
  return { ...items, contacts }
}
