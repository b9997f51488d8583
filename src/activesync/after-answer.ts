import type { AppContext } from '../context.js'
import { writeEntry } from '../http-request-log.js'
import type { Counted } from '../monitor/traffic.js'
import type { DeviceActivity } from './device-activity.js'
import type { Exchange } from './exchange.js'
import { hasFailed } from './has-failed.js'
import type { DeviceLog } from './log/device-log.js'

type Tellers = { app: AppContext; activity: DeviceActivity; deviceLog: DeviceLog }

/** The answer is sent, or the client is gone: tells log, metrics and monitor, and the device's row. */
export function afterAnswer({ app, activity, deviceLog }: Tellers, exchange: Exchange): void {
  const { response, entry, open, session } = exchange
  open.closed(response.writableFinished)
  writeEntry(app, entry, exchange)
  const counted = countedOf(exchange)
  app.monitor.count(counted)
  const device = exchange.device ?? session?.device
  if (!session || !device) return
  deviceLog.add({ session, device }, counted, exchange.trace)
  if (!exchange.device) return
  const { status } = entry.notes
  activity.seen(session, device, {
    command: counted.command,
    failed: counted.failed,
    address: exchange.toldAddress,
    status: status === undefined ? `${response.statusCode}` : `${response.statusCode}/${status}`,
    version: counted.version,
    userAgent: exchange.userAgent,
  })
}

function countedOf({ request, response, entry, session, device }: Exchange): Counted {
  const { status } = entry.notes
  const http = response.statusCode
  const command = entry.command ?? request.method ?? ''
  const counted: Counted = {
    tenantId: session?.tenant.id ?? null,
    user: entry.user ?? '',
    device: entry.device ?? '',
    command,
    version: entry.version ?? '',
    http,
    deviceId: device?.id ?? session?.device?.id ?? null,
    failed: hasFailed({ command, http, status }),
    refused: http === 401 && request.headers.authorization !== undefined,
    ms: Math.round(performance.now() - entry.started),
    bytesIn: entry.bytesIn ?? 0,
    bytesOut: entry.bytesOut ?? 0,
    waited: entry.notes.waited === true,
  }
  if (status !== undefined) counted.status = `${status}`
  return counted
}
