import { z } from 'zod'
import { storePingRequest } from '../../store/devices.js'
import type { Command, CommandContext } from '../command.js'
import { type Folder, folderKeyOf, foldersFor } from '../folders.js'
import { parkPing } from '../sync/parked-pings.js'
import { pauseBefore } from '../sync/tight-loop.js'
import { waitForChange } from '../sync/wait.js'
import { wouldChange } from '../sync/would-change.js'
import { childOf, childrenOf, type Element, element, textOf } from '../wbxml/element.js'

/** MS-ASCMD, Status (Ping). */
export const PingStatus = {
  HeartbeatExpired: 1,
  ChangesFound: 2,
  MissingParameters: 3,
  SyntaxError: 4,
  HeartbeatOutOfRange: 5,
  TooManyFolders: 6,
  FolderSyncRequired: 7,
  ServerError: 8,
} as const
export type PingStatus = (typeof PingStatus)[keyof typeof PingStatus]

const MAX_FOLDERS = 200
/** An answer that took longer was worth waiting for: no loop. */
const AT_ONCE_MS = 1_000
/** Below the time after which any client gives up (field-guide §2.3, §2.4). */
const LONGEST_PAUSE_SECONDS = 30

type Answer =
  | { status: typeof PingStatus.ChangesFound; folders: readonly string[] }
  | { status: typeof PingStatus.HeartbeatOutOfRange; seconds: number }
  | { status: typeof PingStatus.TooManyFolders }
  | { status: 1 | 3 | 4 | 7 }

/** [heartbeat seconds, ServerIds]: an array, so that it compares after the database had it. */
const REMEMBERED = z.tuple([z.number().nullable(), z.array(z.string())])
type Parameters = z.infer<typeof REMEMBERED>

/** MS-ASCMD, Ping. Reports only what a Sync would really return (design: Sync state, rule 6). */
export const ping: Command = {
  name: 'Ping',

  handle: (root, context) => waitAndAnswer(parametersOf(root, context), context),
}

async function waitAndAnswer(
  parameters: Parameters | null,
  context: CommandContext,
): Promise<Element> {
  const begun = Date.now()
  const found = await answerTo(parameters, context)
  const atOnce = Date.now() - begun < AT_ONCE_MS
  const answer = atOnce ? await heldBack(found, parameters, context) : found
  context.note({ status: answer.status })
  return writePing(answer)
}

async function answerTo(parameters: Parameters | null, context: CommandContext): Promise<Answer> {
  if (parameters === null) return { status: PingStatus.SyntaxError }
  const [seconds, ids] = parameters
  if (seconds === null || ids.length === 0) return { status: PingStatus.MissingParameters }
  const { minSeconds, maxSeconds } = context.app.config.heartbeat
  const allowed = Math.min(Math.max(seconds, minSeconds), maxSeconds)
  if (allowed !== seconds) return { status: PingStatus.HeartbeatOutOfRange, seconds: allowed }
  if (ids.length > MAX_FOLDERS) return { status: PingStatus.TooManyFolders }

  await remember(parameters, context)
  const folders = foldersNow(ids, context)
  if (!folders) return { status: PingStatus.FolderSyncRequired }
  using parked = parkPing(context.device.id, context.open)
  const waiting = { command: 'Ping', folders, seconds, ending: parked.ending } as const
  const found = await waitForChange(context, waiting, (current) => look(ids, current))
  return found ?? { status: PingStatus.HeartbeatExpired }
}

/**
 * Slows a device down that is told the same at once, again and again, and does nothing about it.
 * Whatever else comes up meanwhile is told at once.
 */
async function heldBack(
  answer: Answer,
  parameters: Parameters | null,
  context: CommandContext,
): Promise<Answer> {
  const [heartbeat, ids] = parameters ?? [null, []]
  const seconds = pauseBefore({
    deviceId: context.device.id,
    command: 'Ping',
    told: JSON.stringify([heartbeat, ids, answer]),
    mostSeconds: Math.min(LONGEST_PAUSE_SECONDS, heartbeat ? heartbeat / 2 : Infinity),
  })
  if (seconds === 0) return answer
  let latest = answer
  const renews = answer.status === PingStatus.ChangesFound
  const folders = (renews && foldersNow(ids, context)) || []
  using parked = parkPing(context.device.id, context.open)
  const waiting = { command: 'Ping', folders, seconds, ending: parked.ending } as const
  const other = await waitForChange(context, waiting, async (current) => {
    if (!renews) return null
    latest = (await look(ids, current)) ?? { status: PingStatus.HeartbeatExpired }
    const isOther = latest.status !== PingStatus.HeartbeatExpired && !isSame(latest, answer)
    return isOther ? latest : null
  })
  return other ?? latest
}

function isSame(a: Answer, b: Answer): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

async function look(ids: readonly string[], context: CommandContext): Promise<Answer | null> {
  const folders = foldersNow(ids, context)
  if (!folders) return { status: PingStatus.FolderSyncRequired }
  const changed: string[] = []
  for (const folder of folders) {
    if (await wouldChange(context, folder)) changed.push(folder.serverId)
  }
  return changed.length > 0 ? { status: PingStatus.ChangesFound, folders: changed } : null
}

/** Null when the device must ask for the folders first: one is gone, or the list has changed. */
function foldersNow(ids: readonly string[], context: CommandContext): Folder[] | null {
  const { device } = context
  const all = foldersFor(context)
  if (folderKeyOf(device.id, all) !== device.folder_key) return null
  const wanted = all.filter((folder) => ids.includes(folder.serverId))
  return wanted.length === new Set(ids).size ? wanted : null
}

/** What is not sent is as in the Ping before; null when the request makes no sense. */
function parametersOf(root: Element | null, { device }: CommandContext): Parameters | null {
  const before = REMEMBERED.safeParse(device.ping_request)
  const [lastSeconds, lastIds] = before.success ? before.data : ([null, []] as Parameters)
  if (root === null) return [lastSeconds, lastIds]
  if (root.tag !== 'Ping:Ping') return null
  const heartbeat = textOf(root, 'Ping:HeartbeatInterval')
  const seconds = heartbeat === undefined ? lastSeconds : Number(heartbeat || Number.NaN)
  const folders = childOf(root, 'Ping:Folders')
  const ids = folders
    ? childrenOf(folders, 'Ping:Folder').map((folder) => textOf(folder, 'Ping:Id'))
    : lastIds
  const broken = ids.some((id) => !id) || (seconds !== null && !Number.isInteger(seconds))
  if (broken) return null
  return [seconds, ids.flatMap((id) => (id ? [id.slice(0, 64)] : []))]
}

async function remember(parameters: Parameters, { app, session, device }: CommandContext) {
  if (JSON.stringify(parameters) === JSON.stringify(device.ping_request)) return
  const ref = { tenantId: session.tenant.id, deviceId: device.id }
  await storePingRequest(app.database, ref, parameters)
}

function writePing(answer: Answer): Element {
  return element('Ping:Ping', [
    element('Ping:Status', answer.status),
    answer.status === PingStatus.HeartbeatOutOfRange
      ? element('Ping:HeartbeatInterval', answer.seconds)
      : null,
    answer.status === PingStatus.ChangesFound
      ? element(
          'Ping:Folders',
          answer.folders.map((id) => element('Ping:Folder', id)),
        )
      : null,
    answer.status === PingStatus.TooManyFolders ? element('Ping:MaxFolders', MAX_FOLDERS) : null,
  ])
}
