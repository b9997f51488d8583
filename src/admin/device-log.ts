import { h } from 'preact'
import { deviceLogEntry, type LogEntry, listDeviceLog, readDeviceLog } from '../store/device-log.js'
import {
  checkReason,
  recordingOf,
  startRecording,
  stopRecording,
} from '../store/device-recording.js'
import { InvalidValue } from '../store/names.js'
import { addFlash, type Flash } from '../store/web-sessions.js'
import { notFound } from './account-visit.js'
import { administeredDevice, type Owned } from './device-visit.js'
import { type Form, field } from './form.js'
import { DeviceLog, deviceLogPath, Exchange } from './pages/device-log.js'
import { sendPage } from './render.js'
import { queryOf, type Visit } from './visit.js'
import { actorOf } from './visitor.js'

const PAGE = 50
const MOST_DOWNLOADED = 200

export async function showDeviceLog(visit: Visit): Promise<void> {
  const { parts, visitor } = visit
  const { account, device } = await administeredDevice(visit)
  const { database, now } = parts.app
  const before = numberIn(visit, 'before')
  const query = { now: now(), limit: PAGE + 1, ...(before !== null && { before }) }
  const found = await listDeviceLog(database, device, query)
  const entries = found.slice(0, PAGE)
  const props = {
    ...{ visitor, login: account.login, device, entries },
    older: found.length > PAGE ? (entries.at(-1)?.id ?? null) : null,
    recording: await recordingOf(database, device, now()),
  }
  const title = visitor.words.deviceLog.of(device.deviceId)
  await sendPage(parts, visit, { title, body: h(DeviceLog, props) })
}

function numberIn({ request }: Visit, name: string): number | null {
  const text = queryOf(request).get(name) ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : null
}

/** Request and answer side by side. */
export async function showExchange(visit: Visit): Promise<void> {
  const { parts, visitor, request } = visit
  const { account, device } = await administeredDevice(visit)
  const entry = Number(/^\d{1,15}$/.exec(`${request.params.entry}`)?.[0] ?? 0)
  const { database, now } = parts.app
  const found = await deviceLogEntry(database, device, { entry, now: now() })
  if (!found) throw notFound()
  const props = { visitor, login: account.login, device, entry: found }
  const title = visitor.words.deviceLog.of(device.deviceId)
  await sendPage(parts, visit, { title, body: h(Exchange, props) })
}

export async function downloadLog(visit: Visit): Promise<void> {
  const { device } = await administeredDevice(visit)
  const { database, now } = visit.parts.app
  const entries = await readDeviceLog(database, device, { now: now(), limit: MOST_DOWNLOADED })
  visit.response
    .attachment('device-log.txt')
    .type('text/plain')
    .set('Cache-Control', 'no-store')
    .send(entries.map(textOf).join('\n'))
}

function textOf(entry: LogEntry): string {
  const { at, command, version, http, status, ms, request, response } = entry
  const result = status === null ? `${http}` : `${http}/${status}`
  const head = `${at.toISOString()} ${command} ${version} ${result} ${ms} ms`
  return [head, '--- request', request, '--- response', response, ''].join('\n')
}

export async function record(visit: Visit, form: Form): Promise<void> {
  const { account, device } = await administeredDevice(visit)
  const { database, now } = visit.parts.app
  const { deviceLog } = visit.visitor.words
  const contents = form.get('contents') === 'yes'
  const reason = field(form, 'reason', 2_000)
  if (contents && !isReason(reason)) {
    return back(visit, { account, device }, { kind: 'failed', text: deviceLog.reasonMissing })
  }
  await startRecording(database, device, {
    hours: Math.min(Math.max(Math.trunc(Number(field(form, 'hours', 5))) || 1, 1), 24),
    ...{ contents, reason, actor: actorOf(visit.visitor), now: now() },
  })
  await back(visit, { account, device }, { kind: 'done', text: deviceLog.started })
}

function isReason(text: string): boolean {
  try {
    return checkReason(text) !== ''
  } catch (error) {
    if (error instanceof InvalidValue) return false
    throw error
  }
}

export async function stopRecord(visit: Visit): Promise<void> {
  const { account, device } = await administeredDevice(visit)
  await stopRecording(visit.parts.app.database, device, actorOf(visit.visitor))
  const { stopped } = visit.visitor.words.deviceLog
  await back(visit, { account, device }, { kind: 'done', text: stopped })
}

async function back(visit: Visit, { account, device }: Owned, flash: Flash): Promise<void> {
  await addFlash(visit.parts.app.database, visit.visitor.token, flash)
  visit.response.redirect(303, deviceLogPath(account.login, device.id))
}
