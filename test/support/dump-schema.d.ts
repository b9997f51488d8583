/** The schema as SQL text, the same from PostgreSQL and PGlite. `run` runs one statement. */
export function dumpSchema(run: (text: string) => Promise<{ text: string }[]>): Promise<string>
