import { HttpError } from '../../../errors.js'
import { storeSyncRequest } from '../../../store/devices.js'
import { loadState } from '../../../store/sync-states.js'
import { profileOfDevice } from '../../client-profile.js'
import type { Command, CommandContext } from '../../command.js'
import { type Folder, foldersFor } from '../../folders.js'
import { atLeast } from '../../protocol-version.js'
import { SyncStatus } from '../../sync/client-command.js'
import { storedOptions } from '../../sync/collection-options.js'
import type { CollectionResult } from '../../sync/collection-turn.js'
import { fetchItem } from '../../sync/fetch-item.js'
import { isQuiet } from '../../sync/quiet.js'
import { scopeOf } from '../../sync/scope.js'
import { syncCollection } from '../../sync/sync-collection.js'
import { leaveLoop, pauseBefore } from '../../sync/tight-loop.js'
import { waitForChange } from '../../sync/wait.js'
import type { Element } from '../../wbxml/element.js'
import { cachedRequest, isRemembered, mergedWithCache, rememberedForm } from './cached-request.js'
import { type CollectionRequest, readSync, type SyncRequest } from './request.js'
import { type CollectionAnswer, type FetchResponse, writeFault, writeSync } from './response.js'

/** MS-ASCMD, Sync. */
export const sync: Command = {
  name: 'Sync',

  async handle(root, context) {
    const request = atLeast(context.version, '12.1') ? requestOf(root, context) : oldRequestOf(root)
    if (!request) {
      context.note({ status: SyncStatus.IncompleteRequest })
      return writeFault({ status: SyncStatus.IncompleteRequest })
    }
    if (request.fault) {
      context.note({ status: request.fault.status })
      return writeFault(request.fault)
    }
    const answers = await answersTo(request, context)
    await remember(request, context)
    note(answers, context)
    await brake(request, answers, context)
    // MS-ASCMD, Empty Sync Response: nothing changed.
    return answers.length === 0 ? null : writeSync(answers)
  },
}

/** Null when an empty or partial request has nothing remembered to go on with. */
function requestOf(root: Element | null, context: CommandContext): SyncRequest | null {
  if (root === null) return cachedRequest(context)
  const request = readSync(root)
  if (request.fault) return request
  if (request.partial) return mergedWithCache(request, context)
  return request.collections.length === 0 ? cachedRequest(context, request) : request
}

/** Up to 12.0 each request stands for itself, and a fault of all of it has no Status to say so. */
function oldRequestOf(root: Element | null): SyncRequest {
  const request = root && readSync(root)
  if (!request || request.fault?.status === 4 || request.collections.length === 0) {
    throw new HttpError(400, 'Up to version 12.0 a Sync must name its collections.')
  }
  return { ...request, waitSeconds: null, windowSize: null, partial: false, fault: null }
}

async function answersTo(
  request: SyncRequest,
  context: CommandContext,
): Promise<CollectionAnswer[]> {
  const answers = await runAll(request, context)
  if (answers.length > 0 || request.waitSeconds === null) return answers
  const folders = request.collections.flatMap((one) => folderOf(one, context) ?? [])
  const found = await waitForChange(
    context,
    { command: 'Sync', folders, seconds: request.waitSeconds, ending: context.open },
    async (current) => {
      const again = await runAll(request, current)
      return again.length > 0 ? again : null
    },
  )
  return found ?? []
}

/** The collections with something to tell. */
async function runAll(request: SyncRequest, context: CommandContext): Promise<CollectionAnswer[]> {
  const answers: CollectionAnswer[] = []
  const { mostItems } = profileOfDevice(context.device)
  let room = Math.min(request.windowSize ?? Number.POSITIVE_INFINITY, mostItems ?? Infinity)
  for (const collection of request.collections) {
    // MS-ASCMD, WindowSize: full. What this one may have comes with the next request.
    if (room <= 0 && collection.commands.length === 0) continue
    const windowSize = Math.max(1, Math.min(collection.windowSize, room))
    const answer = await runOne({ ...collection, windowSize }, context)
    if (!answer) continue
    answers.push(answer)
    room -= answer.commands.length
  }
  return answers
}

function folderOf(collection: CollectionRequest, context: CommandContext): Folder | undefined {
  const folders = foldersFor(context)
  const { collectionId, className } = collection
  if (collectionId !== '') return folders.find((folder) => folder.serverId === collectionId)
  // Old clients name the class only: its default folder is meant (field-guide §1.1).
  return folders.find((folder) => folder.className === className)
}

