import type { fieldRows } from '../../src/mappers/activesync/field-rows.js'

/** The text of docs/field-mapping.md with its tables made anew from the rows. */
export function renewPage(page: string, classes: typeof fieldRows): string
