/** One code page of MS-ASWBXML: a namespace whose tag names stand for the tokens 0x05 to 0x3F. */
export type CodePage<Namespace extends string = string, Name extends string = string> = {
  page: number
  namespace: Namespace
  /** Token of each tag name. */
  tokens: Readonly<Record<Name, number>>
}

/** All tags of a page (or of a union of pages), each as `Namespace:Name`. */
export type TagOf<Page> =
  Page extends CodePage<infer Namespace, infer Name> ? `${Namespace}:${Name}` : never

/** WBXML 1.3, Tag Code Space: the tokens below 0x05 are global, the two high bits are flags. */
const FIRST_TOKEN = 0x05
const LAST_TOKEN = 0x3f

/** Throws a RangeError if the page or a token is out of range, or if two names share a token. */
export function codePage<const Namespace extends string, const Name extends string>(
  page: number,
  namespace: Namespace,
  tokens: Readonly<Record<Name, number>>,
): CodePage<Namespace, Name> {
  if (!Number.isInteger(page) || page < 0 || page > 0xff) {
    throw new RangeError(`Code page ${page} (${namespace}) is not a byte`)
  }
  const names = new Map<number, string>()
  for (const [name, token] of Object.entries<number>(tokens)) {
    if (!Number.isInteger(token) || token < FIRST_TOKEN || token > LAST_TOKEN) {
      throw new RangeError(`${namespace}:${name} has the token ${token}, not 0x05 to 0x3F`)
    }
    const other = names.get(token)
    if (other) throw new RangeError(`${namespace}:${name} has the token of ${namespace}:${other}`)
    names.set(token, name)
  }
  return { page, namespace, tokens }
}
