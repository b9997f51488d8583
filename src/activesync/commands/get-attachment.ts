import { HttpError } from '../../errors.js'
import type { Command } from '../command.js'
import { atLeast } from '../protocol-version.js'

/**
 * MS-ASCMD, GetAttachment (up to 12.1): no item here has attachments, so whatever is named is gone.
 * Microsoft's server answers that with 500, which costs iPhones their data: 400 here.
 */
export const getAttachment: Command = {
  name: 'GetAttachment',

  async handle(_root, { version, note }) {
    note({ status: 'none' })
    if (atLeast(version, '14.0')) {
      throw new HttpError(501, 'GetAttachment is of protocol versions up to 12.1.')
    }
    throw new HttpError(400, 'There is no such attachment.')
  },
}
