import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Contact, ContactPatch } from '../../store/model.js'
import { MappingError } from '../mapping-error.js'
import { readBody, writeBody } from './body.js'
import { kept, keptText, withEntry } from './client-data.js'
import { clean, lines, text } from './codecs.js'
import { readBirthday, writeBirthday } from './contact-birthday.js'
import { NUMBER_SLOTS, readNumbers, writeNumbers } from './contact-numbers.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import type { ItemMapper, ReadContext } from './mapper.js'
import { joined, type ReadState, type Row, readRows, ruleFor, writeRows } from './rule.js'

const rule = ruleFor<Contact>()

/** MS-ASCNTC, first what the application has (R-ONO-130 to 138), then what is only kept. */
export const contactRules: readonly Row<Contact>[] = [
  joined('Contacts:FileAs', (contact) => writeFileAs(contact), {
    fields: ['lastName', 'firstName', 'company'],
    says: '`Last, First`, else the company; a client’s own as long as the name stays',
    ids: ['MS-ASCNTC', 'R-ONO-63'],
  }),
  rule('Contacts:FirstName', 'firstName', text, { ids: ['R-ONO-130'] }),
  rule('Contacts:LastName', 'lastName', text, { ids: ['R-ONO-130'] }),
  rule('Contacts:Title', 'title', text, { says: 'never the salutation', ids: ['R-ONO-131'] }),
  rule('Contacts:CompanyName', 'company', text, { ids: ['R-ONO-130'] }),
  joined('Contacts:Email1Address', writeNumbers, {
    fields: ['numbers'],
    tags: NUMBER_SLOTS.map(({ tag }) => tag).slice(1),
    says: 'by slot: see Numbers',
    ids: ['R-ONO-136', 'R-ONO-137', 'R-ONO-138'],
  }),
  rule('Contacts:BusinessAddressStreet', 'street', lines, {
    ids: ['R-ONO-132'],
    says: 'several lines',
  }),
  rule('Contacts:BusinessAddressPostalCode', 'postalCode', text, { ids: ['R-ONO-132'] }),
  rule('Contacts:BusinessAddressCity', 'city', text, { ids: ['R-ONO-132'] }),
  rule('Contacts:BusinessAddressCountry', 'country', text, { ids: ['R-ONO-132'] }),
  rule('Contacts:WebPage', 'homepage', text, { ids: ['R-ONO-130'] }),
  joined('Contacts:Birthday', writeBirthday, {
    fields: ['birthday'],
    says: 'a date, at the hour that the client’s profile wants; read: midnight UTC or local midnight is the day, else the UTC day (the next one after noon)',
    ids: ['R-ONO-130'],
  }),
  joined('AirSyncBase:Body', (contact, context) => writeBody(contact.note, context), {
    fields: ['note'],
    tags: ['AirSyncBase:NativeBodyType'],
    says: 'see Bodies; absent from a Change always unchanged',
    ids: ['R-ONO-64'],
  }),
  kept('Contacts:MiddleName'),
  kept('Contacts:Suffix'),
  kept('Contacts:YomiFirstName'),
  kept('Contacts:YomiLastName'),
  kept('Contacts:YomiCompanyName'),
  kept('Contacts:Department'),
  kept('Contacts:JobTitle'),
  kept('Contacts:OfficeLocation'),
  kept('Contacts:AssistantName'),
  kept('Contacts:Spouse'),
  kept('Contacts:Children'),
  kept('Contacts:Anniversary'),
  kept('Contacts:BusinessAddressState'),
  kept('Contacts:HomeAddressStreet'),
  kept('Contacts:HomeAddressPostalCode'),
  kept('Contacts:HomeAddressCity'),
  kept('Contacts:HomeAddressState'),
  kept('Contacts:HomeAddressCountry'),
  kept('Contacts:OtherAddressStreet'),
  kept('Contacts:OtherAddressPostalCode'),
  kept('Contacts:OtherAddressCity'),
  kept('Contacts:OtherAddressState'),
  kept('Contacts:OtherAddressCountry'),
  kept('Contacts:Categories'),
  kept('Contacts:Alias', { since: '14.0' }),
  kept('Contacts:WeightedRank', { since: '14.0' }),
  kept('Contacts2:NickName'),
  kept('Contacts2:ManagerName'),
  kept('Contacts2:CustomerId'),
  kept('Contacts2:GovernmentId'),
  kept('Contacts2:AccountName'),
  kept('Contacts2:IMAddress'),
  kept('Contacts2:IMAddress2'),
  kept('Contacts2:IMAddress3'),
  kept('Contacts2:MMS'),
  joined('Contacts:Picture', (contact) => writePicture(contact), {
    fields: ['picture'],
    says: 'up to 48 KB of base64; larger is not sent, and Status 6 when received. Empty clears, except from clients known to send it always',
    ids: ['R-ONO-64'],
  }),
]

