import { type ContentLine, param } from '../text/content-line.js'

/** A picture larger than this is left out: no phone takes it (MS-ASCNTC, Picture: 48 KB). */
const LARGEST_PICTURE = 700 * 1024

/**
 * RFC 6350, PHOTO: JPEG or PNG bytes of an inline picture; null for an address (nothing is fetched
 * from elsewhere), another kind of picture, or broken base64.
 */
export function readPicture(photo: ContentLine | undefined): Uint8Array | null {
  if (!photo) return null
  const [, embedded] = /^data:[^,]{0,100};base64,(.*)$/is.exec(photo.value.trim()) ?? []
  const encoding = param(photo, 'ENCODING')?.toUpperCase()
  const text = embedded ?? (encoding === 'B' || encoding === 'BASE64' ? photo.value : '')
  const base64 = text.replace(/\s/g, '')
  if (base64 === '' || base64.length > LARGEST_PICTURE * 2) return null
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(base64)) return null
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'))
  return bytes.length <= LARGEST_PICTURE && pictureType(bytes) !== null ? bytes : null
}

/** By the first bytes, which are truer than what a card says. */
export function pictureType(bytes: Uint8Array): 'jpeg' | 'png' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg'
  const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
  return png.every((byte, index) => bytes[index] === byte) ? 'png' : null
}

export function writePicture(bytes: Uint8Array | null): string[] {
  const type = bytes === null ? null : pictureType(bytes)
  if (bytes === null || type === null) return []
  return [`PHOTO:data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`]
}
