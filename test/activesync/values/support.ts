import { type Element, element, type Tag } from '../../../src/activesync/wbxml/element.js'
import type { FolderKind, Phone } from '../../support/phone.js'

let counter = 0

/** Sends one Add and takes its answer over: its item Status, and its ServerId if it was stored. */
export async function addOf(
  phone: Phone,
  kind: FolderKind,
  data: Element,
): Promise<{ status: number; serverId: string }> {
  const clientId = `v${counter++}`
  const answer = await phone.send(kind, { commands: [{ kind: 'add', clientId, data }] })
  const result = answer?.results.find((one) => one.clientId === clientId)
  if (result?.status === 1) phone.replica(kind).applyAdded(result, data)
  if (answer) phone.take(kind, answer)
  return { status: result?.status ?? 0, serverId: result?.serverId ?? '' }
}

/** Sends one Change and takes its answer over: its item Status, 1 when nothing is said of it. */
export async function changeOf(
  phone: Phone,
  kind: FolderKind,
  serverId: string,
  data: Element,
): Promise<number> {
  const answer = await phone.send(kind, { commands: [{ kind: 'change', serverId, data }] })
  if (answer) phone.take(kind, answer)
  return answer?.results.find((one) => one.serverId === serverId)?.status ?? 1
}

/** A Recurrence of a class; a part given as a list stands there several times. */
export function ruleOf(
  space: 'Calendar' | 'Tasks',
  parts: Record<string, string | number | readonly number[]>,
): Element {
  const children = Object.entries(parts).flatMap(([name, value]) =>
    [value].flat().map((one) => element(`${space}:${name}` as Tag, one)),
  )
  return element(`${space}:Recurrence`, children)
}

/** The names of an element's children, without their code page. */
export function namesOf(node: Element | undefined): string[] {
  return (node?.children ?? []).map(({ tag }) => tag.split(':')[1] ?? '')
}
