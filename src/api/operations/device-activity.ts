import { z } from 'zod'
import { activityOf, type ParkedRequest, type SeenRequest } from '../../store/activity.js'
import { deviceLogEntry, type LogEntry, listDeviceLog } from '../../store/device-log.js'
import {
  type Recording,
  recordingOf,
  startRecording,
  stopRecording,
} from '../../store/device-recording.js'
import { runningGateways } from '../../store/gateways.js'
import { cutPage, keyIn } from '../cursor.js'
import { type Operation, operation } from '../operation.js'
import { cursorOf, pageOf, pageQuery } from '../parameters.js'
import { notFound } from '../problem.js'
import { instantText, textOf } from '../shapes/common.js'
import { deviceOf } from './devices.js'

const RECORDING = '/tenants/{tenant}/users/{user}/devices/{device}/recording'

const exchange = z
  .strictObject({
    id: z.int(),
    at: instantText,
    command: z.string(),
    version: z.string(),
    http: z.int(),
    status: z.string().nullable().describe('Of the command itself.'),
    ms: z.int(),
    bytesIn: z.int(),
    bytesOut: z.int(),
    masked: z.boolean().describe('Without what people wrote.'),
    recorded: z.boolean().describe('False: kept because it failed.'),
  })
  .meta({ id: 'Exchange' })

const recording = z
  .strictObject({
    until: instantText,
    contents: z.boolean().describe('With what people wrote.'),
    by: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Recording' })

const getActivity = operation({
  method: 'GET',
  path: '/tenants/{tenant}/activity',
  ...{ id: 'getActivity', group: 'Devices', scope: 'devices:read' },
  summary: 'What the devices of a tenant do at this moment',
  description: 'Of all gateways together, some seconds old; at most 200 entries of each list.',
  answer: z.strictObject({
    requests: z.int().describe('Within the last minute.'),
    failed: z.int(),
    parked: z.int().describe('Requests that wait for changes.'),
    waiting: z.array(
      z.strictObject({
        ...{ user: z.string(), deviceId: z.string(), command: z.string() },
        since: instantText,
        seconds: z.number().describe('How long it may wait at most.'),
      }),
    ),
    recent: z.array(
      z.strictObject({
        ...{ at: instantText, user: z.string(), deviceId: z.string(), command: z.string() },
        ...{ version: z.string(), http: z.int(), status: z.string().nullable() },
        ...{ failed: z.boolean(), ms: z.number() },
      }),
    ),
  }),
  async handle({ database, tenant }) {
    const { traffic, parked, parkedRequests, recent } = activityOf(
      await runningGateways(database),
      tenant.id,
    )
    const { requests, failed } = traffic
    const waiting = parkedRequests.map(waitingView)
    return { body: { requests, failed, parked, waiting, recent: recent.map(recentView) } }
  },
})

function waitingView({ user, device, command, since, seconds }: ParkedRequest) {
  return { user, deviceId: device, command, since, seconds }
}

function recentView(seen: SeenRequest) {
  const { at, user, device, command, version, http, status = null, failed, ms } = seen
  return { at, user, deviceId: device, command, version, http, status, failed, ms }
}

const listLog = operation({
  method: 'GET',
  path: '/tenants/{tenant}/users/{user}/devices/{device}/log',
  ...{ id: 'listDeviceLog', group: 'Devices', scope: 'devices:read' },
  summary: 'Exchanges with a device that were kept, the newest first',
  description: 'Those that failed, and while it is recorded, all.',
  query: z.strictObject(pageQuery),
  answer: pageOf(exchange),
  async handle(call) {
    const { limit, cursor } = call.query
    const before = keyIn('number', cursor)
    const query = { now: call.now, limit: limit + 1, ...(before !== undefined && { before }) }
    const found = await listDeviceLog(call.database, await deviceOf(call), query)
    const { rows, next } = cutPage(found, limit, ({ id }) => cursorOf(id))
    return { body: { items: rows.map(exchangeView), next } }
  },
})

function exchangeView({ at, ...rest }: Omit<LogEntry, 'request' | 'response'>) {
  return { ...rest, at: textOf(at) }
}

const getExchange = operation({
  method: 'GET',
  path: '/tenants/{tenant}/users/{user}/devices/{device}/log/{id}',
  ...{ id: 'getExchange', group: 'Devices', scope: 'devices:read' },
  summary: 'One exchange with a device, as XML',
  answer: exchange.extend({ request: z.string(), response: z.string() }).meta({
    id: 'WholeExchange',
  }),
  async handle(call) {
    const key = { entry: Number(call.params.id), now: call.now }
    const found = await deviceLogEntry(call.database, await deviceOf(call), key)
    if (!found) throw notFound('The device has no such exchange, or not any more.')
    const { request, response, ...rest } = found
    return { body: { ...exchangeView(rest), request, response } }
  },
})

const putRecording = operation({
  ...{ method: 'PUT', path: RECORDING, id: 'recordDevice' },
  ...{ group: 'Devices', scope: 'devices:write' },
  summary: 'Keeps all exchanges with a device for some hours',
  description:
    'Without `contents`, what people wrote is left out. With them, a reason is needed; the user is told, and the audit keeps it.',
  body: z
    .strictObject({
      hours: z.number().positive().max(24),
      contents: z.boolean().default(false),
      reason: z.string().max(300).default(''),
    })
    .meta({ id: 'RecordingOrder' }),
  answer: recording,
  async handle(call) {
    const { database, body, actor, now } = call
    const started = await startRecording(database, await deviceOf(call), { ...body, actor, now })
    return { body: recordingView(started) }
  },
})

const getRecording = operation({
  ...{ method: 'GET', path: RECORDING, id: 'getRecording' },
  ...{ group: 'Devices', scope: 'devices:read' },
  summary: 'Whether a device is being recorded',
  answer: z.strictObject({ recording: recording.nullable() }),
  async handle(call) {
    const found = await recordingOf(call.database, await deviceOf(call), call.now)
    return { body: { recording: found && recordingView(found) } }
  },
})

function recordingView({ until, contents, by, reason }: Recording) {
  return { until: textOf(until), contents, by, reason }
}

const deleteRecording = operation({
  ...{ method: 'DELETE', path: RECORDING, id: 'stopRecording' },
  ...{ group: 'Devices', scope: 'devices:write' },
  summary: 'Ends the recording of a device; what was recorded stays',
  answer: null,
  async handle(call) {
    await stopRecording(call.database, await deviceOf(call), call.actor)
    return { body: null }
  },
})

export const deviceActivityOperations: readonly Operation[] = [
  getActivity,
  listLog,
  getExchange,
  getRecording,
  putRecording,
  deleteRecording,
]
