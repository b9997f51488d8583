import { randomInt } from 'node:crypto'

const GROUPS = 4
const GROUP_LENGTH = 4

/** 16 random ones of these letters, in groups: `abcd-efgh-jkmn-pqrs`. */
export function randomGroups(letters: string): string {
  const group = () =>
    Array.from({ length: GROUP_LENGTH }, () => letters[randomInt(letters.length)]).join('')
  return Array.from({ length: GROUPS }, group).join('-')
}
