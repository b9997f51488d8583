import type { ReasonValues, Step, Verdict } from './reason.js'
import type { Texts, Words } from './sentences.js'
import { GERMAN } from './words-de.js'
import { ENGLISH } from './words-en.js'

export type Language = 'de' | 'en'

const WORDS: Record<Language, Words> = { de: GERMAN, en: ENGLISH }

export type Phrase = { ok: boolean; text: string; todo: string | null }

/** A step in words, instants in this zone. */
export function phraseOf(
  { code, ok, values }: Step,
  { language, zone }: { language: Language; zone: string },
): Phrase {
  const words = WORDS[language]
  const texts = textsOf(values, words, zone)
  const sentence = words.reasons[code]
  if (ok) return { ok, text: sentence.yes(texts), todo: null }
  return { ok, text: sentence.no(texts), todo: sentence.todo?.(texts) ?? null }
}

export function verdictIn(verdict: Verdict, language: Language): string {
  return WORDS[language].verdicts[verdict]
}

function textsOf(values: ReasonValues, words: Words, zone: string): Texts {
  const { kind, role, at } = values
  return {
    tenant: values.tenant ?? '',
    user: values.user ?? '',
    kind: kind ? words.kinds[kind] : '',
    title: values.title ?? '',
    role: (role && words.roles[role]) ?? '',
    device: values.device ?? '',
    status: values.status ?? '',
    rank: `${values.rank ?? ''}`,
    limit: `${values.limit ?? ''}`,
    at: at ? timeIn(at, words.locale, zone) : words.never,
    detail: values.detail ?? '',
  }
}

function timeIn(at: Date, locale: string, timeZone: string): string {
  const form = { dateStyle: 'medium', timeStyle: 'short', timeZone } as const
  return new Intl.DateTimeFormat(locale, form).format(at)
}
