import { SaxesParser } from 'saxes'

/** MS-ASCMD, AcceptableResponseSchema; and the one that Outlook for Windows asks for. */
export const MOBILESYNC_SCHEMA =
  'http://schemas.microsoft.com/exchange/autodiscover/mobilesync/responseschema/2006'
export const OUTLOOK_SCHEMA =
  'http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a'
export type ResponseSchema = typeof MOBILESYNC_SCHEMA | typeof OUTLOOK_SCHEMA

export type AutodiscoverRequest = {
  emailAddress: string
  /** As it came; null when absent. */
  acceptableResponseSchema: string | null
}

const MAX_DEPTH = 8
const MAX_TEXT = 1_024

/**
 * Reads an Autodiscover request (MS-ASCMD, Autodiscover; MS-OXDSCLI). Namespaces are not looked at:
 * the wished response schema says what the client is. Null for anything malformed, for a document
 * type declaration of whatever kind, and without an address.
 */
export function readAutodiscoverRequest(xml: string): AutodiscoverRequest | null {
  try {
    const fields = readFields(xml)
    const emailAddress = fields.get('EMailAddress')?.trim() ?? ''
    if (emailAddress === '') return null
    const schema = fields.get('AcceptableResponseSchema')?.trim() ?? null
    return { emailAddress, acceptableResponseSchema: schema }
  } catch {
    return null
  }
}

/** The texts below Autodiscover/Request, by local name. */
function readFields(xml: string): Map<string, string> {
  const parser = new SaxesParser({ xmlns: true })
  const path: string[] = []
  const fields = new Map<string, string>()
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('A document type is not allowed.')
  })
  parser.on('opentag', ({ local }) => {
    if (path.length >= MAX_DEPTH) throw new Error('Too deep.')
    path.push(local)
  })
  parser.on('closetag', () => path.pop())
  const collect = (text: string) => {
    if (path.length !== 3 || path[0] !== 'Autodiscover' || path[1] !== 'Request') return
    const name = path[2] ?? ''
    const whole = (fields.get(name) ?? '') + text
    if (whole.length > MAX_TEXT || fields.size > 16) throw new Error('Too long.')
    fields.set(name, whole)
  }
  parser.on('text', collect)
  parser.on('cdata', collect)
  parser.write(xml).close()
  return fields
}
