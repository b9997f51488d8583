import fc from 'fast-check'
import { parseAuthorization, parseLogin } from '../../src/login/credentials.js'

const header = (text: string, encoding: BufferEncoding = 'utf8') =>
  `Basic ${Buffer.from(text, encoding).toString('base64')}`

test.each([
  ['R-ONO-23 user_tenant', 'theobald.tiger_MeinMandant', 'theobald.tiger_MeinMandant', null],
  [
    'R-ONO-19 user_tenant@domain',
    't.tiger_Mein@eas.example.test',
    't.tiger_Mein',
    'eas.example.test',
  ],
  ['the domain is read in any case', 't_M@EAS.Example.TEST', 't_M', 'eas.example.test'],
  ['R-ONO-23 DOMAIN\\user_tenant', 'FIRMA\\t_M', 't_M', null],
  ['an empty domain before the backslash', '\\t_M', 't_M', null],
  ['both at once', 'FIRMA\\t_M@d.test', 't_M', 'd.test'],
  ['names with underscores stay whole', 'a_b_c_d', 'a_b_c_d', null],
])('%s is read', (_form, user, login, domain) => {
  expect(parseLogin(user)).toEqual({ login, domain })
})

test.each([
  ['tiger'],
  ['tiger_'],
  ['_Mandant'],
  ['_'],
  [''],
  ['t_M@'],
  ['@d.test'],
  ['tiger@d_x.test'],
])('R-ONO-23 "%s", which has no tenant or no name, is none', (user) => {
  expect(parseLogin(user)).toBeNull()
})

test('credentials are read as UTF-8', () => {
  expect(parseAuthorization(header('jörg_M:Grün-7'))).toEqual({
    user: 'jörg_M',
    password: 'Grün-7',
  })
})

test('bytes that are no UTF-8 are Latin-1, as Outlook sends them', () => {
  expect(parseAuthorization(header('jörg_M:Grün-7', 'latin1'))).toEqual({
    user: 'jörg_M',
    password: 'Grün-7',
  })
})

test('a password may hold colons and be empty', () => {
  expect(parseAuthorization(header('u_t:a:b'))).toEqual({ user: 'u_t', password: 'a:b' })
  expect(parseAuthorization(header('u_t:'))).toEqual({ user: 'u_t', password: '' })
})

test.each([
  ['nothing', undefined],
  ['another scheme', 'Bearer abc'],
  ['no base64', 'Basic ***'],
  ['no colon', header('u_t')],
  ['no user', header(':secret')],
  ['a NUL', header('u\0_t:p')],
  ['a line break in the password', header('u_t:p\np')],
  ['a user over 1 KB', header(`${'u'.repeat(1_025)}:p`)],
  ['a password over 1 KB', header(`u_t:${'p'.repeat(1_025)}`)],
  ['a header without end', `Basic ${'A'.repeat(100_000)}`],
])('%s is no login', (_what, value) => {
  expect(parseAuthorization(value)).toBeNull()
})

test('any bytes are read or refused, never an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const found = parseAuthorization(`Basic ${Buffer.from(bytes).toString('base64')}`)
      if (found) parseLogin(found.user)
    }),
  )
})
