import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { UserError } from '../../src/errors.js'
import { createPasswordChecker } from '../../src/login/password.js'
import { hashPassword } from '../../src/store/password-hash.js'

const checker = () =>
  createPasswordChecker({ cost: 4, concurrency: 2, mostWaiting: 1_000, onFull() {} })

test('a hashed password fits itself alone', async () => {
  const passwords = checker()
  const hash = await hashPassword('Grün-7', 4)
  expect(await passwords.matches('Grün-7', hash)).toBe(true)
  expect(await passwords.matches('grün-7', hash)).toBe(false)
})

test('hashes that PHP made are understood', async () => {
  const php = (await hashPassword('geheim', 4)).replace('$2b$', '$2y$')
  expect(await checker().matches('geheim', php)).toBe(true)
})

test.each([
  ['', 'empty'],
  ['ä'.repeat(37), '74 bytes'],
  ['a\tb', 'control character'],
])('the password "%s" is refused', async (password, message) => {
  await expect(hashPassword(password, 4)).rejects.toThrow(UserError)
  await expect(hashPassword(password, 4)).rejects.toThrow(message)
})

test('no hash, or one of another kind, fits nothing, at the cost of one run', async () => {
  const passwords = checker()
  expect(await passwords.matches('x', null)).toBe(false)
  expect(await passwords.matches('x', 'x')).toBe(false)
  expect(passwords.runs).toBe(2)
})

test('many checks at once all get their answer', async () => {
  const passwords = checker()
  const hash = await hashPassword('a', 4)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => passwords.matches(n % 2 ? 'a' : 'b', hash)),
  )
  expect(answers.filter(Boolean)).toHaveLength(25)
})

/** In libuv's pool of four threads zlib's work would come after eight checks. */
test('checks leave the threads alone that unpack requests', async () => {
  const passwords = createPasswordChecker({
    ...{ cost: 4, concurrency: 8, mostWaiting: 1_000 },
    onFull() {},
  })
  const slow = await hashPassword('a', 10)
  const order: string[] = []
  const checks = Array.from({ length: 8 }, async () => {
    await passwords.matches('a', slow)
    order.push('checked')
  })
  const packed = promisify(gzip)('body').then(() => order.push('packed'))
  await Promise.all([...checks, packed])
  expect(order[0]).toBe('packed')
})
