import { GERMAN } from './de.js'
import { ENGLISH, type Words } from './en.js'

export type Language = 'de' | 'en'

const WORDS: Record<Language, Words> = { de: GERMAN, en: ENGLISH }

export function wordsIn(language: Language): Words {
  return WORDS[language]
}

/** The first language of an Accept-Language header that the pages have; English without one. */
export function preferredLanguage(header: string | undefined): Language {
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase()
    if (tag === 'de' || tag === 'en') return tag
  }
  return 'en'
}
