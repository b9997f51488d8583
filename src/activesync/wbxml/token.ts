/** WBXML 1.3, Global Tokens. They mean the same on every code page. */
export const Token = {
  SWITCH_PAGE: 0x00,
  END: 0x01,
  ENTITY: 0x02,
  STR_I: 0x03,
  LITERAL: 0x04,
  EXT_I_0: 0x40,
  EXT_I_1: 0x41,
  EXT_I_2: 0x42,
  PI: 0x43,
  LITERAL_C: 0x44,
  EXT_T_0: 0x80,
  EXT_T_1: 0x81,
  EXT_T_2: 0x82,
  STR_T: 0x83,
  LITERAL_A: 0x84,
  EXT_0: 0xc0,
  EXT_1: 0xc1,
  EXT_2: 0xc2,
  OPAQUE: 0xc3,
  LITERAL_AC: 0xc4,
} as const

/** WBXML 1.3, Tag Code Space: flags of a tag's byte, and the part that is its token. */
export const HAS_ATTRIBUTES = 0x80
export const HAS_CONTENT = 0x40
export const TOKEN_BITS = 0x3f

/** IANA character sets (MIBenum); 0 is "unknown" and read as UTF-8, of which US-ASCII is a part. */
export const Charset = {
  Unknown: 0,
  UsAscii: 3,
  Utf8: 106,
} as const
