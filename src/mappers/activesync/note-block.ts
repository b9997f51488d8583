/**
 * The marked block at the end of a note: linked estates (R-ONO-116) and participants without an
 * e-mail address (R-ONO-113). It is cut out of whatever a client sends back (R-ONO-126).
 */
export type Language = 'de' | 'en'
export type NoteBlock = { properties: readonly string[]; participants: readonly string[] }

const WORDS = {
  de: { begin: '--- Verknüpft ---', property: 'Immobilie', participant: 'Teilnehmer' },
  en: { begin: '--- Linked ---', property: 'Property', participant: 'Participant' },
} as const
const END = '--- · ---'

const BEGINS = new Set<string>(Object.values(WORDS).map((words) => words.begin))
const LABELS = Object.values(WORDS).flatMap(({ property, participant }) => [property, participant])

/** Note with the block at its end; the note alone when there is nothing to list. */
export function composeNote(note: string, block: NoteBlock, language: Language = 'de'): string {
  const words = WORDS[language]
  const lines = [
    ...listed(words.property, block.properties),
    ...listed(words.participant, block.participants),
  ]
  if (lines.length === 0) return note
  const marked = [words.begin, ...lines, END].join('\n')
  return note === '' ? marked : `${note}\n\n${marked}`
}

/** Note without any block, in any language, whole or damaged; what stands around it is kept. */
export function cutNote(text: string): string {
  const kept: string[] = []
  let inside = false
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    if (BEGINS.has(trimmed)) {
      inside = true
      if (kept.at(-1)?.trim() === '') kept.pop()
    } else if (trimmed === END) {
      if (!inside) dropLabelled(kept)
      inside = false
    } else if (!inside || !isLabelled(trimmed)) {
      inside = false
      kept.push(line)
    }
  }
  return kept.join('\n')
}

/** The beginning of the block was deleted on the phone: its lines are known by their labels. */
function dropLabelled(lines: string[]): void {
  const length = lines.length
  while (isLabelled(lines.at(-1)?.trim() ?? '')) lines.pop()
  if (lines.length < length && lines.at(-1)?.trim() === '') lines.pop()
}

function listed(label: string, names: readonly string[]): string[] {
  const shown = names.map((name) => name.replace(/\s+/g, ' ').trim())
  return shown.filter((name) => name !== '').map((name) => `${label}: ${name}`)
}

function isLabelled(line: string): boolean {
  return LABELS.some((label) => line.startsWith(`${label}:`))
}
