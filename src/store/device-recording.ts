import { writeAudit } from './audit.js'
import type { Database, Sql } from './database.js'
import { type ListedDevice, lockDevice } from './device-admin.js'
import type { Id } from './model.js'
import { InvalidValue } from './names.js'

/** Everything that a device says is kept for a while. */
export type Recording = {
  until: Date
  /** With what people wrote. */
  contents: boolean
  by: string
  /** Why contents are needed; empty without them. */
  reason: string
}

export type NewRecording = {
  hours: number
  contents: boolean
  reason: string
  actor: string
  now: Date
}

const MOST_HOURS = 24
const SHORTEST_REASON = 5
const LONGEST_REASON = 300
const HOUR_MS = 3_600_000

/**
 * Keeps all exchanges of a device, each 64,000 characters at most, and the newest 500.
 * @throws InvalidValue for a time that is too long, and for contents without a reason
 */
export async function startRecording(
  database: Database,
  device: ListedDevice,
  { hours, contents, reason, actor, now }: NewRecording,
): Promise<Recording> {
  if (!(hours > 0 && hours <= MOST_HOURS)) {
    throw new InvalidValue(`A device can be recorded for up to ${MOST_HOURS} hours.`)
  }
  const why = contents ? checkReason(reason) : ''
  const until = new Date(now.getTime() + hours * HOUR_MS)
  await write(database, device, { recording: { until, contents, by: actor, reason: why }, actor })
  return { until, contents, by: actor, reason: why }
}

/** The reason without what stands around it. @throws InvalidValue */
export function checkReason(reason: string): string {
  const why = reason.trim()
  if (why.length < SHORTEST_REASON || why.length > LONGEST_REASON) {
    throw new InvalidValue(
      `Contents are recorded only with a reason of ${SHORTEST_REASON} to ${LONGEST_REASON} ` +
        'characters: the log of changes keeps it.',
    )
  }
  return why
}

/** From now on only what fails is kept; what was recorded stays. */
export async function stopRecording(
  database: Database,
  device: ListedDevice,
  actor: string,
): Promise<void> {
  await write(database, device, { recording: null, actor })
}

type Change = { recording: Recording | null; actor: string }

async function write(
  database: Database,
  device: ListedDevice,
  { recording, actor }: Change,
): Promise<void> {
  await database.transact(async (tx) => {
    const { tenantId, id, user, deviceId } = await lockDevice(tx, device)
    const { until = null, contents = false, by = null, reason = null } = recording ?? {}
    await tx.query(
      {
        name: 'device-record',
        text: `update device set record_until = $3, record_contents = $4, record_by = $5,
            record_reason = $6 where tenant_id = $1 and id = $2`,
      },
      [tenantId, id, until, contents, by, reason],
    )
    await writeAudit(tx, {
      ...{ tenantId, actor, subject: user },
      action: recording ? 'device.record' : 'device.record.stop',
      details: { device: deviceId, ...(recording && { until, contents, reason }) },
    })
  })
}

const RECORDING = `record_until as until, record_contents as contents,
  coalesce(record_by, '') as by, coalesce(record_reason, '') as reason`

/** Null: it is not being recorded. */
export async function recordingOf(
  sql: Sql,
  { tenantId, id }: { tenantId: Id; id: Id },
  now: Date,
): Promise<Recording | null> {
  const [row] = await sql.query<Recording>(
    {
      name: 'device-recording',
      text: `select ${RECORDING} from device
        where tenant_id = $1 and id = $2 and record_until > $3`,
    },
    [tenantId, id, now],
  )
  return row ?? null
}

/** What an administrator sees the contents of, for its user to know. */
export async function recordedContents(
  sql: Sql,
  { tenantId, id }: { tenantId: Id; id: Id },
  now: Date,
): Promise<(Recording & { deviceId: string; deviceType: string })[]> {
  return await sql.query(
    {
      name: 'recorded-contents',
      text: `select device_id as "deviceId", device_type as "deviceType", ${RECORDING} from device
        where tenant_id = $1 and account_id = $2 and record_contents and record_until > $3
        order by device_id limit 200`,
    },
    [tenantId, id, now],
  )
}
