import type { FolderKind, Phone } from '../support/phone.js'
import type { KINDS } from './items.js'

type Kind = (typeof KINDS)[number]

/**
 * Two devices of one user see each other's items at once, and have nothing left to say: an item is
 * added on one, changed on the other and deleted on the first.
 */
export async function seeEachOther(
  one: Phone,
  other: Phone,
  { kind, title, make }: Kind,
): Promise<void> {
  let told = await whileParked(other, kind, () => one.add(kind, make('Erste')))
  expect(told).toEqual([other.folderId(kind)])
  const { add } = await other.sync(kind)
  expect(other.list(kind, title)).toEqual(['Erste'])

  const [serverId = ''] = add
  told = await whileParked(one, kind, () => other.edit(kind, serverId, { [title]: 'Zweite' }))
  expect(told).toEqual([one.folderId(kind)])
  expect((await one.sync(kind)).change).toEqual([serverId])
  expect(one.list(kind, title)).toEqual(['Zweite'])

  await whileParked(other, kind, () => one.remove(kind, serverId))
  expect((await other.sync(kind)).delete).toEqual([serverId])
  for (const phone of [one, other]) expect((await phone.sync(kind)).pages).toBe(0)
}

/** The folders that a parked phone was told of when it was woken by `work`. */
async function whileParked(
  phone: Phone,
  kind: FolderKind,
  work: () => Promise<unknown>,
): Promise<string[]> {
  const parked = pingUntilTold(phone, kind)
  await settled()
  await work()
  return await parked
}

/** A gateway that stops ends its Pings like a heartbeat that is over; then a phone asks again. */
async function pingUntilTold(phone: Phone, kind: FolderKind): Promise<string[]> {
  let answer = await phone.ping([kind])
  while (answer.status === 1) answer = await phone.ping([kind])
  expect(answer.status).toBe(2)
  return answer.folders
}

/** Time for a request to have arrived and parked; whoever comes later is answered all the same. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 150))
}
