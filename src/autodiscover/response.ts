import { create } from 'xmlbuilder2'
import { MOBILESYNC_SCHEMA, OUTLOOK_SCHEMA, type ResponseSchema } from './request.js'

const RESPONSE_NAMESPACE = 'http://schemas.microsoft.com/exchange/autodiscover/responseschema/2006'

/** MS-ASCMD and MS-OXDSCLI, ErrorCode. */
export const AUTODISCOVER_ERRORS = {
  500: 'The e-mail address cannot be found.',
  600: 'Invalid Request',
  601: 'The requested schema version is not supported.',
} as const
export type AutodiscoverError = keyof typeof AUTODISCOVER_ERRORS

export type Found = {
  displayName: string
  /** The address asked for: phones log in with what stands here. */
  emailAddress: string
  login: string
  /** Of /Microsoft-Server-ActiveSync. */
  serverUrl: string
}

/** The settings in the schema the client asked for. */
export function settingsXml(schema: ResponseSchema, found: Found): string {
  return schema === OUTLOOK_SCHEMA ? outlookXml(found) : mobileSyncXml(found)
}

/** MS-ASCMD, Autodiscover response. Android reads Url only when Type stands before it. */
function mobileSyncXml({ displayName, emailAddress, serverUrl }: Found): string {
  return write(MOBILESYNC_SCHEMA, {
    Culture: 'en:us',
    User: { DisplayName: displayName, EMailAddress: emailAddress },
    Action: {
      Settings: { Server: { Type: 'MobileSync', Url: serverUrl, Name: serverUrl } },
    },
  })
}

/** MS-OXDSCLI, Autodiscover response: what Outlook asks with, answered with the one way in there is. */
function outlookXml({ displayName, emailAddress, login, serverUrl }: Found): string {
  return write(OUTLOOK_SCHEMA, {
    User: { DisplayName: displayName, AutoDiscoverSMTPAddress: emailAddress },
    Account: {
      AccountType: 'email',
      Action: 'settings',
      Protocol: { Type: 'MobileSync', Server: serverUrl, LoginName: login },
    },
  })
}

/** The error document; HTTP 200 carries it. `at` only fills the Time that the schema demands. */
export function errorXml(code: AutodiscoverError, at: Date): string {
  return write(RESPONSE_NAMESPACE, {
    Error: {
      '@Time': at.toISOString().slice(11, 23),
      '@Id': '0',
      ErrorCode: String(code),
      Message: AUTODISCOVER_ERRORS[code],
      DebugData: '',
    },
  })
}

function write(namespace: string, content: Record<string, unknown>): string {
  const root = create({ version: '1.0', encoding: 'utf-8' })
  root
    .ele(RESPONSE_NAMESPACE, 'Autodiscover')
    .ele(namespace, 'Response')
    .ele(withoutControl(content))
  return root.end()
}

/** Characters that XML 1.0 does not have, such as a stray control character in a name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
const NOT_IN_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu

function withoutControl(content: Record<string, unknown>): Record<string, unknown> {
  const clean = Object.entries(content).map(([name, value]) => [
    name,
    typeof value === 'string'
      ? value.replace(NOT_IN_XML, '')
      : withoutControl(value as Record<string, unknown>),
  ])
  return Object.fromEntries(clean)
}
