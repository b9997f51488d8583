import { encode } from 'jpeg-js'
import { PNG } from 'pngjs'

type Colour = [red: number, green: number, blue: number, alpha?: number]

/** RGBA of a picture that no format makes small: each pixel a little off its colour. */
export function noisy(width: number, height: number, colour: (x: number, y: number) => Colour) {
  const data = Buffer.alloc(width * height * 4)
  let seed = 1
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [red, green, blue, alpha = 255] = colour(x, y)
      ;[red, green, blue].forEach((value, part) => {
        seed = (seed * 48_271) % 2_147_483_647
        data[(y * width + x) * 4 + part] = Math.min(255, Math.max(0, value + (seed % 61) - 30))
      })
      data[(y * width + x) * 4 + 3] = alpha
    }
  }
  return { width, height, data }
}

export const RED: Colour = [220, 40, 40]
export const BLUE: Colour = [40, 40, 220]

/** Red on its left half, blue on its right. */
export const halves = (width: number, height: number) =>
  noisy(width, height, (x) => (x < width / 2 ? RED : BLUE))

export function png(pixels: ReturnType<typeof noisy>): Buffer {
  const image = new PNG({ width: pixels.width, height: pixels.height })
  pixels.data.copy(image.data)
  return PNG.sync.write(image)
}

/** Exif 2.3: one directory with one entry, Orientation, in little-endian order. */
export function jpeg(pixels: ReturnType<typeof noisy>, orientation?: number): Buffer {
  const { data } = encode(pixels, 95)
  if (orientation === undefined) return data
  const value = orientation.toString(16).padStart(2, '0')
  const directory = `0100 1201 0300 01000000 ${value}000000 00000000`
  const exif = Buffer.from(`457869660000 49492a00 08000000 ${directory}`.replace(/ /g, ''), 'hex')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(exif.length + 2)
  return Buffer.concat([
    data.subarray(0, 2),
    Buffer.from('ffe1', 'hex'),
    length,
    exif,
    data.subarray(2),
  ])
}
