import bcrypt from 'bcrypt'
import { UserError } from '../errors.js'

/** bcrypt looks at no more; a longer password would be cut silently. */
export const MAX_PASSWORD_BYTES = 72

/**
 * A bcrypt hash for `account.password_hash`.
 * @throws UserError for an empty password, one over 72 bytes or with a control character
 */
export async function hashPassword(password: string, cost = 10): Promise<string> {
  if (password === '') throw new UserError('The password is empty: choose one.')
  const bytes = Buffer.byteLength(password)
  if (bytes > MAX_PASSWORD_BYTES) {
    throw new UserError(
      `The password has ${bytes} bytes: at most ${MAX_PASSWORD_BYTES} are possible, choose a shorter one.`,
    )
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(password)) {
    throw new UserError('The password has a control character, which no phone can send.')
  }
  return bcrypt.hash(password, cost)
}
