import * as tables from './001-tables.js'
import * as journal from './002-journal.js'
import * as upkeep from './003-upkeep.js'
import * as userFolders from './004-user-folders.js'
import * as guards from './005-guards.js'
import * as evidence from './006-evidence.js'
import * as taskDetails from './007-task-details.js'
import * as contacts from './008-contacts.js'
import * as appointments from './009-appointments.js'
import * as versions from './010-versions.js'
import * as directory from './011-directory.js'
import * as mail from './012-mail.js'
import * as deviceControl from './013-device-control.js'
import * as mergedFolders from './014-merged-folders.js'
import * as notes from './015-notes.js'
import * as admin from './020-admin.js'
import * as api from './021-api.js'
import * as deviceCare from './022-device-care.js'
import * as appPasswords from './023-app-passwords.js'
import * as signIns from './024-sign-ins.js'
import * as activity from './025-activity.js'
import * as keptSmall from './026-kept-small.js'
import * as contentsIndex from './027-contents-index.js'
import * as journalWalk from './028-journal-walk.js'
import * as reconcileFrom from './029-reconcile-from.js'
import type { Migration } from './migration.js'

/** All migrations in order. Append only; a name never changes. */
export const migrations: readonly Migration[] = [
  { name: '001-tables', ...tables },
  { name: '002-journal', ...journal },
  { name: '003-upkeep', ...upkeep },
  { name: '004-user-folders', ...userFolders },
  { name: '005-guards', ...guards },
  { name: '006-evidence', ...evidence },
  { name: '007-task-details', ...taskDetails },
  { name: '008-contacts', ...contacts },
  { name: '009-appointments', ...appointments },
  { name: '010-versions', ...versions },
  { name: '011-directory', ...directory },
  { name: '012-mail', ...mail },
  { name: '013-device-control', ...deviceControl },
  { name: '014-merged-folders', ...mergedFolders },
  { name: '015-notes', ...notes },
  { name: '020-admin', ...admin },
  { name: '021-api', ...api },
  { name: '022-device-care', ...deviceCare },
  { name: '023-app-passwords', ...appPasswords },
  { name: '024-sign-ins', ...signIns },
  { name: '025-activity', ...activity },
  { name: '026-kept-small', ...keptSmall },
  { name: '027-contents-index', ...contentsIndex },
  { name: '028-journal-walk', ...journalWalk },
  { name: '029-reconcile-from', ...reconcileFrom },
]
