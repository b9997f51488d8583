import MailComposer from 'nodemailer/lib/mail-composer'
import type { Span } from '../store/model.js'
import { type Mailbox, newMessageId } from './message.js'

/** What a mail about an appointment is for. */
export type MeetingMailKind =
  | 'invitation'
  | 'update'
  | 'cancellation'
  | 'accepted'
  | 'tentative'
  | 'declined'
  | 'proposal'
  | 'forward'

export type MeetingMail = {
  kind: MeetingMailKind
  language: 'de' | 'en'
  from: Mailbox
  to: readonly Mailbox[]
  /** What it is about; `span` in the zone that it names. */
  about: { title: string; location: string; note: string; span: Span }
  /** Of the writer, before the rest. */
  text: string
  /** iCalendar text and its METHOD. */
  calendar: string
  method: string
  now: Date
}

type Language = MeetingMail['language']

const SUBJECTS: Record<MeetingMailKind, Record<Language, string>> = {
  invitation: { de: 'Einladung', en: 'Invitation' },
  update: { de: 'Geändert', en: 'Updated' },
  cancellation: { de: 'Abgesagt', en: 'Cancelled' },
  accepted: { de: 'Zugesagt', en: 'Accepted' },
  tentative: { de: 'Mit Vorbehalt', en: 'Tentative' },
  declined: { de: 'Abgelehnt', en: 'Declined' },
  proposal: { de: 'Anderer Zeitpunkt vorgeschlagen', en: 'New time proposed' },
  forward: { de: 'WG', en: 'FW' },
}

const LABELS = {
  when: { de: 'Wann', en: 'When' },
  where: { de: 'Wo', en: 'Where' },
} as const

/** The mail as it goes out (RFC 6047): readable text, and the iCalendar text for programs. */
export async function writeMeetingMail(
  mail: MeetingMail,
): Promise<{ messageId: string; bytes: Buffer }> {
  const { kind, language, from, to, about, calendar, method, now } = mail
  const messageId = newMessageId(from.address)
  const composer = new MailComposer({
    from,
    to: [...to],
    subject: `${SUBJECTS[kind][language]}: ${about.title}`,
    messageId,
    date: now,
    text: textOf(mail),
    icalEvent: { method, content: calendar, filename: 'invite.ics' },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return { messageId, bytes: await composer.compile().build() }
}

function textOf({ text, about, language }: MeetingMail): string {
  const lines = [about.title, `${LABELS.when[language]}: ${whenText(about.span, language)}`]
  if (about.location) lines.push(`${LABELS.where[language]}: ${about.location}`)
  const parts = [text.trim(), lines.join('\n'), about.note.trim()]
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`
}

/** When it takes place, in words. */
export function whenText(span: Span, language: Language): string {
  const locale = language === 'de' ? 'de-DE' : 'en-GB'
  if (span.allDay) {
    const day = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' })
    const first = new Date(span.startDate)
    const last = new Date(Date.parse(span.endDate) - 86_400_000)
    return day.formatRange(first, last < first ? first : last)
  }
  const format = new Intl.DateTimeFormat(locale, {
    ...{ dateStyle: 'full', timeStyle: 'short', timeZone: span.timeZone },
  })
  return `${format.formatRange(span.start, span.end)} (${span.timeZone})`
}
