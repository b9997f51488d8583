import type { Element } from '../../src/activesync/wbxml/element.js'
import { contentOf } from '../../src/activesync/wbxml/element.js'
import type { HttpAnswer } from '../../src/client/http.js'
import { type Part, partsOf } from './conversation.js'

/** An answer as HTTP brought it, and its document if it has one. */
export type Heard = { http: HttpAnswer; body: Element | null }

type Fill = (text: string) => string

/**
 * Elements by a path of local names from the root on, such as
 * `Sync/Collections/Collection[CollectionId=cal-1]/Status`. What stands in brackets is a child with
 * that text.
 */
export function select(root: Element | null, path: string): Element[] {
  const [first = '', ...rest] = path.split(/\/(?![^[]*\])/)
  let found = root && fits(root, first) ? [root] : []
  for (const step of rest) {
    found = found.flatMap((node) => node.children.filter((child) => fits(child, step)))
  }
  return found
}

function fits(node: Element, step: string): boolean {
  const [, name, child, text] = /^([\w:]+)(?:\[(\w+)=(.*)\])?$/.exec(step) ?? []
  if (!name) throw new Error(`No step of a path: ${step}`)
  if (node.tag !== name && !node.tag.endsWith(`:${name}`)) return false
  if (child === undefined) return true
  return node.children.some((one) => one.tag.endsWith(`:${child}`) && contentOf(one) === text)
}

/** Holds an answer against what a step of the conversation expects. */
export function expectHeard(step: Part, heard: Heard, fill: Fill): void {
  const name = step.attributes.name ?? step.attributes.command ?? ''
  const status = Number(step.attributes.http ?? '200')
  expect([name, heard.http.status]).toEqual([name, status])
  for (const wish of partsOf(step, 'expect')) {
    const { path, header, text, body } = wish.attributes
    if (path !== undefined) expectElements([name, wish, fill], heard.body)
    if (header !== undefined)
      expectText([name, header], heard.http.headers[header.toLowerCase()], wish)
    if (text !== undefined) expectText([name, text], heard.http.body.toString('utf8'), wish)
    if (body === 'empty') expect([name, heard.http.body.length]).toEqual([name, 0])
  }
}

function expectElements([name, wish, fill]: [string, Part, Fill], root: Element | null): void {
  const { count, matches, order } = wish.attributes
  const path = fill(wish.attributes.path ?? '')
  const found = select(root, path)
  const where = [name, path]
  if (order !== undefined) expectOrder(where, found, order.split(' '))
  else if (count !== undefined) expect([...where, found.length]).toEqual([...where, Number(count)])
  else if (matches !== undefined) expectText(where, found[0] && contentOf(found[0]), wish)
  else if (wish.text === '') expect([...where, found.length > 0]).toEqual([...where, true])
  else expect([...where, ...found.map(contentOf)]).toEqual([...where, fill(wish.text)])
}

/** The children named stand in just this order; others may stand between them. */
function expectOrder(where: string[], found: Element[], names: string[]): void {
  expect([...where, found.length > 0]).toEqual([...where, true])
  for (const node of found) {
    const local = node.children.map(({ tag }) => tag.slice(tag.indexOf(':') + 1))
    expect([...where, ...local.filter((one) => names.includes(one))]).toEqual([...where, ...names])
  }
}

function expectText(where: string[], text: string | string[] | undefined, wish: Part): void {
  const { matches, absent } = wish.attributes
  if (absent !== undefined) expect([...where, text]).toEqual([...where, undefined])
  else if (matches === undefined) expect([...where, text]).toEqual([...where, wish.text])
  else {
    const there = new RegExp(matches).test(String(text))
    expect([...where, text, there]).toEqual([...where, text, true])
  }
}
