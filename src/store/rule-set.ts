/** Allowed intervals by frequency, such as every one or two weeks; one left out is not allowed. */
export type RecurrenceIntervals = Partial<
  Record<'daily' | 'weekly' | 'monthly' | 'yearly', readonly number[]>
>

/**
 * Rule sets (head of requirements.md): where the business rules and Microsoft's own behaviour
 * differ, each difference is one named setting. A tenant names a set and may override settings.
 */
export type RuleSet = {
  /** Months back from now that a calendar holds; null = no limit but the client's (R-ONO-10). */
  calendarPastMonths: number | null
  /** Months ahead from now; null = no limit (R-ONO-11). */
  calendarFutureMonths: number | null
  /** Most appointments on one device; null = no limit (R-ONO-09). */
  calendarLimit: number | null
  /** Completed and cancelled tasks leave the device (R-ONO-80) or stay. */
  completedTasks: 'hide' | 'send'
  /** `private-or-personal`: Sensitivity is 2 or 1 (R-ONO-78, 97); `echo`: as the client sent it. */
  sensitivity: 'private-or-personal' | 'echo'
  /** Attendees a client writes: `match` assigns known ones, `ignore` none (R-ONO-125 A, B), `keep` all. */
  attendees: 'match' | 'ignore' | 'keep'
  /** Without `Supported` up to 14.1, an absent element keeps or clears its field (R-ONO-64). */
  ghosting: 'keep' | 'strict'
  /** FolderCreate, FolderUpdate and FolderDelete of user-made folders. */
  userFolders: boolean
  /** Devices get notes, where the account's switch lets them (R-ONO-28). */
  notes: boolean
  /** Users may change their own switches on the pages; else administrators do (R-ONO-12). */
  selfSwitches: boolean
  /** Allowed reminders in minutes, ascending; a client's value is rounded up (R-ONO-123); null = any. */
  reminderSteps: number[] | null
  /** Intervals that a client's recurrence may have (R-ONO-122); null = every pattern of the protocol. */
  recurrenceIntervals: RecurrenceIntervals | null
  /** Priority 1-6 to Importance 0-2 and back for a changed Importance (R-ONO-73, 91). */
  importanceOfPriority: Record<number, 0 | 1 | 2>
  priorityOfImportance: Record<0 | 1 | 2, number>
  /**
   * Elements of contacts that this tenant's edition has, by local name (`Birthday`): others are neither
   * sent nor taken (R-ONO-141); null = all.
   */
  contactElements: string[] | null
  /** A contact without a picture shows its customer logo (R-ONO-135). */
  logoAsPicture: boolean
  /** Known kinds of appointment and task; a client's first known category is taken (R-ONO-92, 121). */
  appointmentTypes: string[]
  taskTypes: string[]
}

const HOUR = 60
const DAY = 24 * HOUR

export const business: RuleSet = {
  calendarPastMonths: 1,
  calendarFutureMonths: 6,
  calendarLimit: 500,
  completedTasks: 'hide',
  sensitivity: 'private-or-personal',
  attendees: 'match',
  ghosting: 'keep',
  userFolders: false,
  notes: false,
  selfSwitches: true,
  reminderSteps: [
    0,
    5,
    10,
    15,
    30,
    45,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    8 * HOUR,
    DAY,
    2 * DAY,
    3 * DAY,
    7 * DAY,
    14 * DAY,
  ],
  recurrenceIntervals: null,
  importanceOfPriority: { 1: 2, 2: 2, 3: 1, 4: 1, 5: 0, 6: 0 },
  priorityOfImportance: { 2: 2, 1: 3, 0: 5 },
  contactElements: null,
  logoAsPicture: false,
  appointmentTypes: [
    'Besichtigung',
    'Beratung',
    'Besprechung',
    'Telefontermin',
    'Privat',
    'Urlaub',
  ],
  taskTypes: ['To-do', 'Telefon', 'E-Mail', 'Besuch', 'Wiedervorlage'],
}

export const exchange: RuleSet = {
  ...business,
  calendarPastMonths: null,
  calendarFutureMonths: null,
  calendarLimit: null,
  completedTasks: 'send',
  sensitivity: 'echo',
  attendees: 'keep',
  ghosting: 'strict',
  userFolders: true,
  reminderSteps: null,
}

export const RULE_SETS = { business, exchange } as const
export type RuleSetName = keyof typeof RULE_SETS

/** A tenant's rules: its named set with its own settings laid over it. */
export function ruleSet(name: RuleSetName, settings: Partial<RuleSet> = {}): RuleSet {
  return { ...RULE_SETS[name], ...settings }
}
