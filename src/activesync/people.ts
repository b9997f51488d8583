import { loadContacts } from '../store/contacts.js'
import type { DirectoryEntry } from '../store/directory.js'
import { findPeople } from '../store/directory.js'
import { directoryQuery } from '../store/directory-query.js'
import type { Contact } from '../store/model.js'
import { addressesOf } from './account-address.js'
import type { CommandContext } from './command.js'
import { isOffered } from './folders.js'
import { render } from './sync/render.js'
import { mapperContext } from './sync/scope.js'
import { wholeItem } from './sync/selection.js'
import { type Element, type Tag, textOf } from './wbxml/element.js'

/** Someone in the directory: an account of the tenant, or a contact of the account that asks. */
export type Person = {
  kind: DirectoryEntry['kind']
  /** Of the account or the contact. */
  id: number
  displayName: string
  /** What else there is to tell, by its element (MS-ASCMD, Properties (Search)); none is empty. */
  properties: Partial<Record<GalTag, string>>
  picture: Buffer | null
  /** All of the person's addresses, the main one first. */
  addresses: string[]
}

export type GalTag = `GAL:${
  | 'Phone'
  | 'Office'
  | 'Title'
  | 'Company'
  | 'Alias'
  | 'FirstName'
  | 'LastName'
  | 'HomePhone'
  | 'MobilePhone'
  | 'EmailAddress'}`

const ADDRESSES: readonly Tag[] = [
  'Contacts:Email1Address',
  'Contacts:Email2Address',
  'Contacts:Email3Address',
]

/** A contact shows what it shows in the address list; the first that is there. */
const FROM_CONTACT: readonly [GalTag, readonly Tag[]][] = [
  ['GAL:Phone', ['Contacts:BusinessPhoneNumber', 'Contacts:Business2PhoneNumber']],
  ['GAL:Office', ['Contacts:OfficeLocation']],
  ['GAL:Title', ['Contacts:JobTitle', 'Contacts:Title']],
  ['GAL:Company', ['Contacts:CompanyName']],
  ['GAL:Alias', ['Contacts:Alias']],
  ['GAL:FirstName', ['Contacts:FirstName']],
  ['GAL:LastName', ['Contacts:LastName']],
  ['GAL:HomePhone', ['Contacts:HomePhoneNumber', 'Contacts:Home2PhoneNumber']],
  ['GAL:MobilePhone', ['Contacts:MobilePhoneNumber']],
  ['GAL:EmailAddress', ADDRESSES],
]

export type PeoplePage = { total: number; people: Person[] }

/**
 * People whose names, companies, addresses or numbers begin with what was typed, by their names:
 * accounts of the tenant and, where the account has contacts, those in its address lists.
 */
export async function searchPeople(
  context: CommandContext,
  text: string,
  { offset, limit }: { offset: number; limit: number },
): Promise<PeoplePage> {
  const { app, session, version } = context
  const query = directoryQuery(text)
  if (!query) return { total: 0, people: [] }
  const contactsOf = isOffered('contacts', session, { ...app.config, version })
    ? session.account.id
    : null
  const directory = { tenantId: session.tenant.id, contactsOf }
  const { total, entries } = await findPeople(app.database, directory, { query, offset, limit })
  return { total, people: await peopleOf(context, entries) }
}

async function peopleOf(
  context: CommandContext,
  entries: readonly DirectoryEntry[],
): Promise<Person[]> {
  const { app, session } = context
  const ids = entries.filter(({ kind }) => kind === 'contact').map(({ id }) => id)
  const loaded = ids.length > 0 ? await loadContacts(app.database, session.tenant.id, ids) : []
  const contacts = new Map(loaded.map((contact) => [contact.id, contact]))
  return entries.flatMap((entry) => {
    if (entry.kind === 'account') return personOfAccount(context, entry)
    const contact = contacts.get(entry.id)
    return contact ? personOfContact(context, entry.title, contact) : []
  })
}

function personOfAccount(
  { app, session }: CommandContext,
  { id, title, name, email, branch }: Extract<DirectoryEntry, { kind: 'account' }>,
): Person {
  const addresses = addressesOf({ account: { name, email }, tenant: session.tenant }, app.config)
  const [address] = addresses
  return {
    ...{ kind: 'account', id, displayName: title, picture: null, addresses },
    properties: {
      ...(branch && { 'GAL:Office': branch }),
      'GAL:Alias': name,
      ...(address && { 'GAL:EmailAddress': address }),
    },
  }
}

function personOfContact(context: CommandContext, title: string, contact: Contact): Person[] {
  const entry = wholeItem('', contact.id)
  const rendered = render('contact', contact, { entry, mapper: mapperContext(context, []) })
  if ('problem' in rendered) return []
  const { data } = rendered
  const properties = Object.fromEntries(
    FROM_CONTACT.flatMap(([tag, sources]) => {
      const text = firstText(data, sources)
      return text ? [[tag, text]] : []
    }),
  )
  const picture = textOf(data, 'Contacts:Picture')
  return [
    {
      ...{ kind: 'contact', id: contact.id, displayName: title || firstText(data, NAMES) || '' },
      properties,
      addresses: ADDRESSES.flatMap((tag) => textOf(data, tag) || []),
      picture: picture ? Buffer.from(picture, 'base64') : null,
    },
  ]
}

const NAMES: readonly Tag[] = ['Contacts:FileAs', 'Contacts:Email1Address']

function firstText(data: Element, tags: readonly Tag[]): string | undefined {
  for (const tag of tags) {
    const text = textOf(data, tag)
    if (text) return text
  }
  return undefined
}
