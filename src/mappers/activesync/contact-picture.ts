import { childOf, type Element, element, textOf } from '../../activesync/wbxml/element.js'
import type { Contact, ContactPatch } from '../../store/model.js'
import type { RuleSet } from '../../store/rule-set.js'
import { MappingError } from '../mapping-error.js'
import type { MapperContext } from './mapper.js'
import type { ReadState } from './rule.js'

const PICTURE = 'Contacts:Picture'
/** MS-ASCNTC, Picture: 48 KB of base64. */
const MAX_PICTURE = 48 * 1024

type Pictured = Partial<Pick<Contact, 'picture' | 'logo' | 'pictureCopy'>>

/** The picture, or the copy of one that is too large for the protocol, or the logo (R-ONO-135). */
export function writePicture(contact: Contact, { rules }: MapperContext): Element | null {
  const shown = shownPicture(contact, rules)
  return shown && element(PICTURE, Buffer.from(shown).toString('base64'))
}

/** Too large for the protocol, and what devices get instead was not made yet. */
export function lacksCopy(contact: Pictured, rules: RuleSet): boolean {
  const original = originalOf(contact, rules)
  return original !== null && !fits(original) && contact.pictureCopy === undefined
}

/** What a device has not seen can not be taken away by being left out or empty. */
export function readPicture(state: ReadState<Contact>): ContactPatch {
  const { current, context } = state
  const shown = current && shownPicture(current, context.rules)
  const clears = current?.picture != null && shown !== null
  const child = childOf(state.data, PICTURE)
  if (!child) return clears && state.absence(PICTURE) === 'clear' ? { picture: null } : {}
  const picture =
    child.opaque && isImage(child.opaque)
      ? child.opaque
      : decodePicture(textOf(state.data, PICTURE) ?? '')
  if (picture.length === 0) {
    return clears && !context.quirks.ignoreEmptyPicture ? { picture: null } : {}
  }
  // An echo, also of a copy or a logo, leaves the original alone.
  if (shown && Buffer.from(shown).equals(picture)) return {}
  return { picture: new Uint8Array(picture) }
}

function shownPicture(contact: Pictured, rules: RuleSet): Uint8Array | null {
  const original = originalOf(contact, rules)
  return original && !fits(original) ? (contact.pictureCopy ?? null) : original
}

function originalOf({ picture, logo }: Pictured, rules: RuleSet): Uint8Array | null {
  const original = picture && picture.length > 0 ? picture : rules.logoAsPicture ? logo : null
  return original && original.length > 0 ? original : null
}

function fits(bytes: Uint8Array): boolean {
  return Math.ceil(bytes.length / 3) * 4 <= MAX_PICTURE
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
  if (!fits(bytes)) throw new MappingError(PICTURE, 'more than 48 KB of base64')
  return true
}
