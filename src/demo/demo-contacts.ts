import type { ContactPatch, Id, SyncSlot } from '../store/model.js'
import type { DemoAccount, DemoContact } from './demo-types.js'
import type { Random } from './random.js'
import { COMPANIES, FIRST_NAMES, LAST_NAMES, STREETS, TOWNS } from './words.js'

const PEOPLE = 200
/** Every so many contacts are in a further account's sync. */
const SHARED = 3

type Numbers = NonNullable<ContactPatch['numbers']>

/** 200 people, every fourth with a company; all in the first account's sync. */
export function demoContacts(accounts: readonly DemoAccount[], chance: Random): DemoContact[] {
  return Array.from({ length: PEOPLE }, (_, index) => {
    const [salutation, firstName] = FIRST_NAMES[index % FIRST_NAMES.length] ?? FIRST_NAMES[0]
    const lastName = LAST_NAMES[(index * 7 + Math.floor(index / 24)) % LAST_NAMES.length] ?? ''
    const company = index % 4 === 0 ? (COMPANIES[(index / 4) % COMPANIES.length] ?? '') : ''
    const flaggedFor = accounts.flatMap(({ id }, place): Id[] =>
      place === 0 || index % SHARED === 0 ? [id] : [],
    )
    const name = `${firstName} ${lastName}`
    const patch = { ...person(index, chance), salutation, firstName, lastName, company }
    const numbers = numbersOf(index, mailOf(name, index), company !== '')
    const responsibleId = accounts[index % accounts.length]?.id ?? null
    return {
      key: `contact-${index + 1}`,
      name,
      patch: { ...patch, numbers, responsibleId },
      flaggedFor,
    }
  })
}

function person(index: number, chance: Random): ContactPatch {
  const [postalCode, city] = chance.pick(TOWNS)
  const month = String(1 + chance.whole(12)).padStart(2, '0')
  const day = String(1 + chance.whole(28)).padStart(2, '0')
  return {
    uid: `demo-contact-${index + 1}`,
    title: chance.chance(0.08) ? chance.pick(['Dr.', 'Prof. Dr.', 'Dipl.-Ing.']) : '',
    street: `${chance.pick(STREETS)} ${1 + chance.whole(90)}`,
    postalCode,
    city,
    country: 'Deutschland',
    homepage: index % 4 === 0 ? 'https://www.example.com/' : '',
    birthday: chance.chance(0.4) ? `${1945 + chance.whole(58)}-${month}-${day}` : null,
    note: chance.pick([
      '',
      '',
      'Sucht 3 Zimmer mit Balkon, bis 1.200 € warm.',
      'Empfohlen von Familie Jansen.',
    ]),
    clientData:
      index % 4 === 0 ? { 'Contacts:JobTitle': chance.pick(['Inhaber', 'Sachbearbeitung']) } : {},
  }
}

/** Every fifth has no slot at all, so that the fallback shows (R-ONO-156). */
function numbersOf(index: number, email: string, atWork: boolean): Numbers {
  const digits = String(index).padStart(3, '0')
  const slotted = index % 5 !== 4
  const slot = (name: SyncSlot) => (slotted ? name : null)
  const numbers: Numbers = [
    {
      kind: 'phone',
      type: atWork ? 'office' : 'private',
      value: `+49 221 4710${digits}`,
      isDefault: true,
      slot: slot(atWork ? 'business' : 'home'),
    },
    { kind: 'email', type: 'email', value: email, isDefault: true, slot: slot('email1') },
  ]
  if (index % 2 === 0) {
    const value = `+49 171 39200${digits.slice(1)}`
    numbers.push({ kind: 'phone', type: 'mobile', value, isDefault: false, slot: slot('mobile') })
  }
  if (atWork) {
    const value = `+49 30 23125${digits}`
    numbers.push({
      kind: 'fax',
      type: 'office',
      value,
      isDefault: true,
      slot: slot('business-fax'),
    })
  }
  return numbers
}

/** ASCII, and unique by the number. */
function mailOf(name: string, index: number): string {
  const letters = name
    .toLowerCase()
    .replace(/ä/g, 'ae')
    .replace(/ö/g, 'oe')
    .replace(/ü/g, 'ue')
    .replace(/ß/g, 'ss')
    .normalize('NFD')
    .replace(/[^a-z ]/g, '')
    .replace(/ +/g, '.')
  return `${letters}.${index + 1}@example.com`
}
