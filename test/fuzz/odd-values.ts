import type { Random } from './random.js'

const NUMBERS = [
  ...['-1', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '12', '13', '16', '23', '53', '127'],
  ...['255', '256', '366', '512', '513', '999', '32767', '32768', '65536', '2147483647'],
  ...['2147483648', '4294967296', '9007199254740993', '99999999999999999999', '-2147483649'],
  ...['1.5', '1e3', '1e309', 'NaN', 'Infinity', '0x10', ' 1', '1 ', '+1', '01', '٣', '1,5', '--1'],
]

const DATES = [
  ...['20261121T090000Z', '20261121T093000Z', '20261122T000000Z', '20261231T235959Z'],
  ...['00000000T000000Z', '00010101T000000Z', '16010101T000000Z', '18991230T000000Z'],
  ...['19700101T000000Z', '99991231T235959Z', '20261301T000000Z', '20260230T090000Z'],
  ...['20260101T250000Z', '20260101T120060Z', '20260101T120000', '20260101', '-20260101T000000Z'],
  ...['20260329T013000Z', '20261025T013000Z', '20261121T090000.123Z', '20261121T090000+0100'],
  ...['2026-11-21T09:00:00.000Z', '2026-11-22T00:00:00.000Z', '2026-11-21', '2026-11-21T09:00Z'],
  ...['2026-08-01T00:00:00+02:00', '1604-02-29T00:00:00.000Z', '0001-01-01T00:00:00.000Z'],
  ...['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '+275760-09-13T00:00:00.001Z'],
  ...['-271821-04-19T00:00:00.000Z', '2026-02-29T00:00:00.000Z', 'T', 'today', '2026-W47-6'],
]

const TEXTS = [
  ...['', ' ', '\r\n', '\t', '\u0001\u0002', '\u007f', '\u0085\u2028', '\ufeffx', '\ufffe\uffff'],
  ...['ÄÖÜß', '👩‍👩‍👧‍👦', 'e\u0301\u0301\u0301\u0301', '\u202eabc', '日本語', '\u{10ffff}'],
  ...["'; drop table account; --", '%00%0a', '#{7*7}', '{{x}}', '../../etc/passwd', '<b>&amp;</b>'],
  ...['anna@example.org', '"Anna" <anna@example.org>', '@', 'a@b@c', 'mailto:x', 'IPM.Note'],
  ...['__proto__', 'constructor', 'toString', 'null', 'undefined', 'true', '[object Object]'],
  ...[
    'Calendar',
    'Tasks',
    'Contacts',
    'Email',
    'Notes',
    'SMS',
    'Mailbox',
    'GAL',
    'MS-EAS-Provisioning-WBXML',
  ],
  ...['{{Calendar.id}}', '{{Tasks.id}}', '{{Contacts.id}}', '{{Calendar.item}}', '{{Tasks.item}}'],
  ...['{{Contacts.item}}', '{{Calendar.key}}', '{{folders.key}}', '{{client}}', '{{instance}}'],
  ...['mail-inbox', 'mail-drafts', 'cal-1', 'cal-999999999999999999', '1', '1:1', 'notes-1'],
]

/** A zone as MS-ASDTYPE has it: 172 bytes, with these in place of some. */
function zone(random: Random): string {
  const bytes = Buffer.alloc(random.pick([172, 172, 172, 172, 0, 1, 4, 171, 173, 344]))
  const fills = random.int(12)
  for (let count = 0; count < fills && bytes.length > 0; count++) {
    bytes[random.int(bytes.length)] = random.pick([0, 1, 2, 3, 5, 10, 12, 13, 0x80, 0xc4, 0xff])
  }
  return bytes.toString('base64')
}

function base64(random: Random): string {
  return random.pick([
    ...['=', '====', 'A', 'AA=A', '!!!!', 'AAAA AAAA', '-_-_', 'AAAA\r\nAAAA'],
    Buffer.from(Array.from({ length: random.int(300) }, () => random.int(256))).toString('base64'),
    `/9j/4AAQSkZJRgABAQ${'A'.repeat(random.int(2_000))}`,
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ',
    'A'.repeat(random.pick([60_000, 70_000])),
  ])
}

function long(random: Random): string {
  const length = random.pick([65, 255, 256, 257, 1_025, 4_097, 32_769, 70_000])
  const size = random.chance(0.02) ? 1_000_000 : length
  return random.pick(['x', 'ä', '😀', '\n', '<p>', '0', ' ', '{']).repeat(Math.ceil(size / 2))
}

/** A text that some program, or somebody with bad intent, might send. */
export function oddText(random: Random): string {
  const kind = random.int(20)
  if (kind < 7) return random.pick(NUMBERS)
  if (kind < 12) return random.pick(DATES)
  if (kind < 16) return random.pick(TEXTS)
  if (kind < 17) return zone(random)
  if (kind < 18) return base64(random)
  return kind < 19 ? long(random) : nearMinutes(random)
}

/** A compact time within days of now, so that what it names lies in a phone's window. */
function nearMinutes(random: Random): string {
  const date = new Date(Date.now() + (random.int(40_000) - 20_000) * 60_000)
  return date.toISOString().replace(/[-:]|\.\d{3}/g, '')
}
