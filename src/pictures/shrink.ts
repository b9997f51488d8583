import { decode, encode } from 'jpeg-js'
import { PNG } from 'pngjs'
import { readHead } from './dimensions.js'

/** RGBA, row by row. */
type Pixels = { width: number; height: number; data: Uint8Array }

/** MS-ASCNTC, Picture: 48 KB of base64. */
const MOST_BYTES = 36 * 1024
const MOST_PIXELS = 40_000_000
const MOST_MEMORY_MB = 700
/** Edges and qualities that are tried, from the best on. */
const EDGES = [400, 320, 240, 160, 96]
const QUALITIES = [85, 70, 50]

/** A JPEG of at most 36 KB. @throws Error for what is no picture, or too large to be looked at */
export function shrink(original: Uint8Array): Uint8Array {
  const bytes = Buffer.from(original.buffer, original.byteOffset, original.byteLength)
  const head = readHead(bytes)
  if (!head) throw new Error('neither JPEG nor PNG')
  const { width, height } = head
  if (width < 1 || height < 1) throw new Error('no pixels')
  if (width * height > MOST_PIXELS) throw new Error(`${width} x ${height} pixels are too many`)
  const pixels = head.type === 'jpeg' ? decodeJpeg(bytes) : PNG.sync.read(bytes)
  for (const edge of EDGES) {
    const small = turned(onWhite(scaled(pixels, edge)), head.orientation)
    for (const quality of QUALITIES) {
      const { data } = encode({ ...small, data: Buffer.from(small.data) }, quality)
      if (data.length <= MOST_BYTES) return data
    }
  }
  throw new Error('it stays too large')
}

function decodeJpeg(bytes: Buffer): Pixels {
  return decode(bytes, {
    useTArray: true,
    maxResolutionInMP: MOST_PIXELS / 1_000_000,
    maxMemoryUsageInMB: MOST_MEMORY_MB,
  })
}

/** Each pixel the mean of those it stands for; a picture is never made larger. */
export function scaled(from: Pixels, edge: number): Pixels {
  const factor = Math.min(1, edge / Math.max(from.width, from.height))
  const width = Math.max(1, Math.round(from.width * factor))
  const height = Math.max(1, Math.round(from.height * factor))
  const data = new Uint8Array(width * height * 4)
  for (let y = 0; y < height; y++) {
    const rows = stretch(y, height, from.height)
    for (let x = 0; x < width; x++) {
      mean(
        from,
        { rows, columns: stretch(x, width, from.width) },
        data.subarray((y * width + x) * 4),
      )
    }
  }
  return { width, height, data }
}

type Stretch = { start: number; end: number }

function stretch(at: number, size: number, of: number): Stretch {
  const start = Math.floor((at * of) / size)
  return { start, end: Math.max(start + 1, Math.floor(((at + 1) * of) / size)) }
}

function mean(
  { width, data }: Pixels,
  { rows, columns }: { rows: Stretch; columns: Stretch },
  into: Uint8Array,
): void {
  const sums = [0, 0, 0, 0]
  for (let y = rows.start; y < rows.end; y++) {
    for (let x = columns.start; x < columns.end; x++) {
      const at = (y * width + x) * 4
      for (let part = 0; part < 4; part++) sums[part] = (sums[part] ?? 0) + (data[at + part] ?? 0)
    }
  }
  const count = (rows.end - rows.start) * (columns.end - columns.start)
  sums.forEach((sum, part) => {
    into[part] = Math.round(sum / count)
  })
}

/** JPEG knows no transparency. */
function onWhite(pixels: Pixels): Pixels {
  const { data } = pixels
  for (let at = 0; at < data.length; at += 4) {
    const alpha = (data[at + 3] ?? 255) / 255
    for (let part = at; part < at + 3; part++) {
      data[part] = Math.round((data[part] ?? 0) * alpha + 255 * (1 - alpha))
    }
    data[at + 3] = 255
  }
  return pixels
}

/** Upright, as the EXIF orientation says: the copy has no EXIF. */
export function turned(from: Pixels, orientation: number): Pixels {
  if (orientation === 1) return from
  const swaps = orientation >= 5
  const width = swaps ? from.height : from.width
  const height = swaps ? from.width : from.height
  const data = new Uint8Array(from.data.length)
  const mirrorsX = [2, 3, 7, 8].includes(orientation)
  const mirrorsY = [3, 4, 6, 7].includes(orientation)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = swaps ? [y, x] : [x, y]
      const column = mirrorsX ? from.width - 1 - u : u
      const row = mirrorsY ? from.height - 1 - v : v
      const at = (row * from.width + column) * 4
      data.set(from.data.subarray(at, at + 4), (y * width + x) * 4)
    }
  }
  return { width, height, data }
}
