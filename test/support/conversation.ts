import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { SaxesParser } from 'saxes'

const PLACE = join(process.cwd(), 'test/fixtures/clients/conversations')

/** An element of a conversation's file. */
export type Part = {
  name: string
  attributes: Record<string, string>
  children: Part[]
  /** Without the white space around it. */
  text: string
  /** What stands between its tags, as it stands there. */
  raw: string
}

/** Names of all conversations there are. */
export function conversationNames(): string[] {
  const files = readdirSync(PLACE).filter((file) => file.endsWith('.xml'))
  return files.map((file) => file.slice(0, -'.xml'.length)).sort()
}

/** A client's conversation: see test/fixtures/clients/README.md for what stands in one. */
export function readConversation(name: string): Part {
  const source = readFileSync(join(PLACE, `${name}.xml`), 'utf8')
  const top: Part = newPart('file')
  const open: { part: Part; from: number }[] = [{ part: top, from: 0 }]
  const parser = new SaxesParser()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', (tag) => {
    const part = { ...newPart(tag.name), attributes: { ...tag.attributes } }
    open.at(-1)?.part.children.push(part)
    open.push({ part, from: parser.position })
  })
  parser.on('text', (text) => {
    const now = open.at(-1)
    if (now) now.part.text += text
  })
  parser.on('closetag', ({ name: closed, isSelfClosing }) => {
    const done = open.pop()
    if (!done) return
    done.part.text = done.part.text.trim()
    const end = parser.position - `</${closed}>`.length
    done.part.raw = isSelfClosing ? '' : source.slice(done.from, end)
  })
  parser.write(source).close()
  const [conversation] = top.children
  if (!conversation) throw new Error(`${name} is empty`)
  return conversation
}

export function partsOf(parent: Part, name: string): Part[] {
  return parent.children.filter((child) => child.name === name)
}

export function partOf(parent: Part, name: string): Part | undefined {
  return partsOf(parent, name)[0]
}

/** Bytes from pairs of hexadecimal digits and from texts in quotes: `03 'Termin' 00`. */
export function bytesOf(text: string): Buffer {
  const pieces = text.match(/'[^']*'|[0-9a-f]{2}|\S/gi) ?? []
  return Buffer.concat(
    pieces.map((piece) => {
      if (piece.startsWith("'")) return Buffer.from(piece.slice(1, -1), 'utf8')
      if (piece.length !== 2) throw new Error(`No byte: ${piece}`)
      return Buffer.from(piece, 'hex')
    }),
  )
}

function newPart(name: string): Part {
  return { name, attributes: {}, children: [], text: '', raw: '' }
}
