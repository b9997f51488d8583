import type { ClientData, Contact } from '../../store/model.js'
import { escapeText } from '../text/content-line.js'
import { all, byPreference, type Card, partsOf, typesOf } from './card.js'

type Address = { street: string; city: string; region: string; postalCode: string; country: string }

/** Addresses that have no field of ours: prefix of their elements (MS-ASCNTC), TYPE in a card. */
const FURTHER = [
  { prefix: 'Contacts:HomeAddress', type: 'HOME' },
  { prefix: 'Contacts:OtherAddress', type: '' },
] as const

const PARTS = [
  ['Street', 'street'],
  ['City', 'city'],
  ['State', 'region'],
  ['PostalCode', 'postalCode'],
  ['Country', 'country'],
] as const

const BUSINESS_STATE = 'Contacts:BusinessAddressState'

export type Addresses = Pick<Contact, 'street' | 'postalCode' | 'city' | 'country'> & {
  clientData: ClientData
}

/**
 * RFC 6350, ADR. The address of a contact is the one of work, else the preferred one (R-ONO-132 has
 * but one); the others are kept as the client data that a phone's own addresses become.
 */
export function readAddresses(card: Card): Addresses {
  const lines = byPreference(all(card, 'ADR')).filter((line) => /[^;\s]/.test(line.value))
  const main = lines.find((line) => typesOf(line).has('WORK')) ?? lines[0]
  const address = main ? readAddress(main.value) : EMPTY
  const clientData: ClientData = {}
  if (address.region !== '') clientData[BUSINESS_STATE] = address.region
  for (const line of lines.filter((one) => one !== main)) {
    const home = typesOf(line).has('HOME') && !('Contacts:HomeAddressStreet' in clientData)
    const { prefix } = home ? FURTHER[0] : FURTHER[1]
    keep(clientData, prefix, readAddress(line.value))
  }
  const { street, postalCode, city, country } = address
  return { street, postalCode, city, country, clientData }
}

const EMPTY: Address = { street: '', city: '', region: '', postalCode: '', country: '' }

function keep(clientData: ClientData, prefix: string, address: Address): void {
  if (PARTS.some(([name]) => `${prefix}${name}` in clientData)) return
  for (const [name, part] of PARTS) {
    if (address[part] !== '') clientData[`${prefix}${name}`] = address[part]
  }
}

/** P.O. box, extended address and street are lines of one street. */
function readAddress(value: string): Address {
  const [
    box = '',
    extended = '',
    street = '',
    city = '',
    region = '',
    postalCode = '',
    country = '',
  ] = partsOf(value, ', ')
  const lines = [box, extended, street].filter((line) => line !== '')
  return { street: lines.join('\n'), city, region, postalCode, country }
}

export function writeAddresses(contact: Contact): string[] {
  const { street, city, postalCode, country, clientData } = contact
  const main = { street, city, region: kept(clientData, BUSINESS_STATE), postalCode, country }
  return [
    ...writeAddress(main, 'ADR;TYPE=work'),
    ...FURTHER.flatMap(({ prefix, type }) => {
      const parts = PARTS.map(
        ([name, part]) => [part, kept(clientData, `${prefix}${name}`)] as const,
      )
      const address: Address = { ...EMPTY, ...Object.fromEntries(parts) }
      return writeAddress(
        address,
        type === '' ? 'ADR;X-TERMINGATE=other' : `ADR;TYPE=${type.toLowerCase()}`,
      )
    }),
  ]
}

function kept(data: ClientData, key: string): string {
  const value = data[key]
  return typeof value === 'string' ? value : ''
}

function writeAddress(address: Address, name: string): string[] {
  const { street, city, region, postalCode, country } = address
  if ([street, city, region, postalCode, country].every((part) => part === '')) return []
  const parts = [street, city, region, postalCode, country].map(escapeText)
  return [`${name}:;;${parts.join(';')}`]
}
