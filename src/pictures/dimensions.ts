/** What the head of a picture says of it, so that nothing is decoded which is too large for that. */
export type Head = {
  type: 'jpeg' | 'png'
  width: number
  height: number
  /** EXIF, Orientation: 1 upright, 2 to 8 turned or mirrored. */
  orientation: number
}

/** Null for what is neither JPEG nor PNG. */
export function readHead(bytes: Buffer): Head | null {
  if (bytes.length < 24) return null
  if (bytes.readUInt32BE(0) === 0x89504e47) {
    return {
      type: 'png',
      width: bytes.readUInt32BE(16),
      height: bytes.readUInt32BE(20),
      orientation: 1,
    }
  }
  return bytes.readUInt16BE(0) === 0xffd8 ? readJpegHead(bytes) : null
}

/** ITU T.81, B.1: segments of marker and length, up to the frame header. */
function readJpegHead(bytes: Buffer): Head | null {
  let orientation = 1
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return null
    const marker = bytes[at + 1] ?? 0
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (isFrame(marker)) {
      const height = bytes.readUInt16BE(at + 5)
      return { type: 'jpeg', width: bytes.readUInt16BE(at + 7), height, orientation }
    }
    const length = bytes.readUInt16BE(at + 2)
    if (marker === 0xe1) orientation = readOrientation(bytes.subarray(at + 4, at + 2 + length))
    at += 2 + length
  }
  return null
}

/** SOF0 to SOF15, without the tables that stand among them (DHT, JPG, DAC). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

const ORIENTATION = 0x0112

/** Exif 2.3, Orientation, in the first directory of the APP1 segment. */
function readOrientation(exif: Buffer): number {
  if (exif.length < 14 || exif.toString('latin1', 0, 4) !== 'Exif') return 1
  const tiff = exif.subarray(6)
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const short = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4)
  if (first + 2 > tiff.length) return 1
  const count = short(first)
  for (let entry = 0; entry < count; entry++) {
    const at = first + 2 + entry * 12
    if (at + 12 > tiff.length) return 1
    if (short(at) !== ORIENTATION) continue
    const value = short(at + 8)
    return value >= 1 && value <= 8 ? value : 1
  }
  return 1
}
