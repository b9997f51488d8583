import type { Command, CommandContext } from '../command.js'
import { echoedId } from '../echoed.js'
import { childOf, type Element, element, type Tag, textOf } from '../wbxml/element.js'
import { fetchOperation, folderWith } from './item-operations-fetch.js'
import { ItemOperationsStatus } from './item-operations-status.js'

/** MS-ASCMD, Limiting Size of Command Requests. */
const MOST_OPERATIONS = 100

type Operation = (operation: Element, context: CommandContext) => Element | Promise<Element>

/** In the order in which MS-ASCMD's schema has their answers. */
const OPERATIONS: ReadonlyMap<Tag, Operation> = new Map<Tag, Operation>([
  ['ItemOperations:Move', moveRefused],
  ['ItemOperations:EmptyFolderContents', emptyFolder],
  ['ItemOperations:Fetch', fetchOperation],
])
const ORDER = [...OPERATIONS.keys()]

/** MS-ASCMD, ItemOperations: Fetch of items; the mail folders are always empty already. */
export const itemOperations: Command = {
  name: 'ItemOperations',

  async handle(root, context) {
    const operations = root?.children.filter(({ tag }) => OPERATIONS.has(tag)) ?? []
    const status = statusOf(operations.length)
    context.note({ status })
    const responses = status === 1 ? await runAll(operations, context) : []
    return element('ItemOperations:ItemOperations', [
      element('ItemOperations:Status', status),
      responses.length > 0 ? element('ItemOperations:Response', responses) : null,
    ])
  },
}

function statusOf(count: number): number {
  if (count === 0) return ItemOperationsStatus.ProtocolError
  return count > MOST_OPERATIONS ? ItemOperationsStatus.TooMuch : ItemOperationsStatus.Success
}

/** One after the other as the client has them (MS-ASCMD_R193). */
async function runAll(operations: readonly Element[], context: CommandContext): Promise<Element[]> {
  const responses: Element[] = []
  for (const operation of operations) {
    const run = OPERATIONS.get(operation.tag)
    if (run) responses.push(await run(operation, context))
  }
  return responses.sort((a, b) => ORDER.indexOf(a.tag) - ORDER.indexOf(b.tag))
}

/** Conversations are of mails, and there are none here. */
function moveRefused(operation: Element): Element {
  const conversation = childOf(operation, 'ItemOperations:ConversationId')
  return element('ItemOperations:Move', [
    element('ItemOperations:Status', ItemOperationsStatus.NotSupported),
    element('ItemOperations:ConversationId', conversation?.opaque ?? conversation?.text),
  ])
}

/** Only what holds nothing anyway is emptied: nobody clears a calendar by a slip of the finger. */
function emptyFolder(operation: Element, context: CommandContext): Element {
  const collectionId = textOf(operation, 'AirSync:CollectionId') ?? ''
  const isEmpty = folderWith(collectionId, context)?.className === 'Email'
  return element('ItemOperations:EmptyFolderContents', [
    element(
      'ItemOperations:Status',
      isEmpty ? ItemOperationsStatus.Success : ItemOperationsStatus.ProtocolError,
    ),
    echoedId('AirSync:CollectionId', collectionId),
  ])
}
