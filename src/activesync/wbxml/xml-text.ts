/** XML 1.0, Char: no control character but tab, line feed and carriage return; no U+FFFE, U+FFFF. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const NOT_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g
const ANY_NOT_XML = new RegExp(NOT_XML.source)

/**
 * The text with `instead` for each character that XML 1.0 has not: what clients would choke on that
 * turn WBXML into XML, and NUL above all, which ends a WBXML text.
 */
export function xmlText(text: string, instead = ''): string {
  return ANY_NOT_XML.test(text) ? text.replace(NOT_XML, instead) : text
}
