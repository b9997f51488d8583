import fc from 'fast-check'
import { outgoing, parseMessage, recipientsOf, withPart } from '../../src/mail/message.js'

const text = (...lines: string[]) => Buffer.from(lines.join('\r\n'), 'utf8')
const FROM = { name: 'Theobald Tiger', address: 'tiger@example.test' }
const NOW = new Date('2027-03-10T12:00:00Z')

function sentAs(source: Buffer, from = FROM): string {
  const message = parseMessage(source)
  if (!message) throw new Error('no message')
  return outgoing(message, { from, now: NOW }).bytes.toString('latin1')
}

test.each([
  ['nothing', ''],
  ['a text', 'Hello there'],
  ['a field without a name', ': x\r\n\r\n'],
  ['a NUL in a field', 'To: a\0b\r\n\r\n'],
  ['WBXML', '\x03\x01\x6a\x00'],
])('%s is no message', (_what, source) => {
  expect(parseMessage(Buffer.from(source, 'latin1'))).toBeNull()
})

test('folded fields, groups and bare line ends are understood; what is no address is left out', () => {
  const source = Buffer.from(
    'To: "Lisa, L." <lisa@example.test>,\n kurt@example.test\nCc: Team: mo@example.test;\n' +
      'Bcc: nobody, KURT@example.test, <broken@>\n\nbody',
  )
  const message = parseMessage(source)
  expect(message && recipientsOf(message)).toEqual([
    'lisa@example.test',
    'KURT@example.test',
    'mo@example.test',
  ])
})

test('no address that could add to an SMTP command gets out (property)', () => {
  const nasty = fc.string({
    unit: fc.constantFrom('a', '@', '.', '<', '>', ' ', '\r', '\n', ',', '"', ':', 'ä', '\t'),
  })
  fc.assert(
    fc.property(nasty, nasty, (to, cc) => {
      const message = parseMessage(Buffer.from(`To: ${to}\r\nCc: ${cc}\r\n\r\nx`))
      for (const address of message ? recipientsOf(message) : []) {
        expect(address).toMatch(/^[!-~]+@[A-Za-z0-9.-]+$/)
        expect(address).not.toMatch(/[<>\s,;]/)
      }
    }),
  )
})

test('whatever From, Sender and Bcc say, it is from the account, with id, date and version', () => {
  const source = text(
    'From: boss@example.test',
    'Sender: boss@example.test',
    'FROM: again@example.test',
    'Bcc: secret@example.test',
    'To: kurt@example.test',
    'Content-Type: text/plain',
    '',
    'Hi',
  )
  const lines = sentAs(source).split('\r\n')
  expect(lines).toEqual([
    'From: "Theobald Tiger" <tiger@example.test>',
    'To: kurt@example.test',
    'Content-Type: text/plain',
    expect.stringMatching(/^Message-ID: <[0-9a-f-]{36}@example.test>$/),
    'Date: Wed, 10 Mar 2027 12:00:00 +0000',
    'MIME-Version: 1.0',
    '',
    'Hi',
  ])
})

test('a client’s own id and date stay', () => {
  const source = text('Message-ID: <a@phone>', 'Date: Tue, 9 Mar 2027 09:00:00 +0100', '', 'x')
  expect(sentAs(source).split('\r\n').slice(1)).toEqual([
    'Date: Tue, 9 Mar 2027 09:00:00 +0100',
    'Message-ID: <a@phone>',
    '',
    'x',
  ])
})

test('a display name is encoded or quoted, and can’t add a field (property)', () => {
  expect(sentAs(text('To: x@y.test', '', ''), { ...FROM, name: 'Bärbel' })).toMatch(
    /^From: =\?utf-8\?B\?QsOkcmJlbA==\?= <tiger@example.test>\r\n/,
  )
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (name) => {
      const [head = ''] = sentAs(text('To: x@y.test', '', ''), { ...FROM, name }).split('\r\nTo: ')
      for (const line of head.split('\r\n').slice(1)) expect(line).toMatch(/^ =\?utf-8\?B\?/)
      expect(head).not.toMatch(/[^\r]\n|\r[^\n]/)
    }),
  )
})

test('any bytes are a message or none, and its body stays byte by byte (property)', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      parseMessage(bytes)
      const source = Buffer.concat([text('To: x@y.test', '', ''), bytes])
      const message = parseMessage(source)
      expect(message?.body.equals(Buffer.from(bytes))).toBe(true)
    }),
  )
})

test('a part is added behind what the mail says, whose content fields go with it', () => {
  const message = parseMessage(text('To: x@y.test', 'Content-Type: text/html', '', '<p>Hi</p>'))
  if (!message) throw new Error('no message')
  const both = withPart(message, { contentType: 'text/plain', content: 'two' })
  const [type, boundary] =
    both.fields.find(({ name }) => name === 'content-type')?.value.split('"') ?? []
  expect(type).toBe('multipart/mixed; boundary=')
  expect(both.body.toString().split(`--${boundary}`)).toEqual([
    '',
    '\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n',
    '\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\ndHdv\r\n',
    '--\r\n',
  ])
})
