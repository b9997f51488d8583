import { type Element, element, type Tag, textOf } from '../../activesync/wbxml/element.js'
import type { Contact, ContactPatch } from '../../store/model.js'
import { readBody, writeBody } from './body.js'
import { kept, keptText, withEntry } from './client-data.js'
import { clean, lines, text } from './codecs.js'
import { readBirthday, writeBirthday } from './contact-birthday.js'
import { NUMBER_SLOTS, readNumbers, writeNumbers } from './contact-numbers.js'
import { readPicture, writePicture } from './contact-picture.js'
import { absenceIn, refuseUnknown } from './ghosting.js'
import type { ItemMapper, MapperContext, ReadContext } from './mapper.js'
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
    says: 'a date, at the hour that the client’s profile wants; read: midnight UTC, the profile’s hour or local midnight is the day, else the UTC day (the next one after noon)',
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
  joined('Contacts:Picture', writePicture, {
    fields: ['picture'],
    says: 'up to 48 KB of base64, more is Status 6 when received; of a larger one a smaller copy. Empty clears, except from clients known to send it always. The logo only with `logoAsPicture` and without a picture',
    ids: ['R-ONO-64', 'R-ONO-135'],
  }),
]

export const contactMapper: ItemMapper<'contact'> = {
  write(contact, context) {
    const children = availableOf(writeRows(contactRules, contact, context), context)
    // MS-ASCMD, ApplicationData: never without a child, so a contact without anything has this one.
    return element('AirSync:ApplicationData', children.length > 0 ? children : [element(FILE_AS)])
  },

  read(sent, context) {
    refuseUnknown(sent)
    const { existing } = context
    const data = { ...sent, children: availableOf(sent.children, context) }
    const absence = absenceIn(context)
    const state: ReadState<Contact> = {
      data,
      current: existing,
      context,
      absence: (tag) => (isAvailable(tag, context) ? absence(tag) : 'keep'),
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

/** R-ONO-141: what the tenant's edition does not have is neither sent nor taken. */
function availableOf(children: readonly Element[], context: MapperContext): Element[] {
  return children.filter(({ tag }) => isAvailable(tag, context))
}

function isAvailable(tag: Tag, { rules }: MapperContext): boolean {
  return rules.contactElements?.includes(tag.slice(tag.indexOf(':') + 1)) ?? true
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
