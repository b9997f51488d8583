/**
 * RFC 5545 Content Lines and RFC 6350 Line Delimiting and Folding, which are one syntax, with the
 * older one of vCard 2.1: reading is lenient and knows its line numbers, writing is strict.
 */
export type ContentLine = {
  /** `item1` of `item1.TEL`, lower case; '' = none. */
  group: string
  /** Upper case. */
  name: string
  /** Upper-case names; a bare parameter of vCard 2.1 is a TYPE or an ENCODING. */
  params: Map<string, string[]>
  /** Unfolded, otherwise as it stands. */
  value: string
  /** Number of its first line in the file, from 1. */
  line: number
  /** The whole unfolded line. */
  raw: string
}

export type LogicalLine = { text: string; line: number }

const ENCODINGS = new Set(['QUOTED-PRINTABLE', 'BASE64', 'B', '8BIT', '7BIT'])
/** A longer logical line is cut: nothing we read is longer than its entry may be. */
const LONGEST_LINE = 1_100_000

const MOST_PARAMS = 50

/** Unfolded lines. Blank ones end a folded line and are left out. */
export function* logicalLines(text: string): Generator<LogicalLine> {
  let open: { parts: string[]; length: number; line: number } | null = null
  for (const { text: physical, line } of physicalLines(text)) {
    const first = physical.charCodeAt(0)
    if (open && (first === 0x20 || first === 0x09)) {
      if (open.length < LONGEST_LINE) open.parts.push(physical.slice(1))
      open.length += physical.length
      continue
    }
    if (open && joinsOlder(open.parts, physical)) {
      open.length += physical.length
      continue
    }
    if (open) yield { text: open.parts.join(''), line: open.line }
    open = physical.trim() === '' ? null : { parts: [physical], length: physical.length, line }
  }
  if (open) yield { text: open.parts.join(''), line: open.line }
}

/** vCard 2.1: soft line breaks of quoted-printable, and base64 that was folded without a space. */
function joinsOlder(parts: string[], physical: string): boolean {
  const last = parts.length - 1
  const head = parts[0] ?? ''
  const end = parts[last] ?? ''
  if (end.endsWith('=') && /[;=]QUOTED-PRINTABLE[;:]/i.test(head.slice(0, 200))) {
    parts[last] = end.slice(0, -1)
    parts.push(physical)
    return true
  }
  if (
    /^[A-Za-z0-9+/=]{1,1000}$/.test(physical) &&
    /[;=](?:BASE64|B)[;:]/i.test(head.slice(0, 200))
  ) {
    parts.push(physical)
    return true
  }
  return false
}

function* physicalLines(text: string): Generator<LogicalLine> {
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  for (let line = 1; at < text.length; line += 1) {
    const feed = text.indexOf('\n', at)
    const stop = feed < 0 ? text.length : feed
    // Files of old Macs end lines with a bare carriage return.
    const physical = text.slice(at, stop)
    if (!physical.includes('\r')) yield { text: physical, line }
    else for (const piece of physical.replace(/\r+$/, '').split('\r')) yield { text: piece, line }
    at = stop + 1
  }
}

/** Takes a logical line apart; null when it has no name or no colon. */
export function parseContentLine({ text, line }: LogicalLine): ContentLine | null {
  const colon = valueStart(text)
  if (colon < 1) return null
  const pieces = splitOutside(text.slice(0, colon), ';')
  const [, group = '', name = ''] =
    /^(?:([\w-]{1,64})\.)?([\w-]{1,64})\s*$/.exec(pieces[0] ?? '') ?? []
  if (name === '') return null
  const params = new Map<string, string[]>()
  for (const piece of pieces.slice(1, 1 + MOST_PARAMS)) addParam(params, piece)
  return {
    group: group.toLowerCase(),
    name: name.toUpperCase(),
    params,
    value: text.slice(colon + 1),
    line,
    raw: text,
  }
}

/** Index of the colon before the value: the first one outside quotes, or else the first one. */
function valueStart(text: string): number {
  let quoted = false
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === 0x22) quoted = !quoted
    else if (code === 0x3a && !quoted) return at
  }
  return text.indexOf(':')
}

function splitOutside(text: string, separator: string): string[] {
  if (!text.includes('"')) return text.split(separator)
  const pieces: string[] = []
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') quoted = !quoted
    else if (text[at] === separator && !quoted) {
      pieces.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...pieces, text.slice(from)]
}

function addParam(params: Map<string, string[]>, piece: string): void {
  const equals = piece.indexOf('=')
  const bare = piece.trim().toUpperCase()
  if (bare === '') return
  const name = equals < 0 ? (ENCODINGS.has(bare) ? 'ENCODING' : 'TYPE') : bare.split('=')[0]?.trim()
  const text = equals < 0 ? piece.trim() : piece.slice(equals + 1)
  const values = splitOutside(text, ',').map((value) => caretDecoded(unquoted(value.trim())))
  params.set(name ?? '', [...(params.get(name ?? '') ?? []), ...values.slice(0, MOST_PARAMS)])
}

function unquoted(value: string): string {
  return value.startsWith('"') ? value.replace(/^"|"$/g, '') : value
}

/** RFC 6868: `^n`, `^^` and `^'` in parameter values. */
function caretDecoded(value: string): string {
  return value.replace(/\^([n^'])/g, (_, sign: string) =>
    sign === 'n' ? '\n' : sign === '^' ? '^' : '"',
  )
}

/** The first value of a parameter; undefined when it is absent. */
export function param(line: ContentLine, name: string): string | undefined {
  return line.params.get(name)?.[0]
}

/** RFC 5545, Text: `\n`, `\,`, `\;` and `\\`; some programs also escape the colon. */
export function unescapeText(value: string): string {
  return clean(value.replace(/\\(.)/gs, (_, sign: string) => (/[nN]/.test(sign) ? '\n' : sign)))
}

/** Without control characters that neither a database nor XML can hold; line breaks as `\n`. */
export function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]|\p{Noncharacter_Code_Point}/gu, '')
}

/** Splits at separators that are not escaped; the pieces are still escaped. */
export function splitEscaped(value: string, separator: string): string[] {
  const pieces: string[] = []
  let from = 0
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === '\\') at += 1
    else if (value[at] === separator) {
      pieces.push(value.slice(from, at))
      from = at + 1
    }
  }
  return [...pieces, value.slice(from)]
}

export function escapeText(text: string): string {
  return clean(text)
    .replace(/[\\;,]/g, (sign) => `\\${sign}`)
    .replace(/\n/g, '\\n')
}

/** A parameter value, quoted and caret-encoded (RFC 6868) where it must be. */
export function escapeParam(text: string): string {
  const encoded = clean(text).replace(/\^/g, '^^').replace(/\n/g, '^n').replace(/"/g, "^'")
  return /[;:,]/.test(encoded) ? `"${encoded}"` : encoded
}

const LONGEST_PHYSICAL = 75

/** Folds at 75 bytes, never inside a character, and ends with CRLF. */
export function foldLine(text: string): string {
  if (text.length <= LONGEST_PHYSICAL && Buffer.byteLength(text) <= LONGEST_PHYSICAL) {
    return `${text}\r\n`
  }
  const lines: string[] = []
  let line = ''
  let size = 0
  for (const sign of text) {
    const bytes = Buffer.byteLength(sign)
    if (size + bytes > LONGEST_PHYSICAL) {
      lines.push(line)
      line = ' '
      size = 1
    }
    line += sign
    size += bytes
  }
  return `${[...lines, line].join('\r\n')}\r\n`
}
