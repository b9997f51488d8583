import { type ContentLine, logicalLines, parseContentLine } from './content-line.js'

/** A BEGIN … END block with what stands in it (RFC 5545, Component; RFC 6350 has but one kind). */
export type Component = {
  name: string
  line: number
  properties: ContentLine[]
  children: Component[]
  /** Characters between BEGIN and END. */
  size: number
}

/** Why something in a file was not taken as it stands. */
export type Problem = {
  line: number
  reason: string
  /** True: the entry was left out; false: it was taken, but for what the reason says. */
  skipped: boolean
}

export const LARGEST_ENTRY = 1024 * 1024
export const MOST_ENTRIES = 200_000
const DEEPEST = 8
const TOO_DEEP = 100
const MOST_PROBLEMS = 10_000

export type Components = { components: Component[]; problems: Problem[] }

/**
 * The outermost components of these kinds, wherever they stand; `wrappers` are looked into. A
 * component that is not closed, too large or too deep becomes a problem with its line.
 */
export function readComponents(
  text: string,
  kinds: { wanted: ReadonlySet<string>; wrappers: ReadonlySet<string> },
): Components & { wrapperProperties: ContentLine[] } {
  const reader = new ComponentReader(kinds)
  for (const logical of logicalLines(text)) {
    if (reader.full) break
    const line = parseContentLine(logical)
    if (line === null) reader.broken(logical.line)
    else reader.take(line)
  }
  return reader.finish()
}

class ComponentReader {
  readonly components: Component[] = []
  readonly problems: Problem[] = []
  readonly wrapperProperties: ContentLine[] = []
  full = false
  private readonly kinds: { wanted: ReadonlySet<string>; wrappers: ReadonlySet<string> }
  private stack: Component[] = []
  private damaged: Component | null = null

  constructor(kinds: { wanted: ReadonlySet<string>; wrappers: ReadonlySet<string> }) {
    this.kinds = kinds
  }

  take(line: ContentLine): void {
    const name = line.value.trim().toUpperCase()
    if (line.name === 'BEGIN') this.begin(name, line.line)
    else if (line.name === 'END') this.end(name, line.line)
    else this.property(line)
  }

  broken(line: number): void {
    const [outer] = this.stack
    // One per entry is enough to say that it is damaged.
    if (!outer || outer === this.damaged) return
    this.damaged = outer
    this.problem(line, 'a line without a colon was left out', false)
  }

  finish(): Components & { wrapperProperties: ContentLine[] } {
    this.dropOpen('it is not closed: the file seems to be cut off')
    const { components, problems, wrapperProperties } = this
    return { components, problems, wrapperProperties }
  }

  private begin(name: string, line: number): void {
    if (this.stack.length === 0 && this.kinds.wrappers.has(name)) return
    // The same kind again or a new file while one is open: its END is missing.
    const [outer] = this.stack
    if (outer && (this.kinds.wrappers.has(name) || (outer.name === name && name !== 'VCARD'))) {
      this.dropOpen('it is not closed')
      if (this.kinds.wrappers.has(name)) return
    }
    if (this.stack.length >= TOO_DEEP) this.dropOpen('it is nested too deeply')
    const component: Component = { name, line, properties: [], children: [], size: 0 }
    if (this.stack.length < DEEPEST) this.stack.at(-1)?.children.push(component)
    this.stack.push(component)
  }

  private end(name: string, line: number): void {
    const top = this.stack.at(-1)
    if (!top) return
    if (top.name !== name) {
      if (!this.stack.some((open) => open.name === name)) {
        if (this.kinds.wrappers.has(name)) this.dropOpen('it is not closed')
        return
      }
      this.problem(line, `END:${top.name.slice(0, 40)} is missing`, false)
      while (this.stack.length > 1 && this.stack.at(-1)?.name !== name) this.stack.pop()
    }
    const closed = this.stack.pop()
    if (closed && this.stack.length === 0) this.close(closed)
  }

  private close(component: Component): void {
    if (!this.kinds.wanted.has(component.name)) return
    if (component.size > LARGEST_ENTRY) {
      this.problem(component.line, 'it is larger than 1 MB', true)
    } else if (this.components.length >= MOST_ENTRIES) {
      this.problem(component.line, `the file holds more than ${MOST_ENTRIES} entries`, true)
      this.full = true
    } else this.components.push(component)
  }

  private property(line: ContentLine): void {
    const top = this.stack.at(-1)
    const [outer] = this.stack
    if (!top || !outer) {
      if (this.wrapperProperties.length < 1_000) this.wrapperProperties.push(line)
      return
    }
    outer.size += line.raw.length
    if (outer.size <= LARGEST_ENTRY && this.stack.length <= DEEPEST) top.properties.push(line)
  }

  private dropOpen(reason: string): void {
    const [outer] = this.stack
    if (outer && this.kinds.wanted.has(outer.name)) this.problem(outer.line, reason, true)
    this.stack = []
  }

  private problem(line: number, reason: string, skipped: boolean): void {
    if (this.problems.length < MOST_PROBLEMS) this.problems.push({ line, reason, skipped })
  }
}

/** The first property of a name, if any. */
export function propertyOf(component: Component, name: string): ContentLine | undefined {
  return component.properties.find((property) => property.name === name)
}

export function propertiesOf(component: Component, name: string): ContentLine[] {
  return component.properties.filter((property) => property.name === name)
}
