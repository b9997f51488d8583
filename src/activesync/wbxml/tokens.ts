import { codePages, type KnownTag } from './pages/index.js'

/** Tokens per page, so that `page * 64 + token` numbers every tag there can be. */
const PAGE_SIZE = 0x40

const tags: (KnownTag | undefined)[] = new Array(0x100 * PAGE_SIZE).fill(undefined)
const codes = new Map<string, number>()

for (const { page, namespace, tokens } of codePages) {
  for (const [name, token] of Object.entries<number>(tokens)) {
    const tag = `${namespace}:${name}` as KnownTag
    const code = page * PAGE_SIZE + token
    if (tags[code] || codes.has(tag)) throw new RangeError(`Two code pages hold ${tag}`)
    tags[code] = tag
    codes.set(tag, code)
  }
}

/** The tag of a token (0x00 to 0x3F) on a page (0x00 to 0xFF); undefined if it stands for none. */
export function tagOf(page: number, token: number): KnownTag | undefined {
  return tags[page * PAGE_SIZE + token]
}

/** `page * 64 + token` of a tag; undefined if no code page has it. */
export function codeOf(tag: string): number | undefined {
  return codes.get(tag)
}

/** True for a tag of the code pages: narrows text from outside, such as a name in a table. */
export function isKnownTag(tag: string): tag is KnownTag {
  return codes.has(tag)
}
