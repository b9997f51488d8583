import { UserError } from '../errors.js'

const LONGEST_NAME = 100
const DOMAIN = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/
const EMAIL = /^[^\s@]{1,64}@[^\s@]{1,255}$/

/** A value that can't be used as it is; the message says which, why and what is allowed. */
export class InvalidValue extends UserError {
  override name = 'InvalidValue'
}

/** Refuses what the login forms could not tell apart (R-ONO-23): @, \, :, spaces and controls. */
export function checkName(what: 'tenant' | 'user', name: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  const refused = /[@\\:\s\u0000-\u001f\u007f-\u009f]/.exec(name)
  if (name === '') throw new InvalidValue(`The name of the ${what} is empty.`)
  if (refused) {
    throw new InvalidValue(
      `The ${what} name ${quoted(name)} holds ${quoted(refused[0])}: names are without ` +
        'spaces, "@", "\\" and ":", because logins are made of them.',
    )
  }
  if (name.length > LONGEST_NAME) {
    throw new InvalidValue(`The ${what} name is longer than ${LONGEST_NAME} characters.`)
  }
}

/** The domain in lower case. */
export function checkDomain(domain: string): string {
  const lower = domain.toLowerCase()
  if (DOMAIN.test(lower)) return lower
  throw new InvalidValue(
    `${quoted(domain)} is not a domain: write it like activesync.example.com, ` +
      'without "@" and "https://".',
  )
}

export function checkEmail(email: string): string {
  if (EMAIL.test(email)) return email
  throw new InvalidValue(`${quoted(email)} is not an e-mail address.`)
}

/** The zone's name as the database of time zones writes it. */
export function checkTimeZone(zone: string): string {
  const known = [...Intl.supportedValuesOf('timeZone'), 'UTC']
  const found = known.find((one) => one.toLowerCase() === zone.toLowerCase())
  if (found) return found
  if (/^[A-Za-z_]+\/[A-Za-z0-9_+/-]+$/.test(zone) && isZone(zone)) return zone
  const short = zone.slice(zone.lastIndexOf('/') + 1)
  const near = known.find((one) => nearness(one.slice(one.lastIndexOf('/') + 1), short) <= 1)
  throw new InvalidValue(
    `${quoted(zone)} is not a time zone: write it like Europe/Berlin.${didYouMean(near)}`,
  )
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null
  } catch {
    return false
  }
}

/** The sentence after "there is no …", empty without a name that is near. */
export function nearMatch(name: string, known: readonly string[]): string {
  let best: string | undefined
  let least = Math.max(1, Math.floor(name.length / 4)) + 1
  for (const one of known) {
    const distance = nearness(one, name)
    if (distance < least) {
      best = one
      least = distance
    }
  }
  return didYouMean(best)
}

function didYouMean(name: string | undefined): string {
  return name === undefined ? '' : ` Did you mean ${quoted(name)}?`
}

/** Number of edits between two names, case aside. */
function nearness(one: string, other: string): number {
  const a = one.toLowerCase().slice(0, LONGEST_NAME)
  const b = other.toLowerCase().slice(0, LONGEST_NAME)
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** Text from outside within a message. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text)
}