async function runOne(
  collection: CollectionRequest,
  context: CommandContext,
): Promise<CollectionAnswer | null> {
  const folder = folderOf(collection, context)
  if (!folder) return failed(collection, SyncStatus.FolderHierarchyChanged, context)
  if (collection.faulty || isMistaken(collection, folder)) {
    return failed(collection, SyncStatus.ProtocolError, context)
  }
  const { app, session, device } = context
  // MS-ASCMD, Empty Sync Response: from 12.1 on.
  const mayBeSilent = atLeast(context.version, '12.1')
  const quiet = isQuiet({ session, device, now: app.now() }, folder, collection)
  if (quiet && mayBeSilent) return null

  const result = await syncCollection(context, folder, collection)
  const fetched = await fetchAll(collection, folder, context)
  if (!result.changed && fetched.length === 0 && mayBeSilent) return null
  return answerOf({ result, fetched, folder }, context)
}

/**
 * MS-ASNOTE_R114: notes have no Supported. MS-ASCMD_R2117, R3080: only mail has conversations, and
 * no FilterType of 8.
 */
function isMistaken(
  { supported, conversationMode, options }: CollectionRequest,
  { className }: Folder,
): boolean {
  if (className === 'Email') return options?.filterType === 8
  return conversationMode || (className === 'Notes' && supported !== undefined)
}

function answerOf(
  outcome: { result: CollectionResult; fetched: FetchResponse[]; folder: Folder },
  context: CommandContext,
): CollectionAnswer {
  const { result, fetched, folder } = outcome
  const { status, commands, responses, moreAvailable } = result
  const withInstances = atLeast(context.version, '16.0')
  return {
    className: atLeast(context.version, '14.0') ? null : folder.className,
    collectionId: folder.serverId,
    syncKey: result.syncKey,
    ...{ status, commands, fetched, moreAvailable },
    // Before 16.0 no answer names an occurrence, whatever the request did.
    responses: withInstances ? responses : responses.map((one) => ({ ...one, instanceId: null })),
  }
}

function failed(
  { collectionId, className, syncKey: key }: CollectionRequest,
  status: SyncStatus,
  context: CommandContext,
): CollectionAnswer {
  return {
    className: atLeast(context.version, '14.0') ? null : className,
    collectionId,
    syncKey: key === '' ? '0' : key.slice(0, 64),
    status,
    ...{ commands: [], responses: [], fetched: [], moreAvailable: false },
  }
}

async function fetchAll(
  { commands }: CollectionRequest,
  folder: Folder,
  context: CommandContext,
): Promise<FetchResponse[]> {
  const wanted = commands.filter(({ op }) => op === 'Fetch')
  if (wanted.length === 0) return []
  const { app, session, device } = context
  const ref = { tenantId: session.tenant.id, deviceId: device.id, folderId: folder.serverId }
  const state = await loadState(app.database, ref)
  const scope = scopeOf(context, folder, storedOptions(state?.options))
  const fetched: FetchResponse[] = []
  for (const { serverId } of wanted) {
    const data = serverId && scope ? await fetchItem(context, scope, serverId) : null
    const status = data ? SyncStatus.Success : SyncStatus.ObjectNotFound
    fetched.push({ serverId: serverId ?? '', status, data })
  }
  return fetched
}

/** Written only when it differs from what is remembered: an empty Sync makes no write. */
async function remember(request: SyncRequest, context: CommandContext) {
  const { app, session, device, version } = context
  if (!atLeast(version, '12.1')) return
  const form = rememberedForm(request)
  if (isRemembered(form, device)) return
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  await storeSyncRequest(app.database, ref, form)
}

/** Below the 30 seconds after which some clients give up (field-guide §2.4). */
const LONGEST_PAUSE_SECONDS = 10

/** Slows a device down that sends what failed again and again, such as a key nobody knows. */
async function brake(
  { collections }: SyncRequest,
  answers: readonly CollectionAnswer[],
  { device, open }: CommandContext,
): Promise<void> {
  if (answers.length === 0) return
  if (answers.every(({ status }) => status === SyncStatus.Success)) return leaveLoop(device.id)
  const keys = collections.map(({ collectionId, syncKey }) => [collectionId, syncKey])
  const statuses = answers.map(({ status }) => status)
  const told = JSON.stringify([keys, statuses]).slice(0, 4_000)
  const mostSeconds = LONGEST_PAUSE_SECONDS
  const seconds = pauseBefore({ deviceId: device.id, command: 'Sync', told, mostSeconds })
  if (seconds > 0) await open.within(seconds * 1_000)
}

function note(answers: readonly CollectionAnswer[], context: CommandContext): void {
  const failing = answers.find(({ status }) => status !== SyncStatus.Success)
  context.note({
    status: failing?.status ?? SyncStatus.Success,
    sent: answers.reduce((sum, { commands }) => sum + commands.length, 0),
    applied: answers.reduce((sum, { responses }) => sum + responses.length, 0),
  })
}
