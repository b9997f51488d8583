import { randomGroups } from '../store/letter-groups.js'
import { InvalidValue } from '../store/names.js'
import type { PasswordOptions } from './option-values.js'
import type { Terminal } from './terminal.js'

/** Without what looks alike on a phone (0 o, 1 l i) and without capitals: people type it there. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** 16 letters and digits in groups, about 79 bits. */
export function generatePassword(): string {
  return randomGroups(LETTERS)
}

/** The password given by the options, or null when none is. */
export async function givenPassword(
  terminal: Terminal,
  options: PasswordOptions,
): Promise<string | null> {
  const given = options.passwordStdin ? await terminal.readLine() : options.password
  if (given === '') {
    const where = options.passwordStdin ? 'The first line of standard input' : '--password'
    throw new InvalidValue(`${where} is empty: give a password.`)
  }
  return given ?? null
}
