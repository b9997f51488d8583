import { type Element, element, type Tag } from '../../src/activesync/wbxml/element.js'
import { codePages } from '../../src/activesync/wbxml/pages/index.js'
import { oddText } from './odd-values.js'
import type { Random } from './random.js'

const TAGS: readonly Tag[] = codePages.flatMap(({ namespace, tokens }) =>
  Object.keys(tokens).map((name) => `${namespace}:${name}` as Tag),
)

/** What is done at one place of a tree; `other` is another request's tree. */
type Mutation = (at: Place, random: Random, other: Element) => void
type Place = { node: Element; parent: Element; index: number }

const MUTATIONS: Record<string, Mutation> = {
  'odd text': ({ node }, random) => {
    node.text = oddText(random)
    node.children = []
  },
  delete: ({ parent, index }) => void parent.children.splice(index, 1),
  duplicate: ({ parent, node, index }) => void parent.children.splice(index, 0, clone(node)),
  multiply: ({ parent, node, index }, random) => {
    // Within reason: the size of the document is another mutation's matter.
    const times = countOf(node) > 200 ? 2 : random.pick([3, 10, 201, 301])
    parent.children.splice(index, 0, ...Array.from({ length: times }, () => clone(node)))
  },
  reorder: ({ parent, index }, random) => {
    const [node] = parent.children.splice(index, 1)
    if (node) parent.children.splice(random.int(parent.children.length + 1), 0, node)
  },
  shuffle: ({ node }, random) => {
    node.children = node.children
      .map((child) => ({ child, rank: random.int(1_000_000) }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ child }) => child)
  },
  empty: ({ node }) => {
    node.text = null
    node.opaque = null
    node.children = []
  },
  'other tag': ({ node }, random) => {
    node.tag = random.pick(TAGS)
  },
  'same name of another page': ({ node }, random) => {
    const name = node.tag.slice(node.tag.indexOf(':'))
    node.tag = random.pick(TAGS.filter((tag) => tag.endsWith(name)).concat(node.tag))
  },
  'new child': ({ node }, random) => {
    node.children.push(element(random.pick(TAGS), oddText(random)))
  },
  'brother of its page': ({ parent, node, index }, random) => {
    const page = node.tag.split(':')[0]
    const tags = TAGS.filter((tag) => tag.startsWith(`${page}:`))
    parent.children.splice(index, 0, element(random.pick(tags), oddText(random)))
  },
  nest: ({ parent, node, index }, random) => {
    let nested = clone(node)
    for (let depth = random.pick([1, 2, 20, 33]); depth > 0; depth--) {
      nested = { ...element(node.tag), children: [nested] }
    }
    parent.children[index] = nested
  },
  flatten: ({ parent, node, index }) => void parent.children.splice(index, 1, ...node.children),
  opaque: ({ node }, random) => {
    node.opaque = Buffer.from(Array.from({ length: random.int(64) }, () => random.int(256)))
    if (random.chance(0.5)) node.text = null
  },
  'text and children': ({ node }, random) => {
    node.text = oddText(random)
  },
  graft: ({ parent, index }, random, other) => {
    parent.children.splice(index, 0, clone(random.pick(placesOf(other)).node))
  },
}
const NAMES = Object.keys(MUTATIONS)

/** The tree with 1 to 4 changes, and their names. Odd texts lead, since they reach deepest. */
export function mutateTree(
  random: Random,
  tree: Element,
  other: Element,
): { tree: Element; done: string[] } {
  const root = clone(tree)
  const done: string[] = []
  for (let count = random.pick([1, 1, 1, 2, 2, 3, 4]); count > 0; count--) {
    const name = random.chance(0.35) ? 'odd text' : random.pick(NAMES)
    const places = placesOf(root)
    const leaves = places.filter(({ node }) => node.children.length === 0)
    const at = random.pick(name === 'odd text' && leaves.length > 0 ? leaves : places)
    MUTATIONS[name]?.(at, random, other)
    done.push(`${name} at ${at.node.tag}`)
  }
  return { tree: root, done }
}

/** Every element with its parent; the root has a parent of its own making, and stays as it is. */
function placesOf(root: Element): Place[] {
  const found: Place[] = []
  const visit = (parent: Element): void => {
    for (const [index, node] of parent.children.entries()) {
      found.push({ node, parent, index })
      visit(node)
    }
  }
  visit(root)
  return found.length > 0 ? found : [{ node: root, parent: element('AirSync:Sync'), index: 0 }]
}

function countOf(node: Element): number {
  return node.children.reduce((sum, child) => sum + countOf(child), 1)
}

function clone(node: Element): Element {
  return { ...node, children: node.children.map(clone) }
}