export const contactMapper: ItemMapper<'contact'> = {
  write(contact, context) {
    const children = writeRows(contactRules, contact, context)
    // MS-ASCMD, ApplicationData: never without a child, so a contact without anything has this one.
    return element('AirSync:ApplicationData', children.length > 0 ? children : [element(FILE_AS)])
  },

  read(data, context) {
    refuseUnknown(data)
    const { existing } = context
    const state: ReadState<Contact> = {
      data,
      current: existing,
      context,
      absence: absenceIn(context),
      clientData: existing?.clientData ?? {},
    }
    const patch: ContactPatch = existing ? {} : newContact(context)
    Object.assign(patch, readRows(contactRules, state), readNote(state), readPicture(state))
    const birthday = readBirthday(state)
    if (birthday !== undefined) patch.birthday = birthday
    const slots = readNumbers(state)
    if (Object.keys(slots).length > 0) patch.slots = slots
    readFileAs(state, { ...existing, ...patch })
    if (state.clientData !== existing?.clientData) patch.clientData = state.clientData
    return patch
  },
}

/** R-ONO-169. */
function newContact({ account }: ReadContext<'contact'>): ContactPatch {
  return { note: '', picture: null, responsibleId: account.id, clientData: {} }
}

/** An absent Body leaves the note alone (MS-ASCNTC, Truncating the Contact Notes Field). */
function readNote(state: ReadState<Contact>): ContactPatch {
  const note = readBody(state.data, state.current?.note ?? '', state.context)
  return note === undefined ? {} : { note }
}

type Named = Partial<Pick<Contact, 'firstName' | 'lastName' | 'company'>>

const FILE_AS = 'Contacts:FileAs'
/** The name that a kept FileAs was sent for: once that changes, a new one is made. */
const FILE_AS_OF = 'FileAs of'

/** The client's own, as long as the name is the one it was for, else `Last, First` or the company. */
function writeFileAs(contact: Contact): Element | null {
  const usual = usualFileAs(contact)
  const own = keptText(contact.clientData, FILE_AS)
  const name = own && contact.clientData[FILE_AS_OF] === usual ? own : usual
  return name === '' ? null : element(FILE_AS, name)
}

function readFileAs(state: ReadState<Contact>, next: Named): void {
  const told = textOf(state.data, FILE_AS)
  if (told === undefined) return
  const name = text.read(told, { tag: FILE_AS, current: undefined, context: state.context })
  const usual = usualFileAs(next)
  const own = name === '' || name === usual ? undefined : name
  const data = withEntry(state.clientData, FILE_AS, own)
  state.clientData = withEntry(data, FILE_AS_OF, own === undefined ? undefined : usual)
}

function usualFileAs({ firstName = '', lastName = '', company = '' }: Named): string {
  const name = [lastName, firstName].map((part) => clean(part).trim()).filter((part) => part !== '')
  return name.join(', ') || clean(company).trim()
}

const PICTURE = 'Contacts:Picture'
/** MS-ASCNTC, Picture: 48 KB of base64. */
const MAX_PICTURE = 48 * 1024

/** A picture that is too large for the protocol is not sent; the application keeps it. */
function writePicture({ picture }: Contact): Element | null {
  if (!picture || picture.length === 0) return null
  const base64 = Buffer.from(picture).toString('base64')
  return base64.length > MAX_PICTURE ? null : element(PICTURE, base64)
}

/** What was too large to be sent can not be taken away by being left out or empty. */
function readPicture(state: ReadState<Contact>): ContactPatch {
  const { current, context } = state
  const child = childOf(state.data, PICTURE)
  const before = current?.picture ?? null
  const unseen = before !== null && Math.ceil(before.length / 3) * 4 > MAX_PICTURE
  if (!child) {
    return current && !unseen && state.absence(PICTURE) === 'clear' ? { picture: null } : {}
  }
  const picture =
    child.opaque && isImage(child.opaque)
      ? child.opaque
      : decodePicture(textOf(state.data, PICTURE) ?? '')
  if (picture.length === 0) {
    return unseen || context.quirks.ignoreEmptyPicture || !current ? {} : { picture: null }
  }
  if (before && Buffer.from(before).equals(picture)) return {}
  return { picture: new Uint8Array(picture) }
}

function decodePicture(base64: string): Uint8Array {
  const text = base64.replace(/\s+/g, '')
  if (text.length > MAX_PICTURE) throw new MappingError(PICTURE, 'more than 48 KB of base64')
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new MappingError(PICTURE, 'not base64')
  return Buffer.from(text, 'base64')
}

/** JPEG, PNG or GIF bytes as they are, which some clients send instead of base64. */
function isImage(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  if (!/^(ffd8ff|89504e47|47494638)/.test(head)) return false
  if (Math.ceil(bytes.length / 3) * 4 > MAX_PICTURE) {
    throw new MappingError(PICTURE, 'more than 48 KB of base64')
  }
  return true
}
