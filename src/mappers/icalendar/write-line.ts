import { clean, escapeText } from '../text/content-line.js'

/** One line, as hostile text in the store may not end a line and begin another. */
export function oneLine(text: string): string {
  return clean(text).replace(/\n/g, ' ')
}

/** A text property; none for an empty text. */
export function optional(name: string, text: string): string[] {
  return text === '' ? [] : [`${name}:${escapeText(text)}`]
}
