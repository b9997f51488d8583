import { HttpError } from '../../errors.js'
import type { Command } from '../command.js'
import { type Folder, foldersFor } from '../folders.js'
import { atLeast } from '../protocol-version.js'
import { type Element, element } from '../wbxml/element.js'

/**
 * MS-ASCMD, GetHierarchy: the mail folders and nothing else, up to 12.1. The request has no body, and
 * the answer neither a Status nor an element of the command's name.
 */
export const getHierarchy: Command = {
  name: 'GetHierarchy',

  async handle(_root, context) {
    if (atLeast(context.version, '14.0')) {
      throw new HttpError(501, 'GetHierarchy is a command up to version 12.1.')
    }
    const folders = foldersFor(context).filter(({ className }) => className === 'Email')
    context.note({ folders: folders.length })
    return element('FolderHierarchy:Folders', folders.map(writeFolder))
  },
}

function writeFolder({ displayName, serverId, type, parentId }: Folder): Element {
  return element('FolderHierarchy:Folder', [
    element('FolderHierarchy:DisplayName', displayName),
    element('FolderHierarchy:ServerId', serverId),
    element('FolderHierarchy:Type', type),
    element('FolderHierarchy:ParentId', parentId),
  ])
}
