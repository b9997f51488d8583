import type { TagOf } from '../code-page.js'
import { airNotify } from './air-notify.js'
import { airSync } from './air-sync.js'
import { airSyncBase } from './air-sync-base.js'
import { calendar } from './calendar.js'
import { composeMail } from './compose-mail.js'
import { contacts } from './contacts.js'
import { contacts2 } from './contacts2.js'
import { documentLibrary } from './document-library.js'
import { email } from './email.js'
import { email2 } from './email2.js'
import { find } from './find.js'
import { folderHierarchy } from './folder-hierarchy.js'
import { gal } from './gal.js'
import { getItemEstimate } from './get-item-estimate.js'
import { itemOperations } from './item-operations.js'
import { meetingResponse } from './meeting-response.js'
import { move } from './move.js'
import { notes } from './notes.js'
import { ping } from './ping.js'
import { provision } from './provision.js'
import { resolveRecipients } from './resolve-recipients.js'
import { rightsManagement } from './rights-management.js'
import { search } from './search.js'
import { settings } from './settings.js'
import { tasks } from './tasks.js'
import { validateCert } from './validate-cert.js'
import { windowsLive } from './windows-live.js'

/** MS-ASWBXML, Code Pages: every page, in its order. */
export const codePages = [
  airSync,
  contacts,
  email,
  airNotify,
  calendar,
  move,
  getItemEstimate,
  folderHierarchy,
  meetingResponse,
  tasks,
  resolveRecipients,
  validateCert,
  contacts2,
  ping,
  provision,
  search,
  gal,
  airSyncBase,
  settings,
  documentLibrary,
  itemOperations,
  composeMail,
  email2,
  notes,
  rightsManagement,
  find,
  windowsLive,
] as const

/** Every legal tag, so that a misspelt one does not compile. */
export type KnownTag = TagOf<(typeof codePages)[number]>
