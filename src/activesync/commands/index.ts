import type { Command } from '../command.js'
import { find } from './find.js'
import { folderCreate } from './folder-create.js'
import { folderDelete } from './folder-delete.js'
import { folderSync } from './folder-sync.js'
import { folderUpdate } from './folder-update.js'
import { getAttachment } from './get-attachment.js'
import { getHierarchy } from './get-hierarchy.js'
import { getItemEstimate } from './get-item-estimate.js'
import { itemOperations } from './item-operations.js'
import { meetingResponse } from './meeting-response.js'
import { moveItems } from './move-items.js'
import { ping } from './ping.js'
import { provision } from './provision.js'
import { resolveRecipients } from './resolve-recipients.js'
import { search } from './search.js'
import { sendMail } from './send-mail.js'
import { settings } from './settings.js'
import { smartForward } from './smart-forward.js'
import { smartReply } from './smart-reply.js'
import { sync } from './sync/sync.js'
import { validateCert } from './validate-cert.js'

const TABLE: readonly Command[] = [
  sync,
  folderSync,
  folderCreate,
  folderUpdate,
  folderDelete,
  getHierarchy,
  getItemEstimate,
  ping,
  itemOperations,
  moveItems,
  search,
  find,
  resolveRecipients,
  validateCert,
  provision,
  settings,
  sendMail,
  smartForward,
  smartReply,
  meetingResponse,
  getAttachment,
]

/** Every command by its name. */
export const commands: ReadonlyMap<string, Command> = new Map(
  TABLE.map((command) => [command.name, command]),
)
