import { decode } from '../../src/activesync/wbxml/decode.js'
import type { Element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import type { FuzzCase } from './fuzz-case.js'
import { judge } from './judge.js'
import type { Line } from './line.js'

const MOST_TRIES = 120

/** The case without the elements that its fault does not need, as far as its body can be read. */
export async function minimise(line: Line, one: FuzzCase, wrong: string): Promise<FuzzCase> {
  if (wrong.startsWith('no answer')) return one // each try would take its patience
  let least = one
  let tries = 0
  const stillWrong = async (body: string) => {
    const smaller = { ...least, body }
    tries++
    await line.prime()
    if (judge(smaller, await line.send(smaller)) !== wrong) return false
    least = smaller
    return true
  }
  for (let smaller = true; smaller && tries < MOST_TRIES; ) {
    smaller = false
    for (const body of smallerBodies(least)) {
      if (tries >= MOST_TRIES) break
      smaller = await stillWrong(body)
      if (smaller) break
    }
  }
  return least
}

/** The body with one element less, each of them; largest omissions first. */
function* smallerBodies({ body }: FuzzCase): Generator<string> {
  if (body === null) return
  let root: Element
  try {
    root = decode(Buffer.from(body, 'base64'))
  } catch {
    return
  }
  const queue = [root]
  for (let node = queue.shift(); node; node = queue.shift()) {
    for (const [index, child] of node.children.entries()) {
      node.children.splice(index, 1)
      const smaller = encoded(root)
      node.children.splice(index, 0, child)
      if (smaller && smaller !== body) yield smaller
      queue.push(child)
    }
  }
}

/** Null where a token without a name can't be written. */
function encoded(root: Element): string | null {
  try {
    return encode(root).toString('base64')
  } catch {
    return null
  }
}
