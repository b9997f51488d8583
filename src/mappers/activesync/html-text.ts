/** HTML bodies reduced to text and text dressed as HTML. One pass each, whatever the input. */

const BREAKS = new Set(['br', 'p', 'div', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre'])
const SILENT = new Set(['head', 'style', 'script', 'title'])
/** HTML 4, "Entity sets": ISO 8859-1 from U+00A0 on, in its order. */
const LATIN_1 = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg
  plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave
  Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH
  Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig
  agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml
  eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ...LATIN_1.split(/\s+/).map((name, at) => [name, String.fromCodePoint(0xa0 + at)] as const),
  ...Object.entries({
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    nbsp: ' ',
    shy: '',
    euro: '€',
    ndash: '–',
    mdash: '—',
    hellip: '…',
    bull: '•',
    sbquo: '‚',
    bdquo: '„',
    ldquo: '“',
    rdquo: '”',
    lsquo: '‘',
    rsquo: '’',
    trade: '™',
  }),
])

export function textToHtml(text: string): string {
  const escaped = text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/ (?= )/g, '&nbsp;')
  return `<html><body>${escaped.replace(/\r\n?|\n/g, '<br>\r\n')}</body></html>`
}

export function htmlToText(html: string): string {
  const out: string[] = []
  let link: Link | null = null
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    out.push(collapse(html.slice(at, open < 0 ? undefined : open)))
    if (open < 0) break
    const name = TAG.exec(html.slice(open, open + 24))
    if (!name) {
      out.push('<')
      at = open + 1
      continue
    }
    const end = html.startsWith('<!--', open) ? html.indexOf('-->', open) : open
    const close = end < 0 ? -1 : html.indexOf('>', end)
    if (close < 0) break
    out.push(breakFor(name))
    if (isTag(name, 'a')) {
      if (link) out.push(targetOf(link, out))
      link = name[1] ? null : { href: hrefOf(html.slice(open, close)), from: out.length }
    }
    at = afterSilence(html, name, close + 1)
  }
  return tidy(out.join(''))
}

/** A tag, a comment or a declaration; any other `<` is text. */
const TAG = /^<(?:[!?]|(\/?)([A-Za-z][A-Za-z0-9]*))/

/** A link that is open: where it leads, and where its text begins in what is put out. */
type Link = { href: string; from: number }

function hrefOf(tag: string): string {
  const found = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag)
  return collapse(found?.[1] ?? found?.[2] ?? found?.[3] ?? '').trim()
}

/** Where a link leads, behind its text; nothing where the text says so already. */
function targetOf({ href, from }: Link, out: readonly string[]): string {
  const text = out.slice(from).join('').trim()
  const target = href.replace(/^(mailto|tel):/i, '')
  if (target === href && !/^https?:/i.test(href)) return ''
  return text === '' || text.includes(target.replace(/\/$/, '')) ? '' : ` <${target}>`
}

function isTag(name: RegExpExecArray, tag: string): boolean {
  return name[2]?.toLowerCase() === tag
}

/** Nothing is shown up to the end of a style, a script or the head. */
function afterSilence(html: string, name: RegExpExecArray, at: number): number {
  const tag = (name[2] ?? '').toLowerCase()
  if (name[1] || !SILENT.has(tag)) return at
  const ending = new RegExp(`</${tag}`, 'gi')
  ending.lastIndex = at
  const close = ending.exec(html) ? html.indexOf('>', ending.lastIndex) : -1
  return close < 0 ? html.length : close + 1
}

/** No blanks at the ends of lines, no more than one empty line in a row. */
function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .trim()
}

function breakFor(name: RegExpExecArray): string {
  const tag = (name[2] ?? '').toLowerCase()
  if (!BREAKS.has(tag)) return ''
  if (tag === 'br') return '\n'
  return name[1] ? '\n' : ''
}

function collapse(text: string): string {
  return text.replace(/[\t\r\n ]+/g, ' ').replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,8});/gi, decode)
}

function decode(whole: string, name: string): string {
  if (!name.startsWith('#')) return ENTITIES.get(name) ?? whole
  const hex = name[1] === 'x' || name[1] === 'X'
  const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10)
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : ''
}
