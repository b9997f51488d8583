/** Bytes of a calendar or address file to text: by byte order mark, as UTF-8, else Windows-1252. */

export const LARGEST_FILE = 50 * 1024 * 1024

/** Throws a RangeError when the file is larger than 50 MB. */
export function decodeBytes(bytes: Uint8Array): string {
  if (bytes.length > LARGEST_FILE) throw new RangeError('the file is larger than 50 MB')
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode('utf-16le', bytes)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode('utf-16be', bytes)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    // Every byte string is Windows-1252, so that this comes last.
    return decode('windows-1252', bytes)
  }
}

function decode(encoding: string, bytes: Uint8Array): string {
  return new TextDecoder(encoding).decode(bytes)
}

/** Text of bytes in a named charset; undefined names and unknown ones fall back as above. */
export function decodeCharset(bytes: Uint8Array, charset: string | undefined): string {
  if (charset === undefined) return decodeBytes(bytes)
  try {
    return decode(charset.trim().toLowerCase(), bytes)
  } catch {
    return decodeBytes(bytes)
  }
}
