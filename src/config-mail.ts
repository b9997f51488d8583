import { oneOf, optional, variable } from './config-values.js'

/** How mail leaves the gateway. */
export type MailConfig = {
  /** `smtp://` or `smtps://`, with user and password; null: none ever leaves (R-ONO-06). */
  smtpUrl: string | null
  /** What of a phone's mails is sent: every one, or those with a calendar part. */
  send: 'all' | 'calendar'
}

const smtpUrl = optional(2_000).refine((value) => value === null || isSmtpUrl(value))

function isSmtpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false
  const { protocol, hostname } = new URL(value)
  return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== ''
}

export const MAIL_VARIABLES = {
  SMTP_URL: variable(smtpUrl, '', {
    allowed: '`smtp://user:password@host:port`, `smtps://…`',
    meaning: 'Mail server that takes mails and invitations of phones. Empty: none ever leaves.',
  }),
  MAIL_SEND: variable(oneOf('all', 'calendar'), 'all', {
    allowed: '`all`, `calendar`',
    meaning: 'With `SMTP_URL`: all mails of signed-in users, or only those about appointments.',
  }),
} as const

export function mailConfig(values: {
  SMTP_URL: string | null
  MAIL_SEND: MailConfig['send']
}): MailConfig {
  return { smtpUrl: values.SMTP_URL, send: values.MAIL_SEND }
}
