import type { Random } from './random.js'

type Mutation = (bytes: Buffer, random: Random, other: Buffer) => Buffer

/** Behind version, public identifier, character set and string table. */
const PROLOGUE = 4
const GLOBALS = [0x00, 0x01, 0x02, 0x03, 0x04, 0x40, 0x43, 0x80, 0x83, 0x84, 0xc0, 0xc3, 0xc4]
const NUMBERS = [
  [0x00],
  [0x7f],
  [0x81, 0x00],
  [0x83, 0xb0, 0x00], // D800, half a character
  [0xc3, 0xff, 0x7f], // 10FFFF
  [0x8f, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
]

const MUTATIONS: Record<string, Mutation> = {
  'flip a bit': (bytes, random) => {
    const at = place(bytes, random)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random.int(8))
    return bytes
  },
  'another byte': (bytes, random) => {
    bytes[place(bytes, random)] = random.int(256)
    return bytes
  },
  'a global token': (bytes, random) => {
    bytes[place(bytes, random)] = random.pick(GLOBALS)
    return bytes
  },
  truncate: (bytes, random) => bytes.subarray(0, place(bytes, random)),
  'leave bytes out': (bytes, random) => {
    const at = place(bytes, random)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.int(8))])
  },
  'repeat a part': (bytes, random) => {
    const at = place(bytes, random)
    const part = bytes.subarray(at, at + 1 + random.int(60))
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)])
  },
  'swap bytes': (bytes, random) => {
    const [one, two] = [place(bytes, random), place(bytes, random)]
    const kept = bytes[one] ?? 0
    bytes[one] = bytes[two] ?? 0
    bytes[two] = kept
    return bytes
  },
  'a part of another': (bytes, random, other) => {
    const at = place(bytes, random)
    const from = place(other, random)
    const part = other.subarray(from, from + random.int(200))
    return Buffer.concat([bytes.subarray(0, at), part, bytes.subarray(at)])
  },
  'a character by number': (bytes, random) => insertAtText(bytes, random, 0x02),
  'a reference to no table': (bytes, random) => insertAtText(bytes, random, 0x83),
  'an opaque length': (bytes, random) => insertAtText(bytes, random, 0xc3),
  'another prologue': (bytes, random) => {
    const table = random.chance(0.5) ? [4, 0x61, 0x62, 0x63, 0] : [random.int(256)]
    const start = Buffer.of(random.pick([0, 1, 2, 3, 4]), random.pick([0, 1, 2]), 0x6a, ...table)
    return Buffer.concat([start, bytes.subarray(PROLOGUE)])
  },
  'random bytes': (_, random) =>
    Buffer.from(Array.from({ length: random.int(200) }, () => random.int(256))),
}
const NAMES = Object.keys(MUTATIONS)

/** The document with 1 to 4 changes of its bytes, and their names. */
export function mutateBytes(
  random: Random,
  document: Uint8Array,
  other: Uint8Array,
): { bytes: Buffer; done: string[] } {
  let bytes: Buffer = Buffer.from(document)
  const done: string[] = []
  for (let count = random.pick([1, 1, 2, 4]); count > 0; count--) {
    const name = random.pick(NAMES)
    bytes = MUTATIONS[name]?.(bytes, random, Buffer.from(other)) ?? bytes
    done.push(name)
  }
  return { bytes, done }
}

function place(bytes: Buffer, random: Random): number {
  const room = bytes.length - PROLOGUE
  return room > 0 && !random.chance(0.03) ? PROLOGUE + random.int(room) : random.int(PROLOGUE)
}

/** A token with a number in front of one of the texts. */
function insertAtText(bytes: Buffer, random: Random, token: number): Buffer {
  const texts = [...bytes.keys()].filter((at) => bytes[at] === 0x03 && at >= PROLOGUE)
  const at = texts.length > 0 ? random.pick(texts) : bytes.length
  const inserted = Buffer.of(token, ...random.pick(NUMBERS))
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)])
}
