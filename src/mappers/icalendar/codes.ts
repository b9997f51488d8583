import type {
  AppointmentStatus,
  ParticipantStatus,
  Privacy,
  ShowAs,
  TaskStatus,
} from '../../store/model.js'

/** Property values that stand for ours, both ways. The first row of a neutral value is written. */
export type Codes<T extends string> = readonly (readonly [wire: string, neutral: T])[]

/** RFC 5545, Status, and ours where it has no word. */
export const APPOINTMENT_STATUS: Codes<AppointmentStatus> = [
  ['TENTATIVE', 'tentative'],
  ['CONFIRMED', 'confirmed'],
  ['CANCELLED', 'cancelled'],
  ['X-DONE', 'done'],
]

/** RFC 5545, Status of a VTODO. */
export const TASK_STATUS: Codes<TaskStatus> = [
  ['NEEDS-ACTION', 'open'],
  ['IN-PROCESS', 'in-progress'],
  ['COMPLETED', 'done'],
  ['CANCELLED', 'cancelled'],
]

/** RFC 5545, Classification. */
export const PRIVACY: Codes<Privacy> = [
  ['PUBLIC', 'normal'],
  ['PRIVATE', 'private'],
  ['CONFIDENTIAL', 'confidential'],
  ['X-PERSONAL', 'personal'],
]

/** MS-OXCICAL, X-MICROSOFT-CDO-BUSYSTATUS. */
export const BUSY_STATUS: Codes<ShowAs> = [
  ['FREE', 'free'],
  ['TENTATIVE', 'tentative'],
  ['BUSY', 'busy'],
  ['OOF', 'out-of-office'],
  ['WORKINGELSEWHERE', 'elsewhere'],
]

/** RFC 5545, Participation Status. */
export const PARTSTAT: Codes<ParticipantStatus> = [
  ['NEEDS-ACTION', 'not-responded'],
  ['ACCEPTED', 'accepted'],
  ['DECLINED', 'declined'],
  ['TENTATIVE', 'tentative'],
  ['DELEGATED', 'not-responded'],
]

/** RFC 5545, Priority 0 to 9, to ours of 1 (highest) to 6: index is the wire's value. */
export const PRIORITY_OF_WIRE = [3, 1, 1, 2, 2, 3, 4, 5, 5, 6] as const
export const WIRE_OF_PRIORITY: Readonly<Record<number, number>> = {
  1: 1,
  2: 3,
  3: 5,
  4: 6,
  5: 7,
  6: 9,
}

export function neutralOf<T extends string>(codes: Codes<T>, wire: string | undefined): T | null {
  const wanted = wire?.trim().toUpperCase()
  return codes.find(([code]) => code === wanted)?.[1] ?? null
}

export function wireOf<T extends string>(codes: Codes<T>, neutral: T): string | null {
  return codes.find(([, value]) => value === neutral)?.[0] ?? null
}
