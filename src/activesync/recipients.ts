import type { CommandContext } from './command.js'
import { type Person, searchPeople } from './people.js'

/** Who is meant by a text: nobody, one, or one of several. */
export type Resolved = {
  /** True when it can be but this one. */
  exact: boolean
  /** Those that have an address. */
  people: Person[]
  /** How many there are, also beyond `people`. */
  total: number
}

/** Suggestions looked at for one name. */
const MOST_LOOKED_AT = 100

/**
 * MS-ASCMD, To: an address, which must be the person's own, or the beginning of a name. One whose
 * whole name it is goes before those that only begin with it.
 */
export async function resolveRecipient(context: CommandContext, to: string): Promise<Resolved> {
  const wanted = addressIn(to)
  if (wanted.includes('@')) return await resolveAddress(context, wanted)
  const { people, total } = await search(context, wanted)
  const [only, ...more] = people.filter(({ displayName }) => isSame(displayName, wanted))
  if (only && more.length === 0) return { exact: true, people: [only], total: 1 }
  return { exact: total === 1, people, total }
}

/** An account goes before a contact with the same address. */
async function resolveAddress(context: CommandContext, wanted: string): Promise<Resolved> {
  for (const text of [wanted, loginIn(context, wanted)]) {
    const { people } = await search(context, text)
    const meant = people.filter(({ addresses }) => addresses.some((one) => isSame(one, wanted)))
    const only = meant.find(({ kind }) => kind === 'account') ?? meant[0]
    if (only) return { exact: true, people: [only], total: 1 }
  }
  return { exact: false, people: [], total: 0 }
}

async function search(context: CommandContext, text: string) {
  const { people, total } = await searchPeople(context, text, { offset: 0, limit: MOST_LOOKED_AT })
  const reachable = people.filter(({ addresses }) => addresses.length > 0)
  return { people: reachable, total: total - people.length + reachable.length }
}

/** `Eva <eva@example.org>`, `mailto:eva@example.org` or the text itself. */
function addressIn(to: string): string {
  const inner = /<([^<>]*@[^<>]*)>\s*$/.exec(to)?.[1] ?? to
  return inner.trim().replace(/^(mailto|smtp):/i, '')
}

/** `eva_ente@…` may be the login of an account, which is found by its name; else nothing. */
function loginIn({ session }: CommandContext, address: string): string {
  const local = address.slice(0, address.lastIndexOf('@'))
  const ending = `_${session.tenant.name}`
  return local.endsWith(ending) ? local.slice(0, -ending.length) : ''
}

function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
