/** HTML bodies reduced to text and text dressed as HTML. One pass each, whatever the input. */

const BREAKS = new Set(['br', 'p', 'div', 'tr', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'pre'])
const SILENT = new Set(['head', 'style', 'script', 'title'])
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  euro: '€',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bdquo: '„',
  ldquo: '“',
  rdquo: '”',
  lsquo: '‘',
  rsquo: '’',
  eacute: 'é',
  egrave: 'è',
  agrave: 'à',
}

export function textToHtml(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
  return `<html><body>${escaped.replace(/\r\n?|\n/g, '<br>\r\n')}</body></html>`
}

export function htmlToText(html: string): string {
  const out: string[] = []
  let silent = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    if (!silent) out.push(collapse(html.slice(at, open < 0 ? undefined : open)))
    if (open < 0) break
    const close = html.startsWith('<!--', open)
      ? html.indexOf('-->', open)
      : html.indexOf('>', open)
    if (close < 0) break
    const name = /^<(\/?)([A-Za-z][A-Za-z0-9]*)/.exec(html.slice(open, open + 24))
    silent = silentAfter(silent, name)
    if (!silent && name) out.push(breakFor(name))
    at = html.indexOf('>', close) + 1
  }
  return tidy(out.join(''))
}

/** No blanks at the ends of lines, no more than one empty line in a row. */
function tidy(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines
    .filter((line, at) => line !== '' || lines[at - 1] !== '')
    .join('\n')
    .trim()
}

function silentAfter(silent: string, name: RegExpExecArray | null): string {
  const tag = name?.[2]?.toLowerCase() ?? ''
  if (silent) return name?.[1] && tag === silent ? '' : silent
  return !name?.[1] && SILENT.has(tag) ? tag : ''
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
  if (!name.startsWith('#')) return ENTITIES[name] ?? whole
  const hex = name[1] === 'x' || name[1] === 'X'
  const code = Number.parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10)
  return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
    ? String.fromCodePoint(code)
    : ''
}
