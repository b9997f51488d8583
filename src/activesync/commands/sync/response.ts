import type { ItemResponse } from '../../sync/client-command.js'
import type { ServerCommand } from '../../sync/server-command.js'
import { type Element, element, type Tag } from '../../wbxml/element.js'

/** What a Fetch of one item came to. */
export type FetchResponse = { serverId: string; status: number; data: Element | null }

export type CollectionAnswer = {
  /** Only up to 12.1 (ASWBXML_R825). */
  className: string | null
  collectionId: string
  syncKey: string
  status: number
  commands: readonly ServerCommand[]
  responses: readonly ItemResponse[]
  fetched: readonly FetchResponse[]
  moreAvailable: boolean
}

export function writeFault(fault: { status: number; limit?: number }): Element {
  return element('AirSync:Sync', [
    element('AirSync:Status', fault.status),
    fault.limit === undefined ? null : element('AirSync:Limit', fault.limit),
  ])
}

export function writeSync(collections: readonly CollectionAnswer[]): Element {
  return element('AirSync:Sync', [element('AirSync:Collections', collections.map(writeCollection))])
}

/** Empty Commands and Responses are left out: some phones crash on them (field-guide §2.2). */
function writeCollection(answer: CollectionAnswer): Element {
  const commands = answer.commands.map(writeCommand)
  const responses = [...answer.responses.map(writeResponse), ...answer.fetched.map(writeFetched)]
  return element('AirSync:Collection', [
    answer.className === null ? null : element('AirSync:Class', answer.className),
    element('AirSync:SyncKey', answer.syncKey),
    element('AirSync:CollectionId', answer.collectionId),
    element('AirSync:Status', answer.status),
    commands.length === 0 ? null : element('AirSync:Commands', commands),
    responses.length === 0 ? null : element('AirSync:Responses', responses),
    answer.moreAvailable ? element('AirSync:MoreAvailable') : null,
  ])
}

function writeCommand({ op, serverId, data }: ServerCommand): Element {
  return element(`AirSync:${op}`, [element('AirSync:ServerId', serverId), data])
}

function writeResponse({ op, clientId, serverId, instanceId, status }: ItemResponse): Element {
  const tag: Tag = `AirSync:${op}`
  return element(tag, [
    op === 'Add' && clientId !== null ? element('AirSync:ClientId', clientId) : null,
    serverId === null ? null : element('AirSync:ServerId', serverId),
    instanceId === null ? null : element('AirSyncBase:InstanceId', instanceId),
    element('AirSync:Status', status),
  ])
}

function writeFetched({ serverId, status, data }: FetchResponse): Element {
  return element('AirSync:Fetch', [
    element('AirSync:ServerId', serverId),
    element('AirSync:Status', status),
    data,
  ])
}
