import { decode } from 'jpeg-js'
import { shrink } from '../../src/pictures/shrink.js'
import { BLUE, halves, jpeg, noisy, png, RED } from './pictures.js'

const MOST_BYTES = 36 * 1024
type Copy = ReturnType<typeof decode>

function copyOf(original: Buffer): Copy {
  const copy = shrink(original)
  expect(copy.length).toBeLessThanOrEqual(MOST_BYTES)
  return decode(Buffer.from(copy))
}
/** The colour at a place, given in hundredths. */
function at({ width, height, data }: Copy, x: number, y: number): number[] {
  const place = (Math.floor((y * height) / 100) * width + Math.floor((x * width) / 100)) * 4
  return [...data.subarray(place, place + 3)]
}
const looksLike = ([red, , blue]: number[]) =>
  (red ?? 0) > 150 && (blue ?? 0) < 110 ? 'red' : (blue ?? 0) > 150 ? 'blue' : 'neither'

test.each([
  ['PNG', png(halves(900, 600))],
  ['JPEG', jpeg(halves(900, 600))],
])('a large %s becomes a JPEG that fits, with the same proportions', (_, original) => {
  expect(original.length).toBeGreaterThan(MOST_BYTES)
  const copy = copyOf(original)
  expect(copy.width / copy.height).toBeCloseTo(1.5, 1)
  expect(copy.width).toBeLessThanOrEqual(400)
  expect([at(copy, 20, 50), at(copy, 80, 50)].map(looksLike)).toEqual(['red', 'blue'])
})

/** Exif 2.3, Orientation: what is to be seen of a red left and a blue right half. */
const orientations: [number, string, 'left' | 'right' | 'top' | 'bottom'][] = [
  [1, 'upright', 'left'],
  [2, 'mirrored', 'right'],
  [3, 'upside down', 'right'],
  [4, 'mirrored upside down', 'left'],
  [5, 'mirrored, turned', 'top'],
  [6, 'turned to the right', 'top'],
  [7, 'mirrored, turned', 'bottom'],
  [8, 'turned to the left', 'bottom'],
]
test.each(orientations)('orientation %i (%s) is made upright: red is %s', (value, _, red) => {
  const copy = copyOf(jpeg(halves(300, 200), value))
  const swapped = value >= 5
  expect(copy.width > copy.height).toBe(!swapped)
  const places = { left: [20, 50], right: [80, 50], top: [50, 20], bottom: [50, 80] }
  for (const [place, [x = 0, y = 0]] of Object.entries(places)) {
    if (swapped !== (place === 'top' || place === 'bottom')) continue
    expect([place, looksLike(at(copy, x, y))]).toEqual([place, place === red ? 'red' : 'blue'])
  }
})

test('what is transparent becomes white', () => {
  const copy = copyOf(png(noisy(400, 400, (x) => (x < 200 ? [...RED, 0] : BLUE) as typeof RED)))
  expect(Math.min(...at(copy, 20, 50))).toBeGreaterThan(240)
  expect(looksLike(at(copy, 80, 50))).toBe('blue')
})

test('hostile input is an error, and a picture said to be huge is not even decoded', () => {
  const bomb = Buffer.from(png(halves(10, 10)))
  bomb.writeUInt32BE(60_000, 16)
  bomb.writeUInt32BE(60_000, 20)
  expect(() => shrink(bomb)).toThrow('60000 x 60000 pixels are too many')
  const whole = jpeg(halves(300, 200), 6)
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('GIF89a and what follows it ...'),
    Buffer.from('ffd8ffe1ffff'.padEnd(80, '0'), 'hex'),
    whole.subarray(0, 60),
  ]) {
    expect(() => shrink(bytes)).toThrow()
  }
})
