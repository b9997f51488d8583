import { element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import type { Seed } from './corpus.js'
import { type FuzzCase, plainCase } from './fuzz-case.js'
import { mutateBytes } from './mutate-bytes.js'
import { mutateHttp } from './mutate-http.js'
import { mutateTree } from './mutate-tree.js'
import { type Random, randomOf } from './random.js'

const EMPTY = element('AirSync:Sync')

/** Sync holds most of what can go wrong: every second case is one. */
export function generator(seeds: readonly Seed[]): (seed: number, index: number) => FuzzCase {
  const syncs = seeds.filter(({ command }) => command === 'Sync')
  // Parked requests cost time and find little.
  const others = seeds.filter(({ command }) => command !== 'Sync' && command !== 'Ping')
  const pings = seeds.filter(({ command }) => command === 'Ping')
  const pick = (random: Random) => {
    if (random.chance(0.55)) return random.pick(syncs)
    return random.pick(random.chance(0.05) ? pings : others)
  }
  return (seed, index) => {
    const random = randomOf(seed, index)
    return { ...mutated(random, pick(random), pick(random)), number: index }
  }
}

/** Trees in 6 of 10, bytes in 2, HTTP in 1; the rest as they are, so that state moves on. */
function mutated(random: Random, from: Seed, other: Seed): FuzzCase {
  const version = random.pick(from.versions)
  const kind = random.int(10)
  const changed = change(random, kind, from, other)
  const one = plainCase(from.command, version, changed.body)
  one.query.form = random.chance(0.3) ? 'base64' : 'plain'
  const done = kind === 8 ? mutateHttp(random, one) : changed.done
  return { ...one, name: `${from.name}; ${done.join(', ') || 'as it is'}` }
}

function change(
  random: Random,
  kind: number,
  { root }: Seed,
  other: Seed,
): { body: Uint8Array | null; done: string[] } {
  if (kind < 6) {
    const { tree, done } = mutateTree(random, root ?? EMPTY, other.root ?? EMPTY)
    return { body: encode(tree), done }
  }
  if (kind < 8) {
    const { bytes, done } = mutateBytes(random, encode(root ?? EMPTY), encode(other.root ?? EMPTY))
    return { body: bytes, done }
  }
  return { body: root && encode(root), done: [] }
}
