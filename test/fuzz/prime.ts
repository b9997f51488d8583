import { element } from '../../src/activesync/wbxml/element.js'
import { encode } from '../../src/activesync/wbxml/encode.js'
import { syncElement } from '../../src/client/requests.js'
import { type FuzzCase, plainCase } from './fuzz-case.js'

const VERSION = '14.1'

/** FolderSync, or a folder's first Sync, as every client sends it. */
export function primeCase(kind: string): FuzzCase {
  if (kind === 'folders') {
    const key = element('FolderHierarchy:SyncKey', '0')
    return plainCase('FolderSync', VERSION, encode(element('FolderHierarchy:FolderSync', [key])))
  }
  const collections = [{ collectionId: `{{${kind}.id}}`, syncKey: '0' }]
  return plainCase('Sync', VERSION, encode(syncElement({ collections }, VERSION)))
}
